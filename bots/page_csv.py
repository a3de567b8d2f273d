"""Reading a CSV file by its headings: which column is which is never a matter of place."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import ClassVar

from bots.page import Page
from bots.page_words import Field, is_misread, plain

DELIMITERS = ",;\t|"


class CsvPage(Page):
    """A file with one row of headings first, then one record a row.

    Attributes:
        columns: what is read of it, by its heading; other columns are passed over.
    """

    columns: ClassVar[Mapping[str, Field]]

    def missing(self) -> list[str]:
        """What it lacks of a whole file: its type, its headings, the end of its last row."""
        if "csv" not in self.document.content_type:
            return ["text/csv"]
        lacking = [field for name, field in self.columns.items() if name not in self._places]
        if lacking:
            return [f"the column {field}" for field in lacking]
        if "\ufffd" in self.document.text or is_misread(self.document.text):
            return ["an encoding that reads"]
        width = len(self._cells[0])
        whole = all(len(row) == width for row in self._cells) and self.document.text[-1:] == "\n"
        return [] if whole else [f"{width} columns in every row"]

    def records(self) -> list[dict[str, str]]:
        """Every row, its cells by the names of the columns."""
        places = self._places.items()
        return [{name: row[place].strip() for name, place in places} for row in self._cells[1:]]

    @cached_property
    def _cells(self) -> list[list[str]]:
        first = self.document.text.partition("\n")[0]
        rows = self.document.csv_rows(max(DELIMITERS, key=first.count))
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where each column is, by its heading; one that is there twice is none."""
        headings = [plain(cell) for cell in self._cells[0]] if self._cells else []
        found = {
            name: [place for place, heading in enumerate(headings) if heading in field.words]
            for name, field in self.columns.items()
        }
        return {name: places[0] for name, places in found.items() if len(places) == 1}
