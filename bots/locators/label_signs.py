"""The signs of a label: what it says, what stands beside it, and what kind of values it has."""

from __future__ import annotations

from itertools import islice

from selectolax.lexbor import LexborNode

from bots.locators.labels import cells_of, heading_of, place_of, span_of, written
from bots.locators.signs import Signs, kind_of, names_of, words
from bots.page_words import plain

_ROWS = 8
_CLIMBS = 3


def values_of(label: LexborNode) -> list[LexborNode]:
    """What it is the label of: the cells beside or below it, what follows a term or a heading."""
    if label.tag == "th":
        beside = [one for one in _after(label) if one.tag == "td"]
        return beside or list(islice(_below(label), _ROWS))
    node: LexborNode | None = label
    for _ in range(_CLIMBS):
        if node is None:
            break
        found = []
        for one in _after(node):
            if one.tag in {"dt", "h1", "h2", "h3", "h4"}:
                break
            found.append(one)
        if found:
            return found
        node = node.parent
    return []


def label_signs(label: LexborNode) -> Signs:
    """Its signs, for comparing labels with labels."""
    values = values_of(label)
    texts = [written(one) for one in values]
    chain = [one for one in (label.parent, label.parent and label.parent.parent) if one is not None]
    return Signs(
        tag=label.tag or "",
        names=frozenset(words(written(label))),
        label="",
        heading=heading_of(label),
        kind=next((kind_of(text) for text in texts if text), "nothing"),
        text="",
        attributes=frozenset(word for one in values for word in words(_marks(one))),
        path=tuple(one.tag or "" for one in chain),
        above=frozenset(word for one in chain for word in words(names_of(one))),
        near=frozenset(_near(label)),
        inside=frozenset(),
    )


def _marks(value: LexborNode) -> str:
    return " ".join([names_of(value), *(names_of(one) for one in value.css("[class]"))])


def _near(label: LexborNode) -> list[str]:
    """The labels before and after it."""
    found = []
    for side in ("prev", "next"):
        sibling = getattr(label, side)
        while sibling is not None and sibling.tag != label.tag:
            sibling = getattr(sibling, side)
        found.append(f"{side} {plain(sibling.text()) if sibling is not None else ''}")
    return found


def _after(node: LexborNode) -> list[LexborNode]:
    found = []
    sibling = node.next
    while sibling is not None and sibling.tag != node.tag:
        if sibling.is_element_node:
            found.append(sibling)
        sibling = sibling.next
    return found


def _below(heading: LexborNode) -> list[LexborNode]:
    """The cells of its column."""
    row, table = heading.parent, heading.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if row is None or table is None:
        return []
    width, place = sum(map(span_of, cells_of(row))), place_of(heading)
    rows = [cells_of(one) for one in table.css("tr") if one.mem_id != row.mem_id]
    return [cells[place] for cells in rows if len(cells) == width and cells[place].tag == "td"]
