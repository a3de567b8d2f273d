"""Reading a table by its headings: which column is which is never a matter of place."""

from __future__ import annotations

from collections import defaultdict
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

    def label(self) -> str:
        """What the row calls itself in a heading of its own, as labels compare; "" for none."""
        own = (cell for cell in self.node.iter(include_text=False) if cell.tag == "th")
        return next((plain(cell.text()) for cell in own), "")


@dataclass(frozen=True)
class Table:
    """A table that was found by its headings.

    Attributes:
        rows: the rows with a cell of their own under every heading.
        others: rows below them that span columns or name themselves, as sums do; without cells
            where they are not as wide as the headings.
    """

    rows: tuple[Row, ...]
    others: tuple[Row, ...]


class Tables:
    """The tables of a page, or of one part of it, by what their headings say."""

    def __init__(self, page: Page, within: LexborNode | None = None) -> None:
        self._page = page
        self._rows: dict[int, LexborNode] = {}
        self._words: dict[str, list[int]] = defaultdict(list)
        self._headings: dict[int, list[tuple[str, LexborNode]]] = {}
        for cell in page.all("th", within):
            row = cell.parent
            if row is not None:
                self._rows[row.mem_id] = row
                self._words[plain(cell.text())].append(row.mem_id)

    def has(self, columns: Columns) -> bool:
        """Whether any of these headings is there: then the whole table must be."""
        return any(word in self._words for field in columns.values() for word in field.words)

    def one(self, columns: Columns, rows: str = "") -> Table:
        """The one table that has all these headings; `rows` selects what is a row of it.

        Raises ScreenChanged that names the headings when there is none, or two; and for a row
        whose cells do not stand under the headings one by one.
        """
        found = self._places(columns)
        whole = [key for key, places in found.items() if len(places) == len(columns)]
        if len(whole) != 1:
            raise self._page.changed(_why(columns, list(found.values()), len(whole)))
        heading = self._rows[whole[0]]
        return _Reader(self._page, columns, found[whole[0]]).read(heading, rows)

    def single(self, columns: Columns) -> Row:
        """The one row of the table with these headings; ScreenChanged unless it is one."""
        rows = self.one(columns).rows
        if len(rows) != 1:
            raise self._page.changed(f"has {len(rows)} rows, not one, under {_names(columns)}")
        return rows[0]

    def _places(self, columns: Columns) -> dict[int, dict[str, int]]:
        """Every row of headings with a heading of ours, and the places of those it has.

        What stands in for a heading of ours counts in the row that has the most of the others.
        """
        wanted = {word: name for name, field in columns.items() for word in field.words}
        keys = {key for word in wanted for key in self._words.get(word, ())}
        found = {key: self._places_in(key, wanted) for key in sorted(keys)}
        most = max(map(len, found.values()), default=0)
        nearest = [key for key, places in found.items() if len(places) == most]
        if len(nearest) == 1 or not found:
            for key in nearest or self._wide(columns):
                words = self._standing_in(key, columns)
                if words != wanted:
                    found[key] = self._places_in(key, words)
        return {key: places for key, places in found.items() if places}

    def _wide(self, columns: Columns) -> list[int]:
        """The rows with headings enough."""
        return [key for key in self._rows if len(self._labels(key)) >= len(columns)]

    def _standing_in(self, key: int, columns: Columns) -> dict[str, str]:
        """The words that name our columns in that row."""
        here = self._labels(key)
        return {
            word: name for name, field in columns.items() for word in self._page.words(field, here)
        }

    def _labels(self, key: int) -> dict[str, list[LexborNode]]:
        return {word: [cell] for word, cell in self._headings_in(key) if word}

    def _places_in(self, key: int, wanted: Mapping[str, str]) -> dict[str, int]:
        places: dict[str, int] = {}
        for place, (word, cell) in enumerate(self._headings_in(key)):
            name = wanted.get(word)
            if name in places:
                raise self._page.changed(f'has two columns headed "{cell.text().strip()}"')
            if name:
                places[name] = place
        return places

    def _headings_in(self, key: int) -> list[tuple[str, LexborNode]]:
        """What a row's cells say, as labels compare; "" for one that is no heading."""
        if key not in self._headings:
            self._headings[key] = [
                (plain(cell.text()) if cell.tag == "th" else "", cell)
                for cell in _cells(self._rows[key])
            ]
        return self._headings[key]


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


def _cells(row: LexborNode) -> list[LexborNode]:
    """A row's cells, one that spans several columns in each of its places."""
    cells = [cell for cell in row.iter(include_text=False) if cell.tag in {"td", "th"}]
    if row.css_first("[colspan]") is None:
        return cells
    return [cell for cell in cells for _ in range(_span(cell))]


def _span(cell: LexborNode) -> int:
    span = cell.attributes.get("colspan") or "1"
    return int(span) if span.isdigit() and len(span) < 4 else 1  # noqa: PLR2004 - digits


class _Reader:
    """Reads one table, the places of whose columns are known."""

    def __init__(self, page: Page, columns: Columns, places: Mapping[str, int]) -> None:
        self._page = page
        self._columns = columns
        self._places = places

    def read(self, heading: LexborNode, chosen: str) -> Table:
        """All rows below `heading`; `chosen` selects what is a row, else its cells decide."""
        width = len(_cells(heading))
        rows, others = [], []
        for node in _rows_below(heading):
            cells = _cells(node)
            if node.css_first(chosen) is None if chosen else _stands_alone(cells, width):
                others.append(self._row(node, cells if len(cells) == width else []))
            else:
                self._check(cells, width)
                rows.append(self._row(node, cells))
        for name, field in self._columns.items():
            self._check_mark(name, field, rows)
        return Table(tuple(rows), tuple(others))

    def _row(self, node: LexborNode, cells: list[LexborNode]) -> Row:
        return Row(node, {name: cells[at] for name, at in self._places.items()} if cells else {})

    def _check(self, cells: list[LexborNode], width: int) -> None:
        merged = _spans(cells) or any("rowspan" in cell.attributes for cell in cells)
        if merged or len(cells) != width:
            raise self._page.changed(
                f"has a row of {len(cells)} cells{', some of them merged,' if merged else ''}"
                f" under {width} headings ({_names(self._columns)})"
            )

    def _check_mark(self, name: str, field: Field, rows: list[Row]) -> None:
        """Where the field's mark is in a row, it must be at the cell under its heading."""
        for row in rows if field.css else ():
            marked = row.node.css_first(field.css)
            if marked is not None and not same_place(marked, row[name]):
                raise self._page.changed(f"has {field.css} somewhere else than under {field}")


def _stands_alone(cells: list[LexborNode], width: int) -> bool:
    """Whether a row is none of the table's records: it names itself, or is pushed to the right."""
    if not _spans(cells) and len(cells) == width:
        return False
    return (
        any(cell.tag == "th" for cell in cells)
        or not "".join(cell.text() for cell in cells[:1]).strip()
    )


def _spans(cells: list[LexborNode]) -> bool:
    return len({cell.mem_id for cell in cells}) < len(cells)


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
