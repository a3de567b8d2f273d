"""The rows below a sheet's headings: read, or listed with what keeps them from being read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bots.sheets.cells import Context, Convert, DigitsLostError, clean, converter
from bots.sheets.profile import Cell, Column, FileRefused, Grid, Problem, Row, Value, heading_key

_AT_ONCE = 1000
_TOTALS = re.compile(
    r"(合计|总计|小计|汇总|共计|总和|total|grandtotal|subtotal|sum)(\(.*\))?", re.IGNORECASE
)


@dataclass
class Gathered:
    """What the sheets of one file gave so far."""

    path: Path
    context: Context
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    totals: list[tuple[str, int]] = field(default_factory=list)
    headings: dict[str, str] = field(default_factory=dict)
    sums: list[Row] = field(default_factory=list)
    above: list[Sequence[Cell]] = field(default_factory=list)


class SheetRows:
    """Reads the rows below the headings of one grid."""

    def __init__(self, reader: Gathered, grid: Grid, top: int, places: Mapping[str, int]) -> None:
        self.reader = reader
        self.grid = grid
        self.top = top
        self.heading_row = grid.rows[top]
        self.columns = [c for c in reader.context.profile.columns if c.name in places]
        self.key = next((c for c in self.columns if c.kind == "id" and c.filled), None)
        context = replace(reader.context, padded=grid.padded)
        self.plan: list[tuple[Column, int, Convert]] = [
            (column, places[column.name], converter(column, context)) for column in self.columns
        ]
        reader.headings.update(
            (name, str(self.heading_row[place]).strip()) for name, place in places.items()
        )

    def read(self) -> None:
        """Every row goes to the reader's rows, problems or totals; blank ones nowhere."""
        rows = list(self._rows())
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            if not self._read_columns(some):
                for number, cells in some:
                    self._read_row(number, cells)

    def _rows(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """The rows below the headings that can be read, with their numbers."""
        width = len(self.heading_row)
        for number, cells in enumerate(self.grid.rows[self.top + 1 :], start=self.top + 2):
            if not any(cells) and all(cell == "" for cell in cells):
                continue
            if self.grid.ragged and len(cells) != width and self._misfit(number, cells):
                continue
            if self.grid.open_end and number == len(self.grid.rows) and self._cut(number, cells):
                continue
            yield number, cells

    def _read_columns(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> bool:
        """Read them a column at a time, twice as fast as by rows; False if any has trouble."""
        columns: list[list[Value]] = []
        try:
            for column, place, convert in self.plan:
                columns.append([convert(cells[place]) for _, cells in rows])
                if column.filled and ("" in columns[-1] or None in columns[-1]):
                    return False
                if column is self.key and any(map(names_a_sum, columns[-1])):
                    return False
        except (ValueError, IndexError):
            return False
        names = [column.name for column in self.columns]
        self.reader.rows += [
            Row(self.grid.sheet, number, dict(zip(names, values, strict=True)))
            for (number, _), values in zip(rows, zip(*columns, strict=True), strict=True)
        ]
        return True

    def _read_row(self, number: int, cells: Sequence[Cell]) -> None:
        values: dict[str, Value] = {}
        trouble: tuple[Column, Cell, str] | None = None
        for column, place, convert in self.plan:
            cell = cells[place] if place < len(cells) else ""
            try:
                value = convert(cell)
            except DigitsLostError as error:
                raise digits_lost(self.reader.path, self.reader.headings[column.name]) from error
            except ValueError as error:
                trouble = trouble or (column, cell, str(error))
                continue
            if column.filled and (value == "" or value is None):
                trouble = trouble or (column, cell, "it is empty")
            values[column.name] = value
        self._keep(number, cells, values, trouble)

    def _keep(
        self,
        number: int,
        cells: Sequence[Cell],
        values: dict[str, Value],
        trouble: tuple[Column, Cell, str] | None,
    ) -> None:
        """Put the row where it belongs."""
        if trouble is None and not (self.key and names_a_sum(values[self.key.name])):
            self.reader.rows.append(Row(self.grid.sheet, number, values))
        elif trouble is None or self._is_noise(cells):
            self.reader.totals.append((self.grid.sheet, number))
            self.reader.sums.append(Row(self.grid.sheet, number, values))
        else:
            column, cell, why = trouble
            heading = self.reader.headings[column.name]
            self._complain(number, heading, clean(str(cell)), why, values)

    def _misfit(self, number: int, cells: Sequence[Cell]) -> bool:
        """A text row of more or fewer cells than the headings has slipped: it cannot be read."""
        width = len(self.heading_row)
        if len(cells) > width and all(cell == "" for cell in cells[width:]):
            return False
        if self._is_noise(cells):
            self.reader.totals.append((self.grid.sheet, number))
            return True
        why = f"it has {len(cells)} cells, the headings have {width}: cut off, or a stray delimiter"
        self._complain(number, "the whole row", "", why, self._leading_id(cells))
        return True

    def _cut(self, number: int, cells: Sequence[Cell]) -> bool:
        """The last cell of a file without a last line end may have lost its own end."""
        last = next((c for c, place, _ in self.plan if place == len(cells) - 1), None)
        if last is None:
            return False
        why = "the file ends without a line end: this last cell may be cut off"
        heading = self.reader.headings[last.name]
        self._complain(number, heading, clean(str(cells[-1])), why, self._leading_id(cells))
        return True

    def _leading_id(self, cells: Sequence[Cell]) -> dict[str, Value]:
        """The id before anything in the row can have slipped, for finding the row's order."""
        for column, place, convert in self.plan:
            if column.kind == "id" and place == 0:
                return {column.name: convert(cells[0])}
        return {}

    def _is_noise(self, cells: Sequence[Cell]) -> bool:
        """Whether the row is one of sums, or repeats the headings."""
        written = [cell for cell in cells if cell != ""]
        if list(written) == [cell for cell in self.heading_row if cell != ""]:
            return True
        return bool(written) and names_a_sum(written[0])

    def _complain(
        self, number: int, column: str, value: str, why: str, rest: Mapping[str, Value]
    ) -> None:
        self.reader.problems.append(Problem(self.grid.sheet, number, column, value, why, rest))


def names_a_sum(value: Cell | Value) -> bool:
    """Whether a row that begins so holds sums: no order is called `合计` or `Total`."""
    if not isinstance(value, str) or value[-1:].isdecimal():
        return False
    return _TOTALS.fullmatch(heading_key(value)) is not None


def digits_lost(path: Path, column: str) -> FileRefused:
    """The refusal of a file whose long ids went through a spreadsheet as numbers."""
    return FileRefused(
        path,
        f"the column {column} holds ids that a spreadsheet rounded (like 6.91793E+18); their last "
        "digits are gone",
        column=column,
        remedy="export it again and give the file as it was downloaded, without opening and "
        "saving it in Excel",
    )
