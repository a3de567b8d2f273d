"""A million rows of stock from five workbooks, read, compared and reported in one run.

Against pandas with openpyxl doing the same, and against merely getting the cells with calamine.
Each way is a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import asyncio
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import polars as pl
import python_calamine

from bots.settings import Settings
from bots.stock import tables
from bots.stock.book import write_all
from bots.stock.classes import Rules, StockClass
from bots.stock.compare import Sources, compare
from bots.stock.gather import read_counts
from bots.stock.report import rows_of
from tests.benchmarks.rows import Row, measured

ROWS = int(os.environ.get("BOTS_STOCK_ROWS", "200000"))  # of each file
RUNS = 3
JOB = "a million rows of stock from five workbooks"
BOOKS, *COUNTS = FILES = ("erp", "sh", "gz", "la", "nb")
EVERY = 997  # of so many rows one differs
HEADINGS = ["SKU", "仓库", "数量", "单位"]
WAYS = ("pandas with openpyxl", "calamine, cells only", "bots")
GOAL_PEER, GOAL_CELLS = 8.0, 0.5


def benchmark() -> list[Row]:
    """Rows a second in turns, and the most memory that each way took with what it started."""
    speeds: dict[str, list[float]] = {way: [] for way in WAYS}
    memory: dict[str, list[float]] = {way: [] for way in WAYS}
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(FILES):
            _write(Path(folder) / f"{name}.xlsx", number)
        for _ in range(RUNS):
            for way in WAYS:
                done = _measured(way, folder)
                speeds[way].append(len(FILES) * ROWS / done.seconds)
                memory[way].append(done.megabytes)
    return [
        *(measured(JOB, way, "rows/s", speeds[way], _against(way)) for way in WAYS),
        *(measured("its memory, at most", way, "MB", memory[way]) for way in WAYS),
    ]


def _against(way: str) -> tuple[tuple[str, float | None], ...]:
    if way != "bots":
        return ()
    return (("pandas with openpyxl", GOAL_PEER), ("calamine, cells only", GOAL_CELLS))


@dataclass(frozen=True)
class _Done:
    seconds: float
    megabytes: float


def _measured(way: str, folder: str) -> _Done:
    """Run one way in a process of its own; it prints seconds, megabytes and differences."""
    command = [sys.executable, "-m", "tests.benchmarks.stock", way, folder]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, megabytes, found = out.split()
    if way != "calamine, cells only" and int(found) != _planted():
        raise AssertionError(f"{way} found {found} differences of {_planted()}")
    return _Done(float(seconds), float(megabytes))


def _planted() -> int:
    return len(COUNTS) * len(range(0, ROWS // len(COUNTS), EVERY))


def _write(path: Path, number: int) -> None:
    """The ERP's file has every warehouse's SKUs; a count has its own, in four parts a SKU."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("九月")
    sheet.append(HEADINGS)
    each = ROWS // len(COUNTS)
    for row in range(ROWS):
        if number == 0:
            place, sku, quantity = COUNTS[row // each], row % each, row % 97 * 4
        else:
            place, sku = FILES[number], row % each
            quantity = sku_quantity(number, sku)
            quantity += 1 if row == sku and sku % EVERY == 0 else 0
        sheet.append([f"SKU-{sku:06d}", place, quantity, "件"])
    book.save(path)


def sku_quantity(number: int, sku: int) -> int:
    """A quarter of what the books have of it in that warehouse."""
    return ((number - 1) * (ROWS // len(COUNTS)) + sku) % 97


def _bots(folder: Path) -> int:
    site = {"url": "http://localhost:9", "product": "practice"}
    settings = Settings.model_validate(
        {"home": folder, "erp": site, "checking": {"stale_hours": 8000}}
    )
    read = asyncio.run(read_counts([folder / f"{name}.xlsx" for name in FILES], settings))
    if read.problems:
        raise AssertionError(read.problems[0])
    return _compared(folder, read.counts)


def _compared(folder: Path, rows: pl.DataFrame) -> int:
    """The first file stands for the ERP, the others for what was counted."""
    held = pl.col("counted")
    books = rows.head(ROWS).select("place", "sku", on_hand=held, available=held, incoming=0)
    sources = Sources(books.cast(tables.BOOKS), counts=rows.slice(ROWS))
    found = rows_of(compare(sources, Rules(datetime.now(UTC), Decimal(0))))
    assert {row.found for row in found} == {StockClass.COUNTED_OVER}
    write_all(found, folder / "bots.csv")
    return len(found)


def _pandas(folder: Path) -> int:
    """The same, as most would write it."""
    types = {"SKU": str, "仓库": str}
    frames = [
        pd.read_excel(folder / f"{name}.xlsx", engine="openpyxl", dtype=types) for name in FILES
    ]
    keys = ["仓库", "SKU"]
    books = frames[0].groupby(keys, as_index=False)["数量"].sum()
    counts = pd.concat(frames[1:]).groupby(keys, as_index=False)["数量"].sum()
    both = books.merge(counts, on=keys, how="outer", suffixes=("_erp", "_counted"))
    both["difference"] = both["数量_counted"].fillna(0) - both["数量_erp"].fillna(0)
    differs = both[both["difference"] != 0]
    differs.to_csv(folder / "pandas.csv", index=False)
    return len(differs)


def _calamine(folder: Path) -> int:
    for name in FILES:
        with python_calamine.CalamineWorkbook.from_path(folder / f"{name}.xlsx") as book:
            cells = book.get_sheet_by_index(0).to_python()
        assert len(cells) == ROWS + 1
    return 0


def _once(way: str, folder: str) -> None:
    """In the process of its own."""
    work = dict(zip(WAYS, (_pandas, _calamine, _bots), strict=True))[way]
    start = time.perf_counter()
    found = work(Path(folder))
    seconds = time.perf_counter() - start
    mine = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (os.cpu_count() or 1)
    print(seconds, (mine + (theirs if way == "bots" else 0)) / 1024, found)  # noqa: T201 read by the one that started it


if __name__ == "__main__":
    _once(*sys.argv[1:])
