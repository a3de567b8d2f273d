"""The report of one day, as a workbook and as text."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from rich.console import Console

from bots.model import OrderStatus
from bots.sheets.day_book import write_day_report
from bots.sheets.day_report import DayReport, EnteredOrder, OrdersOf, RunOf, Waiting
from bots.sheets.day_text import print_day_report

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
HOSTILE = "south/=cmd|' /C calc'!A0 [red]"


@pytest.fixture
def report():
    """A day with two shops in two currencies."""
    return DayReport(
        day=date(2026, 11, 22),
        made_at=NOW,
        orders=[
            OrdersOf("north", OrderStatus.PAID, 42, Decimal("1234.50"), "CNY"),
            OrdersOf("north", OrderStatus.CANCELLED, 3, Decimal(99), "CNY"),
            OrdersOf("south", OrderStatus.SHIPPED, 7, Decimal(80), "EUR"),
        ],
        worklist=[
            Waiting("north/1", "north", "rejected", "unmapped_sku", "north/1: ?", "map it", NOW),
            Waiting(HOSTILE, "south", "unsure", "outcome_unknown", "lost", "wait", NOW),
        ],
        entered=[
            EnteredOrder("north/2", "north", "SO007", "entered", Decimal(5), "CNY", NOW, 4.25),
            EnteredOrder("north/3", "north", "SO008", "adopted", Decimal(6), "CNY", NOW, None),
        ],
        runs=[
            RunOf("enter_orders", 7, NOW - timedelta(hours=1), "needs a person", 4, 10.0),
            RunOf("report_day", 8, NOW, None, 0, None),
        ],
    )


EMPTY = DayReport(date(2026, 11, 22), NOW, [], [], [], [])


def written(report, tmp_path, language="en"):
    """The workbook, read back."""
    write_day_report(report, tmp_path / "day.xlsx", language)
    return openpyxl.load_workbook(tmp_path / "day.xlsx")


def printed(report, language="en"):
    """The text, as wide as a wide terminal."""
    console = Console(file=StringIO(), width=160)
    print_day_report(report, console, language)
    return console.file.getvalue()


def cells(sheet):
    """Every value of a sheet."""
    return [cell for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None]


def test_the_summary_counts_orders_by_shop_and_state_with_a_chart(report, tmp_path):
    """What must be in the ERP is summed by currency; a cancelled order is no turnover."""
    sheet = written(report, tmp_path)["Summary"]
    rows = [[cell.value for cell in row] for row in sheet["A8:F11"]]
    assert rows == [
        ["Shop", "paid", "shipped", "cancelled", "Total", "Amount"],
        ["north", 42, 0, 3, 45, "1,234.50 CNY"],
        ["south", 0, 7, 0, 7, "80.00 EUR"],
        ["Total", 42, 7, 3, 52, "1,234.50 CNY  80.00 EUR"],
    ]
    (chart,) = sheet._charts
    assert len(chart.series) == 3
    assert [cell.value for cell in sheet[4]][:4] == [52, 1, 1, 2]


def test_each_sheet_lists_its_rows(report, tmp_path):
    """The worklist with remedies, the entered orders with ERP numbers, the runs with timings."""
    book = written(report, tmp_path)
    assert book.sheetnames == ["Summary", "Worklist", "Entered", "Runs"]
    assert {"north/1", "rejected", "unmapped sku", "?", "map it"} <= set(cells(book["Worklist"]))
    assert {"north/2", "SO007", "entered", 5, 4.25} <= set(cells(book["Entered"]))
    assert {"enter_orders", "needs a person", 10, 2.5} <= set(cells(book["Runs"]))
    assert book["Worklist"]["A3"].data_type == "s"


def test_the_report_speaks_chinese(report, tmp_path):
    """Every heading, state and outcome has its Chinese word."""
    book = written(report, tmp_path, "zh")
    assert book.sheetnames == ["汇总", "待办", "已录入", "运行"]
    assert [cell.value for cell in book["汇总"][8]][:5] == [
        "店铺",
        "已付款",
        "已发货",
        "已取消",
        "合计",
    ]
    headings = [cell.value for name in book.sheetnames[1:] for cell in book[name][1] if cell.value]
    assert [text for text in headings if text.isascii()] == []
    assert "需要人工处理" in printed(report, "zh")


def test_a_day_without_anything_is_a_report_too(tmp_path):
    """Empty tables say so, in the workbook and in the text."""
    book = written(EMPTY, tmp_path)
    assert book["Worklist"]["A2"].value == "Nothing waits for a person."
    assert "No orders today." in cells(book["Summary"])
    assert book["Summary"]._charts == []
    assert "Nothing waits for a person." in printed(EMPTY)


def test_the_text_says_the_same(report):
    """Figures, remedies and ERP numbers; markup in an order number is only characters."""
    text = printed(report)
    for wanted in (
        "52 orders, 1 entered today",
        "map it",
        "SO007",
        "1,234.50 CNY",
        HOSTILE,
        "10.0",
    ):
        assert wanted in text
