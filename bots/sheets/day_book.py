"""The day's report as a workbook: a summary with a chart, the worklist, what was entered, runs."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.rules import rule_name, what_to_do
from bots.sheets.book import INK, Colour, Head, Shown, font, heading, paper, put, save, table
from bots.sheets.day_report import DayReport
from bots.sheets.words import Language, word

_STATES: dict[str, Colour] = {
    "rejected": "bad",
    "failed": "bad",
    "unsure": "bad",
    "waiting_for_person": "busy",
    "new": "off",
    "entering": "off",
    "submitting": "off",
}
_OUTCOMES: dict[str, Colour] = {"entered": "good", "adopted": "busy"}
_ENDINGS: dict[str, Colour] = {
    "done": "good",
    "needs a person": "busy",
    "failed": "bad",
    "stopped": "bad",
}
_SERIES = {
    "awaiting_payment": "C9CED6",
    "paid": "2F6DB5",
    "shipped": "5BA3A0",
    "completed": "6BB36B",
    "refunding": "F0B954",
    "refunded": "D98A4E",
    "cancelled": "B9574F",
}
_MATRIX_TOP = 8


def write_day_report(report: DayReport, path: Path, language: Language = "en") -> None:
    """Write the workbook to `path`, whole or not at all, readable by its owner alone."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)  # noqa: S101 - a new workbook has one sheet
    _summary(summary, report, language)
    _worklist(book, report, language)
    _entered(book, report, language)
    _runs(book, report, language)
    book.properties.creator = "bots"
    book.properties.title = f"{word('Daily report', language)} {report.day}"
    save(book, path)


def _summary(sheet: Worksheet, report: DayReport, language: Language) -> None:
    sheet.title = word("Summary", language)
    sheet.sheet_view.showGridLines = False
    title = put(sheet, 1, 1, f"{word('Daily report', language)} {report.day}")
    title.font = font(bold=True, size=18, color=INK)
    sheet.row_dimensions[1].height = 30
    made = put(sheet, 2, 1, f"{word('made', language)} {report.made_at:%Y-%m-%d %H:%M UTC%z}")
    made.font = font(color="808080")
    _figures(sheet, report, language)
    name = put(sheet, _MATRIX_TOP - 1, 1, word("Orders by shop and state", language))
    name.font = font(bold=True, size=13, color=INK)
    _matrix(sheet, report, language)
    if report.orders:
        _chart(sheet, report)
    paper(sheet)


def _figures(sheet: Worksheet, report: DayReport, language: Language) -> None:
    """The four numbers that the reader came for."""
    figures = (
        (report.count(), "orders", INK),
        (report.outcomes["entered"], "entered today", "2E7D4F"),
        (report.outcomes["adopted"], "already in the ERP", "8A6D1B"),
        (len(report.worklist), "waiting for a person", "B3372C" if report.worklist else "2E7D4F"),
    )
    for column, (number, text, colour) in enumerate(figures, start=1):
        big = put(sheet, 4, column, number, "number")
        big.font = font(bold=True, size=20, color=colour)
        below = put(sheet, 5, column, word(text, language))
        below.font = font(color="606060")
        for cell in (big, below):
            cell.fill = PatternFill("solid", fgColor="F3F5F8")
            cell.alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[4].height = 32


