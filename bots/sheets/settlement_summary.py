"""The first sheet of the settlement workbook: figures, the proof, kinds with a chart."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.model.settling import Class
from bots.sheets.book import FILLS, INK, Kind, Shown, font, heading, paper, put
from bots.sheets.settlement_report import SettlementReport
from bots.sheets.words import Language, word

_TOP = 8
_GOOD, _BAD = "2E7D4F", "B3372C"
_SERIES = ("2F6DB5", "F0B954", "5BA3A0", "B9574F")
_WIDTH = 17


def summary(sheet: Worksheet, report: SettlementReport, language: Language) -> None:
    """Fill the sheet."""
    sheet.title = word("Summary", language)
    sheet.sheet_view.showGridLines = False
    names = ", ".join(report.names)
    title = put(sheet, 1, 1, f"{word('Settlements', language)} {report.shop} {names}".strip())
    title.font = font(bold=True, size=18, color=INK)
    sheet.row_dimensions[1].height = 30
    made = put(sheet, 2, 1, f"{word('made', language)} {report.made_at:%Y-%m-%d %H:%M UTC%z}")
    made.font = font(color="808080")
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
        (report.counts.get(Class.MATCHED, 0), "entries matched", _GOOD),
        (report.counts.get(Class.EXPLAINED, 0), "entries explained", "8A6D1B"),
        (for_person, "for a person", _BAD if for_person else _GOOD),
        (word(proved, language), "The proof", _GOOD if report.proved else _BAD),
    )
    for column, (value, text, colour) in enumerate(figures, start=1):
        big = put(sheet, 4, column, value, "number")
        big.font = font(bold=True, size=20 if isinstance(value, int) else 16, color=colour)
        below = put(sheet, 5, column, word(text, language))
        below.font = font(color="606060")
        for cell in (big, below):
            cell.fill = PatternFill("solid", fgColor="F3F5F8")
            cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[4].height = 32


def _proof(sheet: Worksheet, report: SettlementReport, language: Language) -> int:
    """A row a statement and currency; the row it ends in."""
    _name(sheet, _TOP - 1, word("The proof", language))
    titles = ("Statement", "Currency", "Opening", "Matched", "Explained", "Unmatched", "Sum")
    _heads(sheet, _TOP, [*titles, "File's sum", "Closing", "Proved"], 3, language)
    row = _TOP
    for row, proof in enumerate(report.proofs, start=_TOP + 1):
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
        told.font = font(color=_BAD)
    return row


def _kinds(sheet: Worksheet, report: SettlementReport, language: Language, top: int) -> None:
    """Kinds down, currencies across, their sums, and a chart."""
    _name(sheet, top - 1, word("By kind", language))
    codes = [currency.value for currency in report.currencies]
    _heads(sheet, top, ["Kind", *codes], 2, language)
    for row, kind in enumerate([*report.kinds, None], start=top + 1):
        amounts = [report.amount(currency, kind, None) for currency in report.currencies]
        label = word(kind.value, language) if kind else word("Net", language)
        _row(sheet, row, [label, *amounts], 2, sums=kind is None)
    if report.kinds:
        _chart(sheet, report, top)


def _chart(sheet: Worksheet, report: SettlementReport, top: int) -> None:
    """A bar a kind, a colour a currency."""
    bottom = top + len(report.kinds)
    chart = BarChart()
    chart.type, chart.gapWidth = "bar", 60
    last = 1 + len(report.currencies)
    data = Reference(sheet, min_col=2, max_col=last, min_row=top, max_row=bottom)
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=top + 1, max_row=bottom))
    for place, series in enumerate(chart.series):
        series.graphicalProperties.solidFill = _SERIES[place % len(_SERIES)]
        series.graphicalProperties.line.noFill = True
        series.invertIfNegative = False
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.numFmt = "#,##0"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.tickLblPos = "low"
    chart.legend.position = "b"
    chart.width, chart.height = 22, max(6.5, 3.0 + 1.1 * len(report.kinds))
    sheet.add_chart(chart, f"{get_column_letter(max(last + 2, 4))}{top}")


def _name(sheet: Worksheet, row: int, text: str) -> None:
    put(sheet, row, 1, text).font = font(bold=True, size=13, color=INK)


def _heads(
    sheet: Worksheet, row: int, titles: Sequence[str], numbers: int, language: Language
) -> None:
    """Headings; those from column `numbers` on stand over amounts."""
    for column, text in enumerate(titles, start=1):
        cell = put(sheet, row, column, word(text, language))
        heading(cell)
        side = "right" if column >= numbers else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center")


def _row(
    sheet: Worksheet, row: int, values: Sequence[Shown], numbers: int, *, sums: bool = False
) -> None:
    for column, value in enumerate(values, start=1):
        kind: Kind = "money" if column >= numbers else "text"
        cell = put(sheet, row, column, value, kind)
        cell.font = font(bold=sums)
        cell.alignment = Alignment(horizontal="right" if column >= numbers else "left")
        cell.border = Border(top=Side("thin", color=INK) if sums else None)
