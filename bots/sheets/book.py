"""Workbooks that people like to open: one table a sheet, written safely and all at once."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

Colour = Literal["good", "busy", "bad", "off"]
Kind = Literal["text", "id", "number", "money", "when", "seconds"]
Shown = str | int | Decimal | float | datetime | None

FILLS: Mapping[Colour, str] = {
    "good": "D5EFDD",
    "busy": "FFF1CC",
    "bad": "FAD7D3",
    "off": "E6E8EB",
}
INK = "1F3A5F"
FORMATS: Mapping[Kind, str] = {
    "text": "General",
    "id": "@",
    "number": "#,##0",
    "money": "#,##0.00",
    "when": "yyyy-mm-dd hh:mm",
    "seconds": "#,##0.0",
}
_CELL_CHARACTERS = 32_767
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOTICE = 50  # characters that say what was left out
_CODE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
_COMMANDS = ("=", "+", "-", "@", "\t", "\r")
_NARROW, _WIDE = 9, 56
_TO_THE_RIGHT = frozenset({"number", "money", "when", "seconds"})  # as their cells are
_LINE_POINTS = 15


@dataclass(frozen=True)
class Head:
    """A column of a sheet. `colours`: value -> colour, shown as conditional formatting."""

    title: str
    kind: Kind = "text"
    colours: Mapping[str, Colour] = field(default_factory=dict)


def font(
    *, bold: bool = False, italic: bool = False, size: int = 11, color: str = "222222"
) -> Font:
    """The one typeface of our workbooks."""
    return Font(name="Calibri", bold=bold, italic=italic, size=size, color=color)


def put(sheet: Worksheet, row: int, column: int, value: Shown, kind: Kind = "text") -> Cell:
    """Write one value. Text stays text whatever it begins with; times lose their zone."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - a fresh sheet has no merged cells
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    cell.number_format = FORMATS[kind]
    cell.font = font(color="222222")
    return cell


def _put_text(cell: Cell, value: str) -> None:
    """`=cmd|...` must not become a formula, here or when somebody edits the cell."""
    cell.value = None
    clean = _fitting(_ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value))
    if not clean:
        return
    cell.value = _CODE.sub("_x005F_", clean)
    cell.data_type = "s"
    if clean.startswith(_COMMANDS):
        cell.quotePrefix = True


def _fitting(text: str) -> str:
    """As much as a cell holds, and how much that leaves out."""
    if len(text) <= _CELL_CHARACTERS:
        return text
    kept = text[: _CELL_CHARACTERS - _NOTICE]
    return f"{kept} ... ({len(text) - len(kept):,} characters more)"


def table(
    book: Workbook, title: str, heads: Sequence[Head], rows: Sequence[Sequence[Shown]], nothing: str
) -> Worksheet:
    """A sheet of one table: frozen headings, a filter, widths by content. `nothing`: if empty."""
    sheet: Worksheet = book.create_sheet(title)
    _headings(sheet, heads)
    for number, row in enumerate(rows, start=2):
        for column, (head, value) in enumerate(zip(heads, row, strict=True), start=1):
            cell = put(sheet, number, column, value, head.kind)
            cell.alignment = Alignment(vertical="top", wrap_text=head.kind == "text")
    if not rows:
        put(sheet, 2, 1, nothing).font = font(italic=True, color="808080")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(len(rows) + 1, 2)}"
    _sizes(sheet, heads, rows)
    _colour(sheet, heads, len(rows))
    paper(sheet)
    sheet.print_title_rows = "1:1"
    return sheet


def _headings(sheet: Worksheet, heads: Sequence[Head]) -> None:
    for column, head in enumerate(heads, start=1):
        cell = put(sheet, 1, column, head.title)
        heading(cell)
        side = "right" if head.kind in _TO_THE_RIGHT else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center")
    sheet.row_dimensions[1].height = 22


def heading(cell: Cell) -> None:
    """The look of a heading."""
    cell.font = font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", fgColor=INK)
    cell.alignment = Alignment(vertical="center")
    cell.border = Border(bottom=Side("thin", color=INK))


def _sizes(sheet: Worksheet, heads: Sequence[Head], rows: Sequence[Sequence[Shown]]) -> None:
    """Columns as wide as their content within bounds, rows as high as their wrapped text."""
    widths: list[int] = []
    for place, head in enumerate(heads):
        shown = max((_width(row[place], head.kind) for row in rows), default=0)
        widths.append(min(max(shown + 2, _width(head.title, "text") + 4, _NARROW), _WIDE))
        sheet.column_dimensions[get_column_letter(place + 1)].width = widths[-1]
    for number, row in enumerate(rows, start=2):
        lines = max(map(_lines, row, widths, heads))
        if lines > 1:
            sheet.row_dimensions[number].height = lines * _LINE_POINTS


def _lines(value: Shown, width: int, head: Head) -> int:
    """Lines that a text takes in a column; words break early, so a little is added."""
    if not isinstance(value, str) or head.kind != "text":
        return 1
    return sum(max(1, ceil(_columns(line) * 1.1 / width)) for line in value.split("\n"))


def _width(value: Shown, kind: Kind) -> int:
    """Columns that a value takes on the screen; a Chinese character takes two."""
    if kind == "when":
        return 16
    if isinstance(value, str):
        lines = value.split("\n")
        return max(
            sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in lines
        )
    return len(f"{value:,.2f}") if value is not None and not isinstance(value, datetime) else 0


def _columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def _colour(sheet: Worksheet, heads: Sequence[Head], count: int) -> None:
    """Colours follow the value, also after a person filters, sorts or edits."""
    for place, head in enumerate(heads):
        letter = get_column_letter(place + 1)
        for value, colour in head.colours.items():
            look = DifferentialStyle(fill=PatternFill(bgColor=FILLS[colour]))
            rule = Rule(type="expression", dxf=look, formula=[f'${letter}2="{value}"'])
            sheet.conditional_formatting.add(f"{letter}2:{letter}{max(count + 1, 2)}", rule)


def paper(sheet: Worksheet) -> None:
    """As wide as a landscape page when somebody prints it."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def save(book: Workbook, path: Path) -> None:
    """Write the workbook under a name of its own, then move it into place, for its owner's eyes."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            book.save(file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
