"""The day's report as a workbook: a summary with a chart, the worklist, what was entered, runs."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bots.rules import rule_name, what_to_do
from bots.sheets.book import INK, Colour, Head, Shown, font, paper, put, save, table
from bots.sheets.day_report import DayReport
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
    begin(
        sheet,
        word("Summary", language),
        f"{word('Daily report', language)} {report.day}",
        f"{word('made', language)} {report.made_at:%Y-%m-%d %H:%M UTC%z}",
    )
    _figures(sheet, report, language)
    put_name(sheet, TOP - 1, word("Orders by shop and state", language))
    _matrix(sheet, report, language)
    if report.orders:
        fills = [_SERIES[status.value] for status in report.statuses]
        add_stacked(sheet, len(report.shops), fills)
    paper(sheet)


def _figures(sheet: Worksheet, report: DayReport, language: Language) -> None:
    """The four numbers that the reader came for."""
    figures = (
        (report.count(), "orders", INK),
        (report.outcomes["entered"], "entered today", GOOD),
        (report.outcomes["adopted"], "already in the ERP", MIDDLING),
        (len(report.worklist), "waiting for a person", BAD if report.worklist else GOOD),
    )
    put_figures(sheet, [(number, word(text, language), ink) for number, text, ink in figures])


def _matrix(sheet: Worksheet, report: DayReport, language: Language) -> None:
    """Shops down, states across, sums on both sides."""
    states = [word(status.value, language) for status in report.statuses]
    titles = [word("Shop", language), *states, word("Total", language), word("Amount", language)]
    put_heads(sheet, TOP, titles)
    for column in range(1, len(titles)):
        sheet.column_dimensions[get_column_letter(column)].width = 19
    for row, shop in enumerate([*report.shops, None], start=TOP + 1):
        counts: list[Shown] = [report.count(shop, status) for status in report.statuses]
        amounts = "  ".join(f"{sum_:,.2f} {code}" for code, sum_ in report.amounts(shop).items())
        cells = [shop or word("Total", language), *counts, report.count(shop), amounts]
        for column, value in enumerate(cells, start=1):
            cell = put(sheet, row, column, value, "number")
            cell.font = font(bold=shop is None)
            cell.alignment = Alignment(horizontal="left" if column == 1 else "right")
            cell.border = Border(top=Side("thin", color=INK) if shop is None else None)
    if not report.orders:
        put(sheet, TOP + 2, 1, word("No orders today.", language))
    sheet.column_dimensions[get_column_letter(len(titles))].width = 30


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
