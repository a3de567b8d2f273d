"""A file as columns of a data frame: the rows of `read_table`, several times as fast.

Each different value of a column is converted once, by the same rules; rows with any trouble are
read one by one, as `read_table` does, so that both give the same rows and the same problems.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from bots.model import Currency
from bots.sheets.cells import Context, Convert, DigitsLostError, rounded
from bots.sheets.profile import Cell, Column, Problem, Profile, Row, Table, Value
from bots.sheets.read import Reader, grids
from bots.sheets.rows import SheetRows, digits_lost, names_a_sum

MILLION = 1_000_000
_LARGEST = 10**18
_TOO_FINE = "it has more digits than a quantity: at most 12 before the point and 6 after it"
_KINDS: dict[str, pl.DataType] = {
    "quantity": pl.Int64(),
    "money": pl.Int64(),
    "when": pl.Datetime("us", "UTC"),
}


@dataclass(frozen=True)
class FrameTable:
    """What reading a file gave.

    Attributes:
        frame: a column for each of the profile's, and `sheet` and `row`. Quantities and money are
            whole millionths (Int64), times are in UTC, all else is text.
        rest: what else `read_table` tells: problems, headings, rows of sums.
    """

    frame: pl.DataFrame
    rest: Table


def read_frame(
    path: Path,
    profile: Profile,
    *,
    zone: ZoneInfo | None = None,
    currency: Currency | None = None,
    encoding: str | None = None,
) -> FrameTable:
    """Read every row of `path` into columns; see `read_table`, whose rules these are."""
    reader = _FrameReader(path, Context(profile, zone, currency))
    for grid in grids(path, profile, encoding):
        reader.read(grid)
    return reader.frame_table()


@dataclass
class _FrameReader(Reader):
    """Gathers columns, and apart from them the rows that were read one by one."""

    frames: list[pl.DataFrame] = field(default_factory=list)

    def sheet_rows(self) -> type[SheetRows]:
        return _SheetColumns

    def frame_table(self) -> FrameTable:
        profile = self.context.profile
        rows = [self._plain(row) for row in self.rows]
        kept = [row for row in rows if row is not None]
        self.rows = []
        table = self.table()  # says what is wrong with the file as a whole
        names = ["sheet", "row", *(column.name for column in profile.columns)]
        slow = pl.DataFrame(
            [[row[name] for name in names] for row in kept], _schema(profile), orient="row"
        )
        frame = pl.concat([*self.frames, slow])
        for column in profile.columns:
            if column.kind == "id":
                self._not_rounded(frame, column)
        return FrameTable(frame, replace(table, problems=self.problems))

    def _plain(self, row: Row) -> dict[str, object] | None:
        """A row that was read by itself, its numbers in millionths; None: it is a problem."""
        values: dict[str, object] = {"sheet": row.sheet, "row": row.number}
        for column in self.context.profile.columns:
            value = row.values.get(column.name)
            try:
                values[column.name] = _stored(value)
            except ValueError:
                heading, shown = self.headings[column.name], str(value)
                self.problems.append(
                    Problem(row.sheet, row.number, heading, shown, _TOO_FINE, row.values)
                )
                return None
        return values

    def _not_rounded(self, frame: pl.DataFrame, column: Column) -> None:
        long = frame.filter(pl.col(column.name).str.len_chars() > 15)[column.name]  # noqa: PLR2004 - Excel's digits
        if rounded(long.to_list()):
            raise digits_lost(self.path, self.headings[column.name])


class _SheetColumns(SheetRows):
    """Reads the rows of one grid a column at a time, and those with trouble one by one."""

    reader: _FrameReader

    def read(self) -> None:
        rows = list(self._rows())
        troubled: set[int] = set()
        columns = [self._column(rows, *planned, troubled) for planned in self.plan]
        values: dict[str, Sequence[object]] = {
            column.name: read for (column, _, _), read in zip(self.plan, columns, strict=True)
        }
        profile = self.reader.context.profile
        for column in profile.columns:
            values.setdefault(column.name, [None] * len(rows))
        numbers = [number for number, _ in rows]
        frame = pl.DataFrame(
            {"sheet": [self.grid.sheet] * len(rows), "row": numbers, **values}, _schema(profile)
        )
        if troubled:
            fine = pl.Series([place not in troubled for place in range(len(rows))])
            frame = frame.filter(fine)
            for place in sorted(troubled):
                self._read_row(*rows[place])
        self.reader.frames.append(frame)

    def _column(
        self,
        rows: Sequence[tuple[int, Sequence[Cell]]],
        column: Column,
        place: int,
        convert: Convert,
        troubled: set[int],
    ) -> list[object]:
        """Every cell of a column as it is stored; the places of those with trouble are noted."""
        cells = [row[place] if place < len(row) else "" for _, row in rows]
        kinds = set(map(type, cells))
        if not (kinds <= {str} or kinds <= {float} or len(kinds - {str}) == 1):
            troubled.update(range(len(cells)))  # 1, 1.0 and TRUE are one key: read them apart
            return [None] * len(cells)
        known: dict[Cell, object] = {}
        bad: set[Cell] = set()
        for cell in set(cells):
            try:
                known[cell] = self._value(column, convert, cell)
            except ValueError:
                known[cell] = None
                bad.add(cell)
        if bad:
            troubled.update(place for place, cell in enumerate(cells) if cell in bad)
        return [known[cell] for cell in cells]

    def _value(self, column: Column, convert: Convert, cell: Cell) -> object:
        """A cell as it is stored. Raises ValueError for one whose row must be looked at closely."""
        try:
            value = convert(cell)
        except DigitsLostError as error:
            raise digits_lost(self.reader.path, self.reader.headings[column.name]) from error
        empty = value == "" or value is None
        if (column.filled and empty) or (column is self.key and names_a_sum(value)):
            raise ValueError("empty, or the name of a sum")
        return _stored(value)


def _stored(value: Value) -> object:
    """Numbers as whole millionths. Raises ValueError for those that are finer or larger."""
    if not isinstance(value, Decimal):
        return value
    scaled = value.scaleb(6)
    whole = int(scaled)
    if whole != scaled or abs(whole) > _LARGEST:
        raise ValueError(_TOO_FINE)
    return whole


def _schema(profile: Profile) -> pl.Schema:
    own = {column.name: _KINDS.get(column.kind, pl.String()) for column in profile.columns}
    return pl.Schema({"sheet": pl.String(), "row": pl.UInt32(), **own})
