"""The report of a shop's settlements, as a workbook and as text."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from rich.console import Console

from bots.model import Currency, EntryKind
from bots.settling import Class, Proof, Received
from bots.settling.corrections import Correction
from bots.sheets.settlement_book import write_settlement_report
from bots.sheets.settlement_report import DaySum, Difference, Explained, SettlementReport
from bots.sheets.settlement_text import print_settlement_report
from tests.settling.books import entry

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
HOSTILE = "north/=cmd|' /C calc'!A0 [red]"
CNY, USD = Currency.CNY, Currency.USD
SHORT = {**dict.fromkeys(Class, Decimal(0)), Class.UNMATCHED: Decimal("41.99")}
SUMS = {Class.MATCHED: Decimal(100), Class.EXPLAINED: Decimal(-5), Class.UNMATCHED: Decimal(0)}


@pytest.fixture
def report():
    """A month that is proved in one currency and not in the other."""
    return SettlementReport(
        shop="north",
        made_at=NOW,
        names=["2026-10"],
        counts={Class.MATCHED: 1, Class.EXPLAINED: 2, Class.UNMATCHED: 1},
        proofs=[
            Proof("2026-10", CNY, Decimal(95), SUMS, Decimal(0), Decimal(95)),
            Proof("2026-10", USD, Decimal(42), SHORT, lost=1),
        ],
        days=[
            DaySum(date(2026, 10, 5), EntryKind.PAYMENT, CNY, Decimal(100), 1),
            DaySum(date(2026, 10, 5), EntryKind.COMMISSION, CNY, Decimal(-5), 1),
            DaySum(date(2026, 10, 6), EntryKind.PAYMENT, USD, Decimal(42), 1),
        ],
        differences=[
            Difference(
                HOSTILE, "=1+1", NOW - timedelta(days=47), 47, "payment", "USD", Decimal(42),
                "unknown_order", "the ledger has no such order", "collect the orders",
            ),
            Difference("row 9", "", None, None, "", "", None, "unreadable_entry", "?", "look"),
        ],
        explained=[
            Explained(Class.EXPLAINED, "expected_rate", EntryKind.COMMISSION, CNY, 1, Decimal(-5))
        ],
        orders=[
            Received("O1", CNY, Decimal(100), "SO1", Decimal(100), Decimal(0), Decimal(5),
                     Decimal(95), NOW)
        ],
        all_orders=31,
        corrections=[Correction("E1", "changed", entry(amount="99.99"), entry())],
    )  # fmt: skip


EMPTY = SettlementReport("north", NOW, [], {}, [], [], [], [], [], 0)


def written(report, tmp_path, language="en"):
    """The workbook, read back."""
    write_settlement_report(report, tmp_path / "month.xlsx", language)
    return openpyxl.load_workbook(tmp_path / "month.xlsx")


def printed(report, language="en"):
    """The text, as wide as a wide terminal."""
    console = Console(file=StringIO(), width=160)
    print_settlement_report(report, console, language)
    return console.file.getvalue()


def cells(sheet):
    """Everything that is written in a sheet."""
    return [cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_workbook_has_the_proof_the_days_and_the_differences(report, tmp_path):
    """A sheet each, and a chart on the first."""
    book = written(report, tmp_path)
    assert book.sheetnames == [
        "Summary", "By day", "Differences", "Rules", "Orders paid", "Corrections",
    ]  # fmt: skip
    first = cells(book["Summary"])
    assert {"proved", "not proved", 95, 42} <= set(first)
    assert any("1 rows have no amount" in str(value) for value in first)
    assert any("41.99 is 41.99" in str(value) for value in first)
    assert len(book["Summary"]._charts) == 1
    assert [row[0].value for row in book["By day"].iter_rows(min_row=2)] == [
        "2026-10-05",
        "2026-10-06",
    ]
    assert cells(book["Corrections"])[-3:] == [99.99, 100, "CNY"]


def test_days_are_summed_by_kind_and_currency(report, tmp_path):
    """Kinds across, the net at the end."""
    rows = [[c.value for c in row] for row in written(report, tmp_path)["By day"].iter_rows()]
    assert rows == [
        ["Day", "Currency", "payment", "commission", "Net"],
        ["2026-10-05", "CNY", 100, -5, 95],
        ["2026-10-06", "USD", 42, None, 42],
    ]


def test_what_a_platform_wrote_stays_text(report, tmp_path):
    """Neither a formula in the workbook, nor a colour on the terminal."""
    sheet = written(report, tmp_path)["Differences"]
    assert [sheet.cell(2, column).data_type for column in (1, 2)] == ["s", "s"]
    assert sheet.cell(2, 2).value == "=1+1"
    assert HOSTILE in printed(report)


def test_both_languages_say_the_same_figures(report, tmp_path):
    """Headings, kinds, rules and remedies are Chinese; figures and ids are themselves."""
    book = written(report, tmp_path, "zh")
    assert book.sheetnames == ["汇总", "按日", "差异", "规则", "订单收款", "更正"]
    shown = cells(book["差异"])
    assert {"订单不在账中", "账龄（天）", 47} <= set(shown)
    assert any("采集该时段的订单" in str(value) for value in shown)
    text = printed(report, "zh")
    for word in ("勾稽核对", "不符", "佣金", "符合费率", "41.99"):
        assert word in text


def test_orders_that_are_left_out_are_counted(report, tmp_path):
    """A list of many is cut where they have no difference, and says so."""
    shown = cells(written(report, tmp_path)["Orders paid"])
    assert any("30 orders more" in str(value) for value in shown)


def test_an_empty_report_says_so(tmp_path):
    """No statement: no chart, no rows, and no failure."""
    book = written(EMPTY, tmp_path)
    assert cells(book["Differences"])[-1] == "No differences."
    assert book["Summary"]._charts == []
    assert "No differences." in printed(EMPTY)


def test_the_text_fits_a_narrow_terminal(report):
    """Nothing is cut away: what is too wide is folded."""
    console = Console(file=StringIO(), width=60)
    print_settlement_report(report, console)
    assert "unknown" in console.file.getvalue()
