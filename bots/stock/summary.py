"""The first sheet of the stock report: how much agrees, and where what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.rules import Language
from bots.sheets.book import INK, Shown, font, heading, paper, put
from bots.stock.classes import StockClass
from bots.stock.words import say

_TOP = 8
_SERIES = {
    StockClass.AGREES: "6BB36B",
    StockClass.UNSYNCED_SALE: "C9CED6",
    StockClass.MISSING_MAPPING: "2F6DB5",
    StockClass.COUNTED_SHORT: "F0B954",
    StockClass.COUNTED_OVER: "5BA3A0",
    StockClass.NEGATIVE_STOCK: "7A2A22",
    StockClass.OVERSELL_RISK: "B9574F",
    StockClass.ONLY_HERE: "D98A4E",
    StockClass.STALE_SOURCE: "8E949C",
}


@dataclass(frozen=True)
class Summary:
    """Place and class -> how many SKUs; when it was made, in the zone it is shown in."""

    counts: Mapping[tuple[str, StockClass], int]
    made_at: datetime

    def count(self, place: str | None = None, *kinds: StockClass) -> int:
        """SKUs at the place (None: all) of those classes (none named: any)."""
        return sum(
            number
            for (where, kind), number in self.counts.items()
            if place in {None, where} and (not kinds or kind in kinds)
        )

    @property
    def places(self) -> list[str]:
        """Where something was compared."""
        return sorted({place for place, _ in self.counts})

    @property
    def kinds(self) -> list[StockClass]:
        """The classes that differ and occur."""
        return [kind for kind in StockClass if kind.differs and self.count(None, kind)]


def write_summary(sheet: Worksheet, summary: Summary, language: Language) -> None:
    """Fill the sheet."""
    sheet.title = say("Summary", language)
    sheet.sheet_view.showGridLines = False
    title = put(sheet, 1, 1, f"{say('Stock', language)} {summary.made_at:%Y-%m-%d}")
    title.font = font(bold=True, size=18, color=INK)
    sheet.row_dimensions[1].height = 30
    made = put(sheet, 2, 1, f"{say('made', language)} {summary.made_at:%Y-%m-%d %H:%M UTC%z}")
    made.font = font(color="808080")
    _figures(sheet, summary, language)
    name = put(sheet, _TOP - 1, 1, say("By place and class", language))
    name.font = font(bold=True, size=13, color=INK)
    _matrix(sheet, summary, language)
    if summary.kinds:
        _chart(sheet, summary)
    paper(sheet)


def _figures(sheet: Worksheet, summary: Summary, language: Language) -> None:
    differ = summary.count(None, *summary.kinds) if summary.kinds else 0
    persons = [kind for kind in summary.kinds if kind.for_person]
    waiting = summary.count(None, *persons) if persons else 0
    figures = (
        (summary.count(), "compared", INK),
        (summary.count(None, StockClass.AGREES), "agree", "2E7D4F"),
        (differ, "differ", "8A6D1B"),
        (waiting, "for a person", "B3372C" if waiting else "2E7D4F"),
    )
    for column, (number, text, colour) in enumerate(figures, start=1):
        big = put(sheet, 4, column, number, "number")
        big.font = font(bold=True, size=20, color=colour)
        below = put(sheet, 5, column, say(text, language))
        below.font = font(color="606060")
        for cell in (big, below):
            cell.fill = PatternFill("solid", fgColor="F3F5F8")
            cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[4].height = 32


def _matrix(sheet: Worksheet, summary: Summary, language: Language) -> None:
    """Places down, classes across; what agrees comes after the chart's columns."""
    kinds = [*summary.kinds, StockClass.AGREES]
    titles = ["Place", *kinds, "Total"]
    for column, text in enumerate(titles, start=1):
        cell = put(sheet, _TOP, column, say(text, language))
        heading(cell)
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = 18
    for row, place in enumerate([*summary.places, None], start=_TOP + 1):
        counts = [summary.count(place, kind) for kind in kinds]
        cells: list[Shown] = [place or say("Total", language), *counts, summary.count(place)]
        for column, value in enumerate(cells, start=1):
            cell = put(sheet, row, column, value, "number")
            cell.font = font(bold=place is None)
            cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
    if not summary.places:
        put(sheet, _TOP + 2, 1, say("Nothing was compared.", language))


def _chart(sheet: Worksheet, summary: Summary) -> None:
    """A bar a place: what differs, by class."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 60
    bottom = _TOP + len(summary.places)
    last = 1 + len(summary.kinds)
    data = Reference(sheet, min_col=2, max_col=last, min_row=_TOP, max_row=bottom)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=_TOP + 1, max_row=bottom))
    for series, kind in zip(chart.series, summary.kinds, strict=True):
        series.graphicalProperties.solidFill = _SERIES[kind]
        series.graphicalProperties.line.noFill = True
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.numFmt = "0"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend.position = "b"
    chart.width, chart.height = 28, max(7.0, 4.5 + 1.2 * len(summary.places))
    sheet.add_chart(chart, f"A{bottom + 4}")
