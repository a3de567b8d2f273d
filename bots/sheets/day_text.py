"""The day's report as text, for a terminal, a log or a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bots.rules import what_to_do
from bots.sheets.day_report import DayReport
from bots.sheets.words import Language, word

_NUMBERS = {"Orders", "Total", "Items", "Seconds", "Run"}


def print_day_report(report: DayReport, console: Console, language: Language = "en") -> None:
    """Print orders by shop and state, the worklist with remedies, what was entered, the runs."""
    console.print(Text(f"{word('Daily report', language)} {report.day}", style="bold"))
    console.print(Text(_figures(report, language)))
    for table in (_orders(report, language), _worklist(report, language)):
        console.print()
        console.print(table)
    for table in (_entered(report, language), _runs(report, language)):
        console.print()
        console.print(table)


def _figures(report: DayReport, language: Language) -> str:
    figures = (
        (report.count(), "orders"),
        (report.outcomes["entered"], "entered today"),
        (report.outcomes["adopted"], "already in the ERP"),
        (len(report.worklist), "waiting for a person"),
    )
    comma = "，" if language == "zh" else ", "
    return comma.join(f"{number} {word(text, language)}" for number, text in figures)


def _table(
    title: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[object]],
    nothing: str,
    language: Language,
) -> Table | Text:
    """A table of plain text, or the words for an empty one."""
    cells = [[Text(str(value)) for value in row] for row in rows]
    if not cells:
        return Text(word(nothing, language))
    table = Table(title=Text(word(title, language)), title_justify="left")
    for head in heads:
        number = head in _NUMBERS
        table.add_column(
            word(head, language), justify="right" if number else "left", overflow="fold"
        )
    for row in cells:
        table.add_row(*row)
    return table


def _orders(report: DayReport, language: Language) -> Table | Text:
    states = [status.value for status in report.statuses]
    rows = [
        [
            shop or word("Total", language),
            *(report.count(shop, status) for status in report.statuses),
            report.count(shop),
            "  ".join(f"{amount:,.2f} {code}" for code, amount in report.amounts(shop).items()),
        ]
        for shop in [*report.shops, None]
    ]
    heads = ["Shop", *states, "Total", "Amount"]
    return _table(
        "Orders by shop and state",
        heads,
        rows if report.orders else [],
        "No orders today.",
        language,
    )


def _worklist(report: DayReport, language: Language) -> Table | Text:
    rows = [
        (
            row.reference,
            word(row.state, language),
            row.said,
            what_to_do(row.rule, row.remedy, language),
        )
        for row in report.worklist
    ]
    heads = ["Order", "State", "What happened", "What to do"]
    return _table("Worklist", heads, rows, "Nothing waits for a person.", language)


def _entered(report: DayReport, language: Language) -> Table | Text:
    rows = [
        (
            row.reference,
            row.erp_number,
            word(row.outcome, language),
            f"{row.total:,.2f} {row.currency}",
            f"{row.at:%H:%M}",
        )
        for row in report.entered
    ]
    heads = ["Order", "ERP number", "How", "Total", "Entered at"]
    return _table("Entered", heads, rows, "Nothing was entered.", language)


def _runs(report: DayReport, language: Language) -> Table | Text:
    rows = [
        (
            row.number,
            row.flow,
            f"{row.started:%H:%M}",
            word(row.outcome or "", language),
            row.items,
            "" if row.seconds is None else f"{row.seconds:,.1f}",
        )
        for row in report.runs
    ]
    heads = ["Run", "Flow", "Started", "Ending", "Items", "Seconds"]
    return _table("Runs", heads, rows, "Nothing ran.", language)
