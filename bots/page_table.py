"""Reading a table by its headings: which column is which is never a matter of place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from bots.page import Page
from bots.page_words import Field, plain

Columns = Mapping[str, Field]
_TEXTLESS = frozenset({"button", "script", "style", "svg", "template", "select"})


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells by the names of its columns; `node` is the row itself."""

    node: LexborNode
    cells: Mapping[str, LexborNode]

    def __getitem__(self, name: str) -> LexborNode:
        return self.cells[name]


@dataclass(frozen=True)
class Table:
    """A table that was found by its headings.

    Attributes:
        rows: the rows with a cell under every heading.
        others: rows that name their figures themselves (sums below the lines).
    """

    rows: tuple[Row, ...]
    others: tuple[LexborNode, ...]


def table(page: Page, columns: Columns, within: LexborNode | None = None) -> Table:
    """The one table that has all these headings.

    Raises ScreenChanged that names the headings when there is none, or two; and for a row whose
    cells do not stand under the headings one by one.
    """
    found = list(_headings(page, columns, within))
    whole = [places for _, places in found if len(places) == len(columns)]
    if len(whole) != 1:
        raise page.changed(_why(columns, [places for _, places in found], len(whole)))
    heading = next(row for row, places in found if len(places) == len(columns))
    return _read(page, heading, whole[0], columns)


def single(page: Page, columns: Columns) -> Row:
    """The one row of the table with these headings; ScreenChanged unless it is one."""
    rows = table(page, columns).rows
    if len(rows) != 1:
        raise page.changed(f"has {len(rows)} rows, not one, under {_names(columns)}")
    return rows[0]


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


def _headings(
    page: Page, columns: Columns, within: LexborNode | None
) -> Iterator[tuple[LexborNode, dict[str, int]]]:
    """Every row of headings with a heading of ours, and the places of those it has."""
    wanted = {word: name for name, field in columns.items() for word in field.words}
    seen: set[int] = set()
    for cell in page.all("th", within):
        row = cell.parent
        if plain(cell.text()) in wanted and row is not None and row.mem_id not in seen:
            seen.add(row.mem_id)
            yield row, _places(page, row, wanted)


def _places(page: Page, row: LexborNode, wanted: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, cell in enumerate(_cells(row)):
        name = wanted.get(plain(cell.text())) if cell.tag == "th" else None
        if name in places:
            raise page.changed(f'has two columns headed "{cell.text().strip()}"')
        if name:
            places[name] = place
    return places


def _cells(row: LexborNode) -> list[LexborNode]:
    """A row's cells, one that spans several columns in each of its places."""
    cells: list[LexborNode] = []
    for cell in row.iter(include_text=False):
        if cell.tag in {"td", "th"}:
            cells += [cell] * _span(cell)
    return cells


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return int(span) if span.isdigit() and len(span) < 4 else 1  # noqa: PLR2004 - digits


def _read(page: Page, heading: LexborNode, places: Mapping[str, int], columns: Columns) -> Table:
    width = len(_cells(heading))
    rows, others = [], []
    for row in _rows_below(heading):
        cells = _cells(row)
        spans = len(set(map(_id, cells))) < len(cells)
        if (spans or len(cells) != width) and any(cell.tag == "th" for cell in cells):
            others.append(row)
            continue
        if spans or len(cells) != width or any("rowspan" in cell.attributes for cell in cells):
            raise page.changed(
                f"has a row of {len(cells)} cells under {width} headings ({_names(columns)})"
            )
        rows.append(Row(row, {name: cells[place] for name, place in places.items()}))
    for name, field in columns.items():
        _check_mark(page, field, [row[name] for row in rows], rows)
    return Table(tuple(rows), tuple(others))


def _id(node: LexborNode) -> int:
    return node.mem_id


def _rows_below(heading: LexborNode) -> Iterator[LexborNode]:
    """The rows that follow `heading` in its table; not those of a table within a cell."""
    table = _ancestor(heading, "table")
    if table is None:
        return
    for row in table.css("tr"):
        own = _ancestor(row, "table")
        if own is not None and own.mem_id == table.mem_id and row.mem_id != heading.mem_id:
            yield row


def _ancestor(node: LexborNode, tag: str) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != tag:
        above = above.parent
    return above


def _check_mark(page: Page, field: Field, cells: list[LexborNode], rows: list[Row]) -> None:
    """Where the field's mark is in a row, it must be at the cell under the field's heading."""
    if not field.css:
        return
    for cell, row in zip(cells, rows, strict=True):
        marked = row.node.css_first(field.css)
        if marked is not None and not same_place(marked, cell):
            raise page.changed(f"has {field.css} somewhere else than under {field}")


def same_place(one: LexborNode, other: LexborNode) -> bool:
    """Whether one of the two is, or lies in, the other."""
    return _within(one, other) or _within(other, one)


def _within(node: LexborNode, other: LexborNode) -> bool:
    above: LexborNode | None = node
    while above is not None and above.mem_id != other.mem_id:
        above = above.parent
    return above is not None


def _why(columns: Columns, found: list[dict[str, int]], whole: int) -> str:
    if whole:
        return f"has {whole} tables with the headings {_names(columns)}; which one is meant?"
    nearest = max(found, key=len, default={})
    if not nearest:
        return f"lacks the table with the headings {_names(columns)}"
    lacking = {name: field for name, field in columns.items() if name not in nearest}
    return f"lacks the heading {_names(lacking)} in its table"


def _names(columns: Columns) -> str:
    return ", ".join(map(str, columns.values()))
