"""Reading a table by its headings: which column is which is never a matter of place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from bots.page import Page
from bots.page_cells import HEADS, cells_of, is_head, same_place
from bots.page_words import Field, plain

Columns = Mapping[str, Field]


@dataclass(frozen=True)
class Row:
    """A row of a table: its cells by the names of its columns; `node` is the row itself."""

    node: LexborNode
    cells: Mapping[str, LexborNode]

    def __getitem__(self, name: str) -> LexborNode:
        return self.cells[name]

    def label(self) -> str:
        """What the row calls itself in a heading of its own, as labels compare; "" for none."""
        own = (cell for cell in self.node.iter(include_text=False) if is_head(cell))
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
        self._found: dict[int, dict[int, dict[str, int]]] = {}
        self._rows: dict[int, LexborNode] = {}
        self._words: dict[str, list[int]] = defaultdict(list)
        self._headings: dict[int, list[tuple[str, LexborNode]]] = {}
        for cell in page.all(HEADS, within):
            row = cell.parent
            if row is not None:
                self._rows[row.mem_id] = row
                self._words[plain(cell.text())].append(row.mem_id)

    def has(self, columns: Columns) -> bool:
        """Whether any of these headings is there: then the whole table must be."""
        return any(word in self._words for field in columns.values() for word in field.words)

    def lacking(self, columns: Columns) -> list[Field]:
        """The headings that the table with most of them lacks."""
        nearest = max(self._places(columns).values(), key=len, default={})
        return [field for name, field in columns.items() if name not in nearest]

    def one(self, columns: Columns, rows: str = "") -> Table:
        """The one table that has all these headings; `rows` selects what is a row of it.

        Raises ScreenChanged that names the headings when there is none, or two; and for a row
        whose cells do not stand under the headings one by one.
        """
        found = self._places(columns)
        whole = [key for key, places in found.items() if len(places) == len(columns)]
        if len(whole) != 1 and not self._are_one(whole):
            raise self._page.changed(_why(columns, list(found.values()), len(whole)))
        heading = self._rows[whole[0]]
        return _Reader(self._page, columns, found[whole[0]]).read(heading, rows)

    def _are_one(self, keys: list[int]) -> bool:
        """Whether these tables say the same, as one for wide screens and one for narrow ones."""
        return len({_words_of(self._rows[key]) for key in keys}) == 1

    def some(self, columns: Columns, rows: str = "") -> Table:
        """The same, with a row at least: they may be yet to come, by a script."""
        found = self.one(columns, rows)
        if not found.rows:
            raise self._page.changed(f"has no row under the headings {_names(columns)}")
        return found

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
        if id(columns) in self._found:
            return self._found[id(columns)]
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
        whole = {key: places for key, places in found.items() if places}
        self._found[id(columns)] = whole
        return whole

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
                (plain(cell.text()) if is_head(cell) else "", cell)
                for cell in cells_of(self._rows[key])
            ]
        return self._headings[key]


class _Reader:
    """Reads one table, the places of whose columns are known."""

    def __init__(self, page: Page, columns: Columns, places: Mapping[str, int]) -> None:
        self._page = page
        self._columns = columns
        self._places = places

    def read(self, heading: LexborNode, chosen: str) -> Table:
        """All rows below `heading`; `chosen` selects what is a row, else its cells decide."""
        width = len(cells_of(heading))
        rows, others = [], []
        for node in _rows_below(heading):
            cells = cells_of(node)
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
    """Whether a row is none of the table's records.

    Such a row names itself, or is pushed to the right, or says one thing across all columns.
    """
    if not _spans(cells) and len(cells) == width:
        return all(map(is_head, cells))
    across = len(cells) == width and len({cell.mem_id for cell in cells}) == 1
    first = "".join(cell.text() for cell in cells[:1]).strip()
    return across or any(map(is_head, cells)) or not first


def _spans(cells: list[LexborNode]) -> bool:
    return len({cell.mem_id for cell in cells}) < len(cells)


def _rows_below(heading: LexborNode) -> Iterator[LexborNode]:
    """The rows that follow `heading` in its table; not those of a table within a cell."""
    table = _table_of(heading)
    for row in table.css("tr, [role=row]") if table is not None else ():
        own = _table_of(row)
        ours = own is not None and table is not None and own.mem_id == table.mem_id
        if ours and row.mem_id != heading.mem_id:
            yield row


def _table_of(node: LexborNode) -> LexborNode | None:
    above = node.parent
    while above is not None and above.tag != "table" and above.attributes.get("role") != "table":
        above = above.parent
    return above


def _words_of(heading: LexborNode) -> str:
    """All that is written in the table of these headings."""
    table = _table_of(heading)
    return "" if table is None else " ".join(table.text(separator=" ").split())


def _why(columns: Columns, found: list[dict[str, int]], whole: int) -> str:
    if whole:
        return f"has {whole} tables that differ with the headings {_names(columns)}"
    nearest = max(found, key=len, default={})
    if not nearest:
        return f"lacks the table with the headings {_names(columns)}"
    lacking = {name: field for name, field in columns.items() if name not in nearest}
    return f"lacks the heading {_names(lacking)} in its table"


def _names(columns: Columns) -> str:
    return ", ".join(map(str, columns.values()))
