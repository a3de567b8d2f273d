"""The first sheet of the settlement workbook: figures, the proof, kinds with a chart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.model.settling import Class
from bots.sheets.book import FILLS, INK, Kind, Shown, font, paper, put
from bots.sheets.first_sheet import (
    BAD,
    GOOD,
    MIDDLING,
    TOP,
    bars,
    begin,
    put_figures,
    put_heads,
    put_name,
)
from bots.sheets.settlement_report import SettlementReport
from bots.sheets.words import Language, word

_SERIES = ("2F6DB5", "F0B954", "5BA3A0", "B9574F")
_WIDTH = 17


def summary(sheet: Worksheet, report: SettlementReport, language: Language) -> None:
    """Fill the sheet."""
    names = ", ".join(report.names)
    begin(
        sheet,
        word("Summary", language),
        f"{word('Settlements', language)} {report.shop} {names}".strip(),
        f"{word('made', language)} {report.made_at:%Y-%m-%d %H:%M UTC%z}",
    )
    _figures(sheet, report, language)
    bottom = _proof(sheet, report, language)
    _kinds(sheet, report, language, bottom + 3)
    for column in range(1, 12):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTH
    paper(sheet)


def _figures(sheet: Worksheet, report: SettlementReport, language: Language) -> None:
    """The numbers that the reader came for, and whether it is proved."""
    for_person = len(report.differences)
    proved = "proved" if report.proved else "not proved"
    figures: Sequence[tuple[Shown, str, str]] = (
        (report.counts.get(Class.MATCHED, 0), "entries matched", GOOD),
        (report.counts.get(Class.EXPLAINED, 0), "entries explained", MIDDLING),
        (for_person, "for a person", BAD if for_person else GOOD),
        (word(proved, language), "The proof", GOOD if report.proved else BAD),
    )
    put_figures(sheet, [(value, word(text, language), ink) for value, text, ink in figures])


def _proof(sheet: Worksheet, report: SettlementReport, language: Language) -> int:
    """A row a statement and currency; the row it ends in."""
    put_name(sheet, TOP - 1, word("The proof", language))
    titles = ("Statement", "Currency", "Opening", "Matched", "Explained", "Unmatched", "Sum")
    heads = [*titles, "File's sum", "Closing", "Proved"]
    put_heads(sheet, TOP, [word(text, language) for text in heads], numbers=3)
    row = TOP
    for row, proof in enumerate(report.proofs, start=TOP + 1):
        values: list[Shown] = [
            proof.statement,
            proof.currency.value,
            proof.opening,
            *(proof.by_class[kind] for kind in Class),
            proof.classed,
            proof.control,
            proof.closing,
            word("proved" if proof.holds else "not proved", language),
        ]
        _row(sheet, row, values, 3)
        fill = FILLS["good" if proof.holds else "bad"]
        ending = sheet.cell(row, len(values))
        ending.fill = PatternFill("solid", fgColor=fill)
        ending.alignment = Alignment(horizontal="center")
        told = put(sheet, row, len(values) + 1, "; ".join(proof.faults))
        told.font = font(color=BAD)
    return row


def _kinds(sheet: Worksheet, report: SettlementReport, language: Language, top: int) -> None:
    """Kinds down, currencies across, their sums, and a chart."""
    put_name(sheet, top - 1, word("By kind", language))
    codes = [currency.value for currency in report.currencies]
    put_heads(sheet, top, [word(text, language) for text in ("Kind", *codes)])
    for row, kind in enumerate([*report.kinds, None], start=top + 1):
        amounts = [report.amount(currency, kind, None) for currency in report.currencies]
        label = word(kind.value, language) if kind else word("Net", language)
        _row(sheet, row, [label, *amounts], 2, sums=kind is None)
    if report.kinds:
        _chart(sheet, report, top)


def _chart(sheet: Worksheet, report: SettlementReport, top: int) -> None:
    """A bar a kind, a colour a currency."""
    count = len(report.currencies)
    chart = bars(sheet, top, len(report.kinds), list(islice(cycle(_SERIES), count)))
    for series in chart.series:
        series.invertIfNegative = False
    chart.y_axis.numFmt = "#,##0"
    chart.x_axis.tickLblPos = "low"
    chart.width, chart.height = 22, max(6.5, 3.0 + 1.1 * len(report.kinds))
    sheet.add_chart(chart, f"{get_column_letter(max(count + 3, 4))}{top}")


def _row(
    sheet: Worksheet, row: int, values: Sequence[Shown], numbers: int, *, sums: bool = False
) -> None:
    for column, value in enumerate(values, start=1):
        kind: Kind = "money" if column >= numbers else "text"
        cell = put(sheet, row, column, value, kind)
        cell.font = font(bold=sums)
        cell.alignment = Alignment(horizontal="right" if column >= numbers else "left")
        cell.border = Border(top=Side("thin", color=INK) if sums else None)
