"""The sources of one comparison, read at once: shops, the ERP, files of counts."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from bots.errors import BusinessError
from bots.model import StockLevel
from bots.settings import Settings
from bots.sheets.counts import read_stock_count
from bots.sheets.frame import FrameTable
from bots.sheets.profile import FileRefused, Problem
from bots.stock.tables import COUNTS, PRICES


@dataclass
class Levels:
    """What one site showed: its levels, and what could not be read of them."""

    levels: list[StockLevel] = field(default_factory=list)
    unreadable: list[BusinessError] = field(default_factory=list)


async def levels_of(stock: AsyncIterator[StockLevel | BusinessError]) -> Levels:
    """Read a site's stock to its end."""
    found = Levels()
    async for read in stock:
        if isinstance(read, StockLevel):
            found.levels.append(read)
        else:
            found.unreadable.append(read)
    return found


@dataclass(frozen=True)
class Counted:
    """What the files of counts say, as `COUNTS` and `PRICES`.

    Attributes:
        units: place, SKU and unit of the rows that name one.
        problems: the rows that do not read.
        unread: place and SKU of those, where they could be read.
    """

    counts: pl.DataFrame
    prices: pl.DataFrame
    units: pl.DataFrame
    problems: Sequence[tuple[Path, Problem]] = ()
    unread: Collection[tuple[str, str]] = ()


_READ = pl.Schema({**COUNTS, **PRICES, "unit": pl.String()})


async def read_counts(files: Sequence[Path], settings: Settings) -> Counted:
    """Read all files, as many at once as there are cores.

    Raises FileRefused for one that cannot be read as a whole, or is given twice.
    """
    _each_once(files)
    gate = asyncio.Semaphore(os.cpu_count() or 1)

    async def one(path: Path) -> FrameTable:
        async with gate:
            return await asyncio.to_thread(_read, path, settings)

    tables = await asyncio.gather(*map(one, files))
    frames = [_placed(path, table, settings) for path, table in zip(files, tables, strict=True)]
    every = pl.concat(frames) if frames else pl.DataFrame(schema=_READ)
    priced = every.select(PRICES.names()).filter(pl.col("price").is_not_null())
    problems = [
        (path, problem)
        for path, table in zip(files, tables, strict=True)
        for problem in table.rest.problems
    ]
    return Counted(
        every.select(COUNTS.names()),
        priced.unique("sku", keep="last", maintain_order=True),
        every.filter(pl.col("unit") != "").select("place", "sku", "unit").unique(),
        problems,
        {_unread(problem, settings) for _, problem in problems},
    )


def _unread(problem: Problem, settings: Settings) -> tuple[str, str]:
    """Place and SKU of a row that does not read; "" where that is what does not read."""
    named = str(problem.rest.get("place") or problem.sheet)
    return settings.checking.places.get(named, named), str(problem.rest.get("sku") or "")


def _each_once(files: Sequence[Path]) -> None:
    """Parts of a count are added up: the same file again would double it."""
    seen: set[Path] = set()
    for path in files:
        if path.resolve() in seen:
            raise FileRefused(path, "it is given twice", remedy="name each file once")
        seen.add(path.resolve())


def _read(path: Path, settings: Settings) -> FrameTable:
    erp = settings.the_erp()
    return read_stock_count(path, erp.zone, erp.currency)


def _placed(path: Path, table: FrameTable, settings: Settings) -> pl.DataFrame:
    """Rows with the ERP's name of their warehouse, and a time: the file's own where none says."""
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    named = pl.when(pl.col("place").fill_null("") == "").then(pl.col("sheet")).otherwise("place")
    return table.frame.select(
        place=named.replace(dict(settings.checking.places)),
        sku="sku",
        counted="counted",
        counted_at=pl.col("counted_at").fill_null(written),
        price="price",
        unit=pl.col("unit").fill_null(""),
    )
