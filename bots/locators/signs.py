"""The signs by which an element is known: never the data in it, but what kind of data it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from selectolax.lexbor import LexborNode

from bots.locators.labels import heading_of, label_of, written

_WORDS = re.compile(
    r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|[^\W\d_a-zA-Z]"
)  # a Chinese character is a word
_MONEY = re.compile(r"^[^\d\s]{0,4}\s?-?\d[\d.,' ]*[.,]\d\d\s?[^\d\s]{0,4}$|^[¥$€£]\s?-?\d[\d.,]*$")
_DATE = re.compile(
    r"\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}|\d{4}.*\d{1,2}:\d\d|[a-z]+ \d{1,2}, \d{4}",
    re.IGNORECASE,
)
_LONG = 60
_BLACKED = "█"  # what a recording has in the place of a secret
HIDDEN = "hidden"
_NAMING = ("id", "class", "name", "itemprop", "data-testid", "data-field", "data-name")
_DULL = frozenset({*_NAMING, "style", "href", "src", "value"})
_CHAIN = 6
_MANY = 12


@dataclass(frozen=True)
class Signs:
    """One element's.

    Attributes:
        names: the words in its id, classes and name.
        label: what a person would call it.
        heading: the nearest heading above it.
        kind: what kind of text it holds: money, a number, a date, a code, words, nothing.
        text: the text itself, for comparing pages; never kept.
        attributes: the names of its other attributes, and the shape of its link.
        path: the tags above it, nearest first.
        above: the words in the names of what is above it.
        near: the tags and labels of its neighbours.
        inside: the tags and labels of what is in it.
    """

    tag: str
    names: frozenset[str]
    label: str
    heading: str
    kind: str
    text: str
    attributes: frozenset[str]
    path: tuple[str, ...]
    above: frozenset[str]
    near: frozenset[str]
    inside: frozenset[str]


def signs_of(node: LexborNode) -> Signs:
    """The signs of an element."""
    text = written(node)
    chain = [one for one, _ in zip(_up(node), range(_CHAIN), strict=False)]
    return Signs(
        tag=node.tag or "",
        names=frozenset(words(names_of(node))),
        label=label_of(node),
        heading=heading_of(node),
        kind=kind_of(text),
        text=text,
        attributes=frozenset(_attributes(node)),
        path=tuple(one.tag or "" for one in chain),
        above=frozenset(word for one in chain for word in words(names_of(one))),
        near=frozenset(_near(node)),
        inside=frozenset(_inside(node)),
    )


def names_of(node: LexborNode) -> str:
    """What the site's makers call it: its id, its classes, its name."""
    given = node.attributes
    return " ".join(given[name] or "" for name in _NAMING if name in given)


def words(text: str) -> Iterator[str]:
    """The words in a made-up name: `orderTotal`, `order-total` and `order_total` have the same."""
    return (word.lower() for word in _WORDS.findall(text))


def kind_of(text: str) -> str:
    """What kind of text it is."""
    if not text:
        return "nothing"
    if _BLACKED in text:
        return HIDDEN
    for kind, fits in (("money", _MONEY.match), ("date", _DATE.search)):
        if len(text) < _LONG and fits(text):
            return kind
    if text.replace(",", "").replace(".", "").isdigit():
        return "number"
    if " " not in text and any(one.isdigit() for one in text):
        return "code"
    return "words" if len(text) < _LONG else "a long text"


def _attributes(node: LexborNode) -> Iterator[str]:
    for name, value in node.attributes.items():
        if name == "href":
            yield "href " + "/".join(re.sub(r"\d", "", part)[:12] for part in _steps(value or ""))
        elif name not in _DULL:
            yield f"{name} {value}" if name in {"type", "role", "scope", "rel"} else name


def _steps(href: str) -> list[str]:
    """A link's fixed parts: the last one is likely to name a record."""
    return href.partition("?")[0].split("/")[:-1]


def _near(node: LexborNode) -> Iterator[str]:
    for side in ("prev", "next"):
        sibling = getattr(node, side)
        while sibling is not None and sibling.is_text_node:
            sibling = getattr(sibling, side)
        if sibling is not None:
            yield f"{side} {sibling.tag} {label_of(sibling)}"


def _inside(node: LexborNode) -> Iterator[str]:
    """What a row's cells stand under, and the headings and terms of a part of the page."""
    for child in islice(node.iter(), _MANY):
        names = child.tag in {"th", "dt", "h1", "h2", "h3", "h4", "label", "legend"}
        yield f"{child.tag} {written(child) if names else label_of(child)}"


def _up(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.tag not in {"body", "html", "-undef"}:
        yield parent
        parent = parent.parent
