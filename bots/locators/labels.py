"""What a person would call a value on a page: its column, its row's heading, its label."""

from __future__ import annotations

from collections.abc import Iterator

from selectolax.lexbor import LexborNode

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend", "caption"})


def label_of(node: LexborNode) -> str:
    """The label of an element, "" when it has none.

    In this order: its own `aria-label`; the term before a `dd`; the heading at the start of its
    row; the heading of its column; the `label` around it or for it.
    """
    own = node.attributes.get("aria-label")
    if own:
        return plain(own)
    for one in (node, *_above(node)):
        if found := _named(one):
            return found
    return ""


def heading_of(node: LexborNode) -> str:
    """The nearest heading above an element: a caption, a legend, a heading before it."""
    if node.tag == "table" and (caption := node.css_first("caption")) is not None:
        return written(caption)
    for one in (node, *_all_above(node)):
        if one.tag == "table" and (caption := one.css_first("caption")) is not None:
            return written(caption)
        sibling = one.prev
        while sibling is not None:
            if sibling.is_element_node and (found := _heading_in(sibling)) is not None:
                return written(found)
            sibling = sibling.prev
    return ""


def _heading_in(node: LexborNode) -> LexborNode | None:
    if node.tag in _HEADINGS:
        return node
    if node.tag in {"table", "form", "ul", "ol", "nav", "section", "dl"}:
        return None  # what stands in there is about that
    found = node.css("h1, h2, h3, h4, h5, h6, legend")
    return found[-1] if found else None


def _all_above(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.tag not in {"body", "html", "-undef"}:
        yield parent
        parent = parent.parent


def plain(text: str) -> str:
    """Text with single blanks, as a person reads it."""
    return " ".join(text.split())


def written(node: LexborNode) -> str:
    """The whole text of an element, as a person reads it."""
    return plain(node.text())


def _named(node: LexborNode) -> str:
    match node.tag:
        case "dd":
            return _before(node, "dt")
        case "td":
            return _before(node, "th") or _column(node)
        case "label":
            return plain(node.text(deep=False))
        case _:
            return _labelled_for(node)


def _above(node: LexborNode) -> Iterator[LexborNode]:
    """The elements around it, up to the cell, the term's value or the label that it stands in."""
    parent = node.parent
    for _ in range(4):
        if parent is None or parent.tag in {"tr", "table", "body", "section", "form", "dl"}:
            return
        yield parent
        if parent.tag in {"td", "dd", "label"}:
            return
        parent = parent.parent


def _before(node: LexborNode, tag: str) -> str:
    """The nearest sibling before it of that tag."""
    sibling = node.prev
    while sibling is not None:
        if sibling.tag == tag:
            return written(sibling)
        sibling = sibling.prev
    return ""


def _column(cell: LexborNode) -> str:
    """The heading above a table's cell; "" where the cells do not stand under headings."""
    row, table = cell.parent, cell.parent
    while table is not None and table.tag != "table":
        table = table.parent
    if row is None or table is None:
        return ""
    heading = next((one for one in table.css("tr") if one.css("th")), None)
    if heading is None or heading == row:
        return ""
    place, headings = place_of(cell), cells_of(heading)
    if sum(map(span_of, cells_of(row))) != sum(map(span_of, headings)):
        return ""
    for one in headings:
        if place < span_of(one):
            return written(one)
        place -= span_of(one)
    return ""


def place_of(cell: LexborNode) -> int:
    """How many columns stand before it."""
    place, sibling = 0, cell.prev
    while sibling is not None:
        place += span_of(sibling) if sibling.tag in {"td", "th"} else 0
        sibling = sibling.prev
    return place


def cells_of(row: LexborNode) -> list[LexborNode]:
    """The cells of a row."""
    return [one for one in row.iter() if one.tag in {"td", "th"}]


def span_of(cell: LexborNode) -> int:
    """How many columns it spans."""
    span = cell.attributes.get("colspan") or "1"
    return int(span) if span.isdigit() and len(span) < 4 else 1  # noqa: PLR2004  as browsers do


def _labelled_for(node: LexborNode) -> str:
    name = node.attributes.get("id")
    if not name or node.tag not in {"input", "select", "textarea", "button", "output"}:
        return ""
    body = node.parent
    while body is not None and body.tag != "body":
        body = body.parent
    for label in body.css("label[for]") if body is not None else ():
        if label.attributes.get("for") == name:
            return written(label)
    return ""
