"""A shop's settlements as a workbook: the proof with a chart, by day and kind, differences."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from bots.rules import rule_name, what_to_do
from bots.sheets.book import Colour, Head, Shown, font, put, save, table
from bots.sheets.settlement_report import SettlementReport
from bots.sheets.settlement_summary import summary
from bots.sheets.words import Language, word

_CLASSES: dict[str, Colour] = {"matched": "good", "explained": "busy"}
_CHANGES: dict[str, Colour] = {"added": "good", "removed": "bad", "changed": "busy"}


def write_settlement_report(
    report: SettlementReport, path: Path, language: Language = "en"
) -> None:
    """Write the workbook to `path`, whole or not at all, readable by its owner alone."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)  # noqa: S101 - a new workbook has one sheet
    summary(first, report, language)
    _days(book, report, language)
    _differences(book, report, language)
    _explained(book, report, language)
    _orders(book, report, language)
    if report.corrections:
        _corrections(book, report, language)
    book.properties.creator = "bots"
    book.properties.title = f"{word('Settlements', language)} {report.shop}"
    save(book, path)


def _days(book: Workbook, report: SettlementReport, language: Language) -> None:
    """A row a day and currency, a column a kind."""
    heads = [
        Head(word("Day", language)),
        Head(word("Currency", language)),
        *(Head(word(kind.value, language), "money") for kind in report.kinds),
        Head(word("Net", language), "money"),
    ]
    sums = {(row.day, row.currency, row.kind): row.amount for row in report.days}
    places = sorted({(row.day, row.currency) for row in report.days})
    rows = []
    for day, currency in places:
        amounts = [sums.get((day, currency, kind)) for kind in report.kinds]
        net = sum(amount for amount in amounts if amount is not None)
        rows.append((day.isoformat(), currency.value, *amounts, net))
    table(book, word("By day", language), heads, rows, word("No entries.", language))


def _differences(book: Workbook, report: SettlementReport, language: Language) -> None:
    heads = [
        Head(word("Entry", language), "id"),
        Head(word("Order", language), "id"),
        Head(word("Kind", language)),
        Head(word("Booked", language), "when"),
        Head(word("Age (days)", language), "number"),
        Head(word("Amount", language), "money"),
        Head(word("Currency", language)),
        Head(word("Reason", language)),
        Head(word("What happened", language)),
        Head(word("What to do", language)),
    ]
    rows: list[tuple[Shown, ...]] = [
        (
            row.reference,
            row.order,
            word(row.kind, language),
            row.at,
            row.age,
            row.amount,
            row.currency,
            rule_name(row.rule, language).replace("_", " "),
            row.why,
            what_to_do(row.rule, row.remedy, language),
        )
        for row in report.differences
    ]
    title = word("Differences", language)
    sheet = table(book, title, heads, rows, word("No differences.", language))
    sheet.sheet_properties.tabColor = "B3372C" if rows else "2E7D4F"


def _explained(book: Workbook, report: SettlementReport, language: Language) -> None:
    colours = {word(code, language): colour for code, colour in _CLASSES.items()}
    heads = [
        Head(word("Class", language), colours=colours),
        Head(word("Rule", language)),
        Head(word("Kind", language)),
        Head(word("Entries", language), "number"),
        Head(word("Amount", language), "money"),
        Head(word("Currency", language)),
    ]
    rows = [
        (
            word(row.found.value, language),
            rule_name(row.rule, language).replace("_", " "),
            word(row.kind.value, language),
            row.count,
            row.amount,
            row.currency.value,
        )
        for row in report.explained
    ]
    table(book, word("Rules", language), heads, rows, word("No entries.", language))


def _orders(book: Workbook, report: SettlementReport, language: Language) -> None:
    heads = [
        Head(word("Order", language), "id"),
        Head(word("ERP number", language), "id"),
        Head(word("Currency", language)),
        *(
            Head(word(title, language), "money")
            for title in ("Expected", "Received", "Difference", "Refunded", "Fees", "Net")
        ),
        Head(word("Last entry", language), "when"),
    ]
    rows = [
        (
            row.number,
            row.erp_number,
            row.currency.value,
            row.expected,
            row.income,
            row.difference,
            row.refunded,
            row.fees,
            row.net,
            row.last.astimezone(report.made_at.tzinfo),
        )
        for row in report.orders
    ]
    sheet = table(book, word("Orders paid", language), heads, rows, word("No orders.", language))
    if left := report.all_orders - len(rows):
        text = f"{left:,} {word('orders more, without a difference', language)}"
        put(sheet, len(rows) + 2, 1, text).font = font(italic=True, color="808080")


def _corrections(book: Workbook, report: SettlementReport, language: Language) -> None:
    colours = {word(code, language): colour for code, colour in _CHANGES.items()}
    heads = [
        Head(word("Entry", language), "id"),
        Head(word("What", language), colours=colours),
        Head(word("Kind", language)),
        Head(word("Order", language), "id"),
        Head(word("Before", language), "money"),
        Head(word("After", language), "money"),
        Head(word("Currency", language)),
    ]
    rows = []
    for one in report.corrections:
        shown = one.after or one.before
        assert shown is not None  # noqa: S101 - one of the two is there
        before = one.before.amount.amount if one.before else None
        after = one.after.amount.amount if one.after else None
        rows.append(
            (
                one.entry,
                word(one.what, language),
                word(shown.kind.value, language),
                shown.order or "",
                before,
                after,
                shown.currency.value,
            )
        )
    title = word("Corrections", language)
    table(book, title, heads, rows, word("No corrections.", language))
