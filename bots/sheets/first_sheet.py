"""What the first sheets of all workbooks share: title, the figures that count, a chart of bars."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from bots.sheets.book import INK, Shown, font, heading, put

TOP = 8
"""The row of the first table's headings; its name stands above."""
GOOD, MIDDLING, BAD = "2E7D4F", "8A6D1B", "B3372C"
_FIGURES = 4  # the row of the figures; what they are stands below


def begin(sheet: Worksheet, name: str, title: str, made: str) -> None:
    """The sheet's name, its title, and when it was made."""
    sheet.title = name
    sheet.sheet_view.showGridLines = False
    put(sheet, 1, 1, title).font = font(bold=True, size=18, color=INK)
    sheet.row_dimensions[1].height = 30
    put(sheet, 2, 1, made).font = font(color="808080")


def put_figures(sheet: Worksheet, figures: Sequence[tuple[Shown, str, str]]) -> None:
    """What the reader came for: a number or a word, what it is, and its colour."""
    for column, (value, text, colour) in enumerate(figures, start=1):
        big = put(sheet, _FIGURES, column, value, "number")
        big.font = font(bold=True, size=20 if isinstance(value, int) else 16, color=colour)
        below = put(sheet, _FIGURES + 1, column, text)
        below.font = font(color="606060")
        for cell in (big, below):
            cell.fill = PatternFill("solid", fgColor="F3F5F8")
            cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[_FIGURES].height = 32


def put_name(sheet: Worksheet, row: int, text: str) -> None:
    """The name of the table below."""
    put(sheet, row, 1, text).font = font(bold=True, size=13, color=INK)


def put_heads(sheet: Worksheet, row: int, titles: Sequence[str], numbers: int = 2) -> None:
    """Headings; those from column `numbers` on stand over numbers."""
    for column, text in enumerate(titles, start=1):
        cell = put(sheet, row, column, text)
        heading(cell)
        side = "right" if column >= numbers else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center")


def bars(sheet: Worksheet, top: int, rows: int, fills: Sequence[str]) -> BarChart:
    """A bar a row of the table whose headings are at `top`, a colour a column from the second on.

    The caller says how large it is, and adds it.
    """
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    bottom = top + rows
    data = Reference(sheet, min_col=2, max_col=1 + len(fills), min_row=top, max_row=bottom)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=bottom))
    for series, fill in zip(chart.series, fills, strict=True):
        series.graphicalProperties.solidFill = fill
        series.graphicalProperties.line.noFill = True
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.numFmt = "0"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend.position = "b"
    return chart


def add_stacked(sheet: Worksheet, rows: int, fills: Sequence[str]) -> None:
    """Bars of counts, stacked, below the first table."""
    chart = bars(sheet, TOP, rows, fills)
    chart.grouping, chart.overlap = "stacked", 100
    chart.width, chart.height = 28, max(7.0, 4.5 + 1.2 * rows)
    sheet.add_chart(chart, f"A{TOP + rows + 4}")
