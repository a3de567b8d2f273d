"""A file into rows by its profile: finds the headings, reads each row, or says why it cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bots.model import Currency
from bots.sheets import text as texts
from bots.sheets.cells import (
    Context,
    rounded,
)
from bots.sheets.profile import (
    Cell,
    FileRefused,
    Grid,
    Profile,
    Table,
    heading_key,
)
from bots.sheets.rows import Gathered, SheetRows, digits_lost
from bots.sheets.sniff import sniff
from bots.sheets.workbook import read_workbook

_TITLE_ROWS = 30


def read_table(
    path: Path,
    profile: Profile,
    *,
    zone: ZoneInfo | None = None,
    currency: Currency | None = None,
    encoding: str | None = None,
) -> Table:
    """Read every row of `path` (csv, tsv, xlsx, xlsm, xls, xlsb or ods, told by content).

    `zone` and `currency` are the shop's, owed where the profile has times and money;
    `encoding` overrides the proof of a text file's. All sheets that have the headings are read.
    Raises FileRefused for a file that cannot be read rightly as a whole; rows that cannot be
    are in the table's `problems`.
    """
    context = Context(profile, zone, currency)
    reader = Reader(path, context)
    for grid in grids(path, profile, encoding):
        reader.read(grid)
    return reader.table()


def grids(path: Path, profile: Profile, encoding: str | None) -> list[Grid]:
    """The sheets of a file. Raises FileRefused for one that is no table, or no longer whole."""
    if sniff(path) == "workbook":
        return read_workbook(path)
    text = texts.decoded(path, encoding)
    delimiter = max(
        texts.DELIMITERS,
        key=lambda mark: _likeness(texts.first_lines(text, mark, _TITLE_ROWS), profile),
    )
    rows = texts.split(path, text, delimiter, quoted=profile.quoted)
    return [Grid(path.stem, rows, ragged=True, open_end=not text.endswith(("\n", "\r", '"')))]


def _likeness(rows: Sequence[Sequence[Cell]], profile: Profile) -> int:
    return max((len(_places(row, profile)) for row in rows), default=0)


def _places(row: Sequence[Cell], profile: Profile) -> dict[str, int]:
    """Column name -> its place in `row`, where `row` is taken for the headings."""
    keys = [heading_key(cell) if isinstance(cell, str) else "" for cell in row]
    found: dict[str, int] = {}
    for column in profile.columns:
        wanted = (heading_key(heading) for heading in column.headings)
        place = next((keys.index(key) for key in wanted if key in keys), None)
        if place is not None:
            found[column.name] = place
    return found


@dataclass
class Reader(Gathered):
    """Finds the headings in a file's sheets and gathers one table."""

    best: tuple[int, str] = (0, "")

    def read(self, grid: Grid) -> None:
        """Read the rows of `grid`, if it has the headings."""
        for number, row in enumerate(grid.rows[:_TITLE_ROWS]):
            places = _places(row, self.context.profile)
            missing = [
                column.headings[0]
                for column in self.context.profile.columns
                if column.required and column.name not in places
            ]
            if not missing:
                self._no_twins(row, places)
                self.above += grid.rows[:number]
                self.sheet_rows()(self, grid, number, places).read()
                return
            self.best = max(self.best, (len(places), ", ".join(missing)))

    def sheet_rows(self) -> type[SheetRows]:
        """How the rows below a sheet's headings are read."""
        return SheetRows

    def table(self) -> Table:
        """The table, or FileRefused when no sheet had the headings."""
        if not self.headings:
            raise self._no_headings()
        for column in self.context.profile.columns:
            if column.kind == "id" and rounded([row.text(column.name) for row in self.rows]):
                raise digits_lost(self.path, self.headings[column.name])
        return Table(
            self.path, self.rows, self.problems, self.headings, self.totals, self.sums, self.above
        )

    def _no_headings(self) -> FileRefused:
        matched, missing = self.best
        profile = self.context.profile
        why = f"no row of headings of {profile.name} in its first {_TITLE_ROWS} rows"
        if matched:
            why = f"it lacks the column {missing}"
        return FileRefused(
            self.path,
            why,
            column=missing or None,
            remedy=f"export it again as {profile.name}",
            other_table=True,
        )

    def _no_twins(self, row: Sequence[Cell], places: Mapping[str, int]) -> None:
        """Two columns of one heading: nobody can say which is meant."""
        keys = [heading_key(cell) if isinstance(cell, str) else "" for cell in row]
        for place in places.values():
            if keys.count(keys[place]) > 1:
                heading = str(row[place])
                raise FileRefused(
                    self.path,
                    f"the column {heading} is there twice",
                    column=heading,
                    remedy="delete the one that is not meant",
                )
