"""Reading 100,000 rows of 6 columns into checked values, against merely getting the cells."""

from __future__ import annotations

import csv
import tempfile
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import python_calamine

from bots.model import Currency
from bots.sheets import Column, Profile, read_table
from tests.benchmarks.rows import Row, measured

ROWS = 100_000
RUNS = 3
HEADINGS = ["订单号", "SKU", "数量", "单价", "时间", "备注"]
ORDERS = Profile(
    "orders",
    (
        Column("number", ("订单号",), "id", required=True, filled=True),
        Column("sku", ("SKU",), "id", required=True, filled=True),
        Column("quantity", ("数量",), "quantity", required=True, filled=True),
        Column("price", ("单价",), "money", required=True, filled=True),
        Column("placed", ("时间",), "when", required=True, filled=True),
        Column("note", ("备注",)),
    ),
)
GOAL_PEER = 3.0


def benchmark() -> list[Row]:
    """Seconds a file, in turns, and how many times the peer's speed ours is."""
    with tempfile.TemporaryDirectory() as folder:
        book, text = _files(Path(folder))
        ways: dict[str, Callable[[], int]] = {
            "openpyxl, cells only": lambda: _openpyxl(book),
            "calamine, cells only": lambda: _calamine(book),
            "read_table, xlsx": lambda: _ours(book),
            "read_table, csv in GBK": lambda: _ours(text),
        }
        figures: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(RUNS):
            for way, read in ways.items():
                figures[way].append(_speed(read))
    return [
        measured("100,000 rows x 6 columns", way, "rows/s", runs, _against(way))
        for way, runs in figures.items()
    ]


def _against(way: str) -> tuple[tuple[str, float | None], ...]:
    if way != "read_table, xlsx":
        return ()
    return (("openpyxl, cells only", GOAL_PEER), ("calamine, cells only", None))


def _speed(read: Callable[[], int]) -> float:
    start = time.perf_counter()
    if read() != ROWS:
        raise AssertionError("rows are missing")
    return ROWS / (time.perf_counter() - start)


def _files(folder: Path) -> tuple[Path, Path]:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("orders")
    rows = [HEADINGS, *map(_row, range(ROWS))]
    for row in rows:
        sheet.append(row)
    book.save(folder / "orders.xlsx")
    with (folder / "orders.csv").open("w", encoding="gbk", newline="") as file:
        csv.writer(file).writerows(rows)
    return folder / "orders.xlsx", folder / "orders.csv"


def _row(number: int) -> list[object]:
    moment = datetime(2026, 1, 1) + timedelta(seconds=7 * number + 1)  # noqa: DTZ001 - a cell's
    price = round((number % 7000) / 100 + 1, 2)
    order, note = f"69179267688{number:08d}", f"备注 {number % 1000}"
    return [order, f"SKU-{number % 500}", number % 9 + 1, price, moment, note]


def _ours(path: Path) -> int:
    zone = ZoneInfo("Asia/Shanghai")
    table = read_table(path, ORDERS, zone=zone, currency=Currency.CNY)
    if table.problems:
        raise AssertionError(table.problems[0])
    return len(table.rows)


def _calamine(path: Path) -> int:
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return len(book.get_sheet_by_index(0).to_python()) - 1


def _openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True)
    count = sum(1 for _ in book["orders"].iter_rows(values_only=True)) - 1
    book.close()
    return count
