"""What a table in a file must look like, and what reading it gives."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

from bots.errors import ScreenChanged
from bots.model.parse import Point

Kind = Literal["id", "text", "money", "quantity", "when", "unit"]
Cell = str | int | float | bool | date | datetime | time | timedelta
Value = str | Decimal | datetime | None


class FileRefused(ScreenChanged):
    """A file that cannot be read rightly as a whole; nothing of it was used.

    Attributes:
        path: the file.
        column: the heading it is about, if it is about one.
        other_table: it is a table, but not one of this profile.
    """

    kind = "file_refused"

    def __init__(
        self,
        path: Path,
        why: str,
        *,
        remedy: str,
        column: str | None = None,
        other_table: bool = False,
    ) -> None:
        super().__init__(f"{path.name}: {why}; nothing of this file was used", remedy=remedy)
        self.path = path
        self.column = column
        self.other_table = other_table


@dataclass(frozen=True)
class Column:
    """One column of a profile.

    Attributes:
        name: what the code calls it.
        headings: what files call it; letter case, blanks, `_` and `-` do not count.
        kind: `id` and `text` are read as str, `money` and `quantity` as Decimal, `when` as an
            aware datetime, `unit` as a code of `bots.model.Unit`. An id keeps every character:
            `007` stays `007`.
        required: the file must have the column.
        filled: every row must have a value in it, where the file has the column.
    """

    name: str
    headings: tuple[str, ...]
    kind: Kind = "text"
    required: bool = False
    filled: bool = False


@dataclass(frozen=True)
class Profile:
    """A kind of file.

    Attributes:
        blanks: spellings of an empty cell besides nothing at all.
        point: the decimal mark of its numbers.
        day_first: whether `05/09/2026` is in September; None: such a date is refused.
        quoted: whether a text file of this kind quotes cells; if not, a quote is a character.
    """

    name: str
    columns: tuple[Column, ...]
    blanks: frozenset[str] = frozenset()
    point: Point = "."
    day_first: bool | None = None
    quoted: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One row that was read; `number` is the row as a spreadsheet numbers it, from 1."""

    sheet: str
    number: int
    values: Mapping[str, Value]

    def text(self, name: str) -> str:
        """An `id` or `text` cell; "" when it is empty or the file has no such column."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def decimal(self, name: str) -> Decimal | None:
        """A `money` or `quantity` cell; None when it is empty or there is no such column."""
        value = self.values.get(name)
        return value if isinstance(value, Decimal) else None

    def when(self, name: str) -> datetime | None:
        """A `when` cell, aware; None when it is empty or there is no such column."""
        value = self.values.get(name)
        return value if isinstance(value, datetime) else None


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read. `rest` is what could be read of it, for finding its order."""

    sheet: str
    row: int
    column: str
    value: str
    why: str
    rest: Mapping[str, Value] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        shown = f" {self.value!r}" if self.value else ""
        return f"{self.sheet} row {self.row}, {self.column}:{shown} {self.why}"


@dataclass(frozen=True)
class Table:
    """What reading a file gave: each of its rows is in `rows`, in `problems` or in `totals`.

    Attributes:
        headings: column name -> the heading that the file calls it.
        totals: sheet and number of the rows of sums and repeated headings, left out.
        sums: what could be read of the rows of sums.
        above: the cells of the rows above the headings.
    """

    path: Path
    rows: Sequence[Row]
    problems: Sequence[Problem]
    headings: Mapping[str, str]
    totals: Sequence[tuple[str, int]] = ()
    sums: Sequence[Row] = ()
    above: Sequence[Sequence[Cell]] = ()


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet, from A1.

    Attributes:
        ragged: a row has the cells that were written (text files), not the sheet's width.
        padded: a format of the workbook pads numbers with zeros, so that a number in an id
            column may have shown more digits than it has.
        open_end: a text file that does not end with a line end or a quote: perhaps cut off.
    """

    sheet: str
    rows: Sequence[Sequence[Cell]]
    ragged: bool = False
    padded: bool = False
    open_end: bool = False


def heading_key(text: str) -> str:
    """One spelling for a heading: `Order-ID `, `order_id` and `ＯＲＤＥＲ ＩＤ` are the same."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isprintable() and char not in " _-*:\"'=")
