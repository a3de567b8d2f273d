"""Cells, rows and texts of a page: what a table of boxes has in common with one of cells."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from bots.page import Page

HEADS = "th, [role=columnheader], [role=rowheader]"
_CELLS = frozenset({"td", "th"})
_HEAD_ROLES = frozenset({"columnheader", "rowheader"})
_CELL_ROLES = frozenset({"cell", "gridcell", *_HEAD_ROLES})
_TEXTLESS = frozenset({"button", "script", "style", "svg", "template", "select"})


def text_of(page: Page, node: LexborNode) -> str:
    """The one text that stands in `node`; "" for none.

    Raises ScreenChanged for several: a badge or a second value was put beside the first, and
    which one is meant is not for us to guess. Buttons and the like are passed over.
    """
    texts = list(_texts(node))
    if len(texts) > 1:
        tags = [child.tag for child in node.iter(include_text=False)]
        raise page.changed(f"has {len(texts)} texts where one was: <{node.tag}> with {tags}")
    return texts[0] if texts else ""


def _texts(node: LexborNode) -> Iterator[str]:
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            text = (child.text_content or "").strip()
            if text:
                yield text
        elif child.tag not in _TEXTLESS:
            yield from _texts(child)


def cells_of(row: LexborNode) -> list[LexborNode]:
    """A row's cells, one that spans several columns in each of its places."""
    cells = [cell for cell in row.iter(include_text=False) if _is_cell(cell)]
    if row.css_first("[colspan]") is None:
        return cells
    return [cell for cell in cells for _ in range(_span(cell))]


def _is_cell(node: LexborNode) -> bool:
    return node.tag in _CELLS or node.attributes.get("role") in _CELL_ROLES


def is_head(cell: LexborNode) -> bool:
    """Whether a cell names a column or a row."""
    tag = cell.tag
    return tag == "th" or (tag != "td" and cell.attributes.get("role") in _HEAD_ROLES)


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return int(span) if span.isdigit() and len(span) < 4 else 1  # noqa: PLR2004 - digits


def same_place(one: LexborNode, other: LexborNode) -> bool:
    """Whether one of the two is, or lies in, the other."""
    return _within(one, other) or _within(other, one)


def _within(node: LexborNode, other: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None and above.mem_id != other.mem_id:
        above = above.parent
    return above is not None
