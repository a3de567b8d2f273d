"""The settlements' report as text, for a terminal, a log or a message."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bots.model.settling import Class
from bots.rules import rule_name, what_to_do
from bots.sheets.settlement_report import SettlementReport
from bots.sheets.words import Language, word

_NUMBERS = frozenset(
    "Opening Closing Matched Explained Unmatched Sum Amount Entries".split()  # noqa: SIM905
) | {"File's sum", "Age (days)"}
_MOST = 50


def print_settlement_report(
    report: SettlementReport, console: Console, language: Language = "en"
) -> None:
    """Print the proof, the sums by kind, the rules that explain, and the differences by age."""
    names = ", ".join(report.names)
    title = f"{word('Settlements', language)} {report.shop} {names}".strip()
    console.print(Text(title, style="bold"))
    console.print(Text(_figures(report, language)))
    for table in (
        _proof(report, language),
        _kinds(report, language),
        _explained(report, language),
        _differences(report, language),
    ):
        console.print()
        console.print(table)
    for told in dict.fromkeys(_to_do(report, language)):
        console.print(Text(told))
    for proof in report.proofs:
        for fault in proof.faults:
            told = f"{proof.statement} {proof.currency}: {word('not proved', language)}: {fault}"
            console.print(Text(told, style="red"))


def _figures(report: SettlementReport, language: Language) -> str:
    counts = [f"{report.counts.get(kind, 0)} {word(kind.value, language)}" for kind in Class]
    counts.append(word("proved" if report.proved else "not proved", language))
    return ("，" if language == "zh" else ", ").join(counts)


def _to_do(report: SettlementReport, language: Language) -> Iterable[str]:
    """What to do about each rule that has differences."""
    for row in report.differences:
        name = rule_name(row.rule, language).replace("_", " ")
        yield f"{name}: {what_to_do(row.rule, row.remedy, language)}"


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _table(
    title: str, heads: Sequence[str], rows: Iterable[Sequence[object]], language: Language
) -> Table:
    table = Table(title=Text(word(title, language)), title_justify="left")
    for head in heads:
        right = head in _NUMBERS or head.isupper()
        table.add_column(
            word(head, language), justify="right" if right else "left", overflow="fold"
        )
    for row in rows:
        table.add_row(*(Text(str(value)) for value in row))
    return table


def _proof(report: SettlementReport, language: Language) -> Table:
    heads = ["Statement", "Currency", "Opening", "Matched", "Explained", "Unmatched"]
    rows = (
        [
            proof.statement,
            proof.currency,
            _money(proof.opening),
            *(_money(proof.by_class[kind]) for kind in Class),
            _money(proof.classed),
            _money(proof.control),
            _money(proof.closing),
            word("proved" if proof.holds else "not proved", language),
        ]
        for proof in report.proofs
    )
    return _table("The proof", [*heads, "Sum", "File's sum", "Closing", "Proved"], rows, language)


def _kinds(report: SettlementReport, language: Language) -> Table:
    rows = (
        [
            word(kind.value, language) if kind else word("Net", language),
            *(_money(report.amount(currency, kind, None)) for currency in report.currencies),
        ]
        for kind in [*report.kinds, None]
    )
    codes = [currency.value for currency in report.currencies]
    return _table("By kind", ["Kind", *codes], rows, language)


def _explained(report: SettlementReport, language: Language) -> Table:
    rows = (
        [
            word(row.found.value, language),
            rule_name(row.rule, language).replace("_", " "),
            word(row.kind.value, language),
            row.count,
            f"{_money(row.amount)} {row.currency}",
        ]
        for row in report.explained
    )
    return _table("Rules", ["Class", "Rule", "Kind", "Entries", "Amount"], rows, language)


def _differences(report: SettlementReport, language: Language) -> Table | Text:
    """The oldest; the workbook has them all."""
    if not report.differences:
        return Text(word("No differences.", language))
    rows = [
        [
            row.reference,
            row.order,
            "" if row.age is None else row.age,
            f"{_money(row.amount)} {row.currency}",
            rule_name(row.rule, language).replace("_", " "),
            row.why,
        ]
        for row in report.differences[:_MOST]
    ]
    if (left := len(report.differences) - _MOST) > 0:
        rows.append([f"+ {left:,}", "", "", "", "", ""])
    heads = ["Entry", "Order", "Age (days)", "Amount", "Reason", "What happened"]
    return _table("Differences", heads, rows, language)
