"""The first sheet of the stock report: how much agrees, and where what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.rules import Language
from bots.sheets.book import INK, Shown, font, paper, put
from bots.sheets.first_sheet import (
    BAD,
    GOOD,
    MIDDLING,
    TOP,
    add_stacked,
    begin,
    put_figures,
    put_heads,
    put_name,
)
from bots.stock.classes import StockClass
from bots.stock.words import say

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
    begin(
        sheet,
        say("Summary", language),
        f"{say('Stock', language)} {summary.made_at:%Y-%m-%d}",
        f"{say('made', language)} {summary.made_at:%Y-%m-%d %H:%M UTC%z}",
    )
    _figures(sheet, summary, language)
    put_name(sheet, TOP - 1, say("By place and class", language))
    _matrix(sheet, summary, language)
    if summary.kinds:
        add_stacked(sheet, len(summary.places), [_SERIES[kind] for kind in summary.kinds])
    paper(sheet)


def _figures(sheet: Worksheet, summary: Summary, language: Language) -> None:
    differ = summary.count(None, *summary.kinds) if summary.kinds else 0
    persons = [kind for kind in summary.kinds if kind.for_person]
    waiting = summary.count(None, *persons) if persons else 0
    figures = (
        (summary.count(), "compared", INK),
        (summary.count(None, StockClass.AGREES), "agree", GOOD),
        (differ, "differ", MIDDLING),
        (waiting, "for a person", BAD if waiting else GOOD),
    )
    put_figures(sheet, [(number, say(text, language), ink) for number, text, ink in figures])


def _matrix(sheet: Worksheet, summary: Summary, language: Language) -> None:
    """Places down, classes across; what agrees comes after the chart's columns."""
    kinds = [*summary.kinds, StockClass.AGREES]
    titles = ["Place", *kinds, "Total"]
    put_heads(sheet, TOP, [say(text, language) for text in titles])
    for column in range(1, len(titles) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 18
    for row, place in enumerate([*summary.places, None], start=TOP + 1):
        counts = [summary.count(place, kind) for kind in kinds]
        cells: list[Shown] = [place or say("Total", language), *counts, summary.count(place)]
        for column, value in enumerate(cells, start=1):
            cell = put(sheet, row, column, value, "number")
            cell.font = font(bold=place is None)
            cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
    if not summary.places:
        put(sheet, TOP + 2, 1, say("Nothing was compared.", language))