def _matrix(sheet: Worksheet, report: DayReport, language: Language) -> None:
    """Shops down, states across, sums on both sides."""
    states = [word(status.value, language) for status in report.statuses]
    titles = [word("Shop", language), *states, word("Total", language), word("Amount", language)]
    for column, text in enumerate(titles, start=1):
        cell = put(sheet, _MATRIX_TOP, column, text)
        heading(cell)
        cell.alignment = Alignment(horizontal="left" if column == 1 else "right", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = 19
    for row, shop in enumerate([*report.shops, None], start=_MATRIX_TOP + 1):
        counts: list[Shown] = [report.count(shop, status) for status in report.statuses]
        amounts = "  ".join(f"{sum_:,.2f} {code}" for code, sum_ in report.amounts(shop).items())
        cells = [shop or word("Total", language), *counts, report.count(shop), amounts]
        for column, value in enumerate(cells, start=1):
            cell = put(sheet, row, column, value, "number")
            cell.font = font(bold=shop is None)
            cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
            cell.border = Border(top=Side("thin", color=INK) if shop is None else None)
    if not report.orders:
        put(sheet, _MATRIX_TOP + 2, 1, word("No orders today.", language))
    sheet.column_dimensions[get_column_letter(len(titles))].width = 30


def _chart(sheet: Worksheet, report: DayReport) -> None:
    """A bar a shop, its states stacked."""
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 60
    bottom = _MATRIX_TOP + len(report.shops)
    data = Reference(
        sheet,
        min_col=2,
        max_col=1 + len(report.statuses),
        min_row=_MATRIX_TOP,
        max_row=bottom,
    )
    chart.add_data(data, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=1, min_row=_MATRIX_TOP + 1, max_row=bottom))
    for series, status in zip(chart.series, report.statuses, strict=True):
        series.graphicalProperties.solidFill = _SERIES[status.value]
        series.graphicalProperties.line.noFill = True
    chart.y_axis.delete = chart.x_axis.delete = False
    chart.y_axis.majorGridlines = None
    chart.y_axis.numFmt = "0"
    chart.x_axis.scaling.orientation = "maxMin"
    chart.legend.position = "b"
    chart.width, chart.height = 28, max(7.0, 4.5 + 1.2 * len(report.shops))
    sheet.add_chart(chart, f"A{bottom + 4}")


def _worklist(book: Workbook, report: DayReport, language: Language) -> None:
    heads = [
        Head(word("Order", language), "id"),
        Head(word("Shop", language)),
        Head(word("State", language), colours=_coloured(_STATES, language)),
        Head(word("Reason", language)),
        Head(word("What happened", language)),
        Head(word("What to do", language)),
        Head(word("Since", language), "when"),
    ]
    rows = [
        (
            row.reference,
            row.shop,
            word(row.state, language),
            rule_name(row.rule, language).replace("_", " "),
            row.said,
            what_to_do(row.rule, row.remedy, language),
            row.since,
        )
        for row in report.worklist
    ]
    sheet = table(
        book, word("Worklist", language), heads, rows, word("Nothing waits for a person.", language)
    )
    sheet.sheet_properties.tabColor = "B3372C" if rows else "2E7D4F"


def _entered(book: Workbook, report: DayReport, language: Language) -> None:
    heads = [
        Head(word("Order", language), "id"),
        Head(word("Shop", language)),
        Head(word("ERP number", language), "id"),
        Head(word("How", language), colours=_coloured(_OUTCOMES, language)),
        Head(word("Total", language), "money"),
        Head(word("Currency", language)),
        Head(word("Entered at", language), "when"),
        Head(word("Seconds", language), "seconds"),
    ]
    rows = [
        (
            row.reference,
            row.shop,
            row.erp_number,
            word(row.outcome, language),
            row.total,
            row.currency,
            row.at,
            row.seconds,
        )
        for row in report.entered
    ]
    table(book, word("Entered", language), heads, rows, word("Nothing was entered.", language))


def _runs(book: Workbook, report: DayReport, language: Language) -> None:
    heads = [
        Head(word("Run", language), "id"),
        Head(word("Flow", language)),
        Head(word("Started", language), "when"),
        Head(word("Ending", language), colours=_coloured(_ENDINGS, language)),
        Head(word("Items", language), "number"),
        Head(word("Seconds", language), "seconds"),
        Head(word("Seconds an item", language), "seconds"),
    ]
    rows = [
        (
            str(row.number),
            row.flow,
            row.started,
            word(row.outcome or "", language),
            row.items,
            row.seconds,
            row.seconds / row.items if row.seconds is not None and row.items else None,
        )
        for row in report.runs
    ]
    table(book, word("Runs", language), heads, rows, word("Nothing ran.", language))


def _coloured(colours: dict[str, Colour], language: Language) -> dict[str, Colour]:
    return {word(code, language): colour for code, colour in colours.items()}
