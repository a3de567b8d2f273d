"""The shape of a page, apart from what is written on it; and what changed between two, in words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from bots.errors import ScreenChanged
from bots.locators.signs import words
from bots.page import Document, Json
from bots.testing.recordings import Taken

Shape = frozenset[str]
_DIGITS = re.compile(r"\d+")
_KIND = re.compile(r"(the (?:class \w*|element|column|label|field|key)) ?[#.'\"]?(.*)")
_ORDER, _BETWEEN = "the columns in this order", " | "
_NAMED = ("input", "select", "textarea", "button", "form")


@dataclass(frozen=True)
class Drift:
    """What one kind of page lost and won since it was recorded, in words.

    Attributes:
        renamed: what is gone, with the new thing that has all the words of its name.
        moved: rows of headings that say the same in another order, as they are now.
    """

    page: str
    gone: tuple[str, ...]
    new: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    moved: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.renamed or self.moved)


def drifts(recorded: Iterable[Taken], live: Iterable[Taken]) -> list[Drift]:
    """What differs, by kind of page.

    Gone is what every recorded page of a kind has and no live one; new is what no recorded page
    has and every live one. So pages that differ among themselves say nothing.
    """
    before, now = _by_kind(recorded), _by_kind(live)
    found = [_drift(kind, before[kind], now[kind]) for kind in before if kind in now]
    return [drift for drift in found if drift]


def unseen(recorded: Iterable[Taken], live: Iterable[Taken]) -> list[str]:
    """The kinds of page that were recorded and did not turn up now."""
    return sorted(set(_by_kind(recorded)) - set(_by_kind(live)))


def kind_of(taken: Taken) -> str:
    """Which kind of page it is: its page class, else its path without numbers."""
    return taken.page or _DIGITS.sub("#", taken.asked.partition("?")[0])


def shape(document: Document) -> Shape:
    """The parts of a document, each in words."""
    if "html" in document.content_type:
        return frozenset(_html_parts(document))
    if "json" in document.content_type:
        try:
            return frozenset(_json_parts(document.json, ""))
        except ScreenChanged:
            return frozenset({"a body that is no JSON"})
    return frozenset(f"column {name.strip()!r}" for name in _first_line(document.text).split(","))


def _by_kind(taken: Iterable[Taken]) -> dict[str, list[Shape]]:
    kinds: dict[str, list[Shape]] = defaultdict(list)
    for one in taken:
        kinds[kind_of(one)].append(shape(one.document))
    return kinds


def _drift(kind: str, before: list[Shape], now: list[Shape]) -> Drift:
    gone = frozenset.intersection(*before) - frozenset.union(*now)
    new = frozenset.intersection(*now) - frozenset.union(*before)
    moved = sorted(_moved(gone, new))
    gone, new = (frozenset(one for one in side if not _is_order(one)) for side in (gone, new))
    renamed = dict(_renamed(gone, new))
    return Drift(
        kind,
        tuple(sorted(gone - renamed.keys())),
        tuple(sorted(new - set(renamed.values()))),
        tuple(sorted(renamed.items())),
        tuple(moved),
    )


def _moved(gone: Shape, new: Shape) -> Iterable[str]:
    """Rows of headings that are there in another order."""
    before = {tuple(sorted(one.split(_BETWEEN))) for one in gone if _is_order(one)}
    return (one for one in new if _is_order(one) and tuple(sorted(one.split(_BETWEEN))) in before)


def _is_order(part: str) -> bool:
    return part.startswith(_ORDER)


def _renamed(gone: Shape, new: Shape) -> Iterable[tuple[str, str]]:
    """What is gone, with the one new thing of its kind that has all the words of its name."""
    free = set(new)
    for one in sorted(gone, key=len):
        kind, mine = _named(one)
        fits = [
            other
            for other in sorted(free, key=lambda other: (len(_named(other)[1]), len(other), other))
            if _named(other)[0] == kind and mine and mine <= _named(other)[1]
        ]
        if fits:
            free.discard(fits[0])
            yield one, fits[0]


def _named(part: str) -> tuple[str, frozenset[str]]:
    """The kind of a part, and the words of its name."""
    found = _KIND.match(part)
    if found is None:
        return part, frozenset()
    return found[1], frozenset(words(found[2]))


def _html_parts(document: Document) -> Iterable[str]:
    for node in document.html.css("[id]"):
        yield f"the element #{_plain(node.attributes['id'])}"
    for node in document.html.css("[class]"):
        for name in (node.attributes["class"] or "").split():
            yield f"the class {_plain(node.tag or '')}.{_plain(name)}"
    for node in document.html.css("th, dt, label, legend"):
        yield from _labelled(node)
    for row in document.html.css("tr"):
        headings = [_plain(" ".join(one.text().split())) for one in row.css("th")]
        if len(headings) > 1:
            yield _ORDER + _BETWEEN + _BETWEEN.join(headings)
    for tag in _NAMED:
        for node in document.html.css(f"{tag}[name]"):
            yield f"the field {_plain(node.attributes['name'])!r}"


def _labelled(node: LexborNode) -> Iterable[str]:
    text = " ".join(node.text().split())
    if text:
        word = "column" if node.tag == "th" else "label"
        yield f"the {word} {_plain(text)!r}"


def _json_parts(value: Json, path: str) -> Iterable[str]:
    match value:
        case dict():
            for key, item in value.items():
                yield from _json_parts(item, f"{path}.{_plain(key)}".strip("."))
        case list():
            for item in value:
                yield from _json_parts(item, f"{path}[]")
        case None:
            yield f"the key {path}"
        case _:
            yield f"the key {path}"
            yield f"{path} being a {_kind(value)}"


def _kind(value: Json) -> str:
    if isinstance(value, bool):
        return "yes or no"
    return "number" if isinstance(value, int | float) else "text"


def _plain(text: str | None) -> str:
    return _DIGITS.sub("#", text or "")


def _first_line(text: str) -> str:
    return text.lstrip("\ufeff").partition("\n")[0]
