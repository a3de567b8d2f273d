"""One comparison as a run makes it: read, compare, keep, write the workbook."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import polars as pl

from bots.errors import BotsError, BusinessError
from bots.flow_run import Run
from bots.ledger.stock import Followed, Seen
from bots.model import SkuMap, SkuMapping, StockLevel
from bots.stock import tables
from bots.stock.classes import Rules, Side, StockClass
from bots.stock.compare import Sources, compare
from bots.stock.gather import Counted, Levels, levels_of, read_counts
from bots.stock.report import Row, figures_of, rows_of
from bots.stock.sales import Sales, sales, unsynced

At = tuple[str, str]  # side and place


@dataclass
class Read:
    """What one run read.

    Attributes:
        shops: those that could be read to their end.
    """

    books: Levels
    counted: Counted
    skus: Sequence[SkuMapping]
    before: Sales
    shops: dict[str, Levels] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """A comparison: every SKU and place, and what became of the differences.

    Attributes:
        skus: how many were compared at each place.
        followed: by side and place; empty in a dry run.
    """

    rows: Sequence[Row]
    skus: Mapping[At, int]
    counts: Mapping[tuple[str, StockClass], int]
    followed: Mapping[At, Followed] = field(default_factory=dict)


async def read_all(run: Run, names: Sequence[str], files: Sequence[Path]) -> Read:
    """The ERP, the counts, and every shop that can be read; the trouble of one shop is its own."""
    skus = await asyncio.to_thread(run.ledger.skus.rows)
    before = await asyncio.to_thread(_sales, run, skus)
    counted = await read_counts(files, run.settings)
    async with run.erp() as desk:
        read = Read(await levels_of(desk.stock()), counted, skus, before)
    run.count("erp", "levels", len(read.books.levels))

    async def shop(name: str) -> None:
        async with run.shop(name) as opened:
            read.shops[name] = await levels_of(opened.stock())
        run.count(name, "levels", len(read.shops[name].levels))

    await run.each(names, shop)
    _tell_unread(run, read)
    return read


def _sales(run: Run, skus: Sequence[SkuMapping]) -> Sales:
    platforms = {name: one.platform for name, one in run.settings.shops.items()}
    return sales(run.ledger.unsynced.orders(), platforms, SkuMap(skus))


def _tell_unread(run: Run, read: Read) -> None:
    for part, levels in [("erp", read.books), *read.shops.items()]:
        for error in levels.unreadable:
            run.count(part, "unreadable", for_person=True)
            run.note(error.message)
    for path, problem in read.counted.problems:
        run.count(path.name, "unreadable", for_person=True)
        run.note(f"{path.name}: {problem}")


def compared(run: Run, read: Read) -> pl.DataFrame:
    """Every SKU at every place with its class, but those of which something did not read."""
    settings, skus = run.settings, SkuMap(read.skus)
    offers = [
        tables.offers(levels.levels, settings.shops[name].platform, skus)
        for name, levels in read.shops.items()
    ]
    sources = Sources(
        tables.books(read.books.levels),
        pl.concat([tables.empty(tables.OFFERS), *offers]),
        read.counted.counts,
        unsynced(read.before, _sales(run, read.skus)),
        read.counted.prices,
        _expected(read),
    )
    found = compare(sources, _rules(run))
    return found.join(_left_out(read), on=["side", "place", "sku"], how="anti").filter(
        pl.col("erp_sku").is_null() | ~pl.col("erp_sku").is_in(sorted(_unread_in_books(read)))
    )


def _rules(run: Run) -> Rules:
    checking = run.settings.checking
    return Rules(
        run.now,
        checking.tolerance_quantity,
        checking.tolerance_value,
        timedelta(hours=checking.stale_hours),
        dict(checking.shops),
    )


def _expected(read: Read) -> pl.DataFrame:
    """What the mapping says that each shop itself, and not only its platform, sells."""
    own = [(row.shop, row.sku, row.erp_sku) for row in read.skus if row.shop in read.shops]
    return pl.DataFrame(own, schema=tables.EXPECTED, orient="row")


def _left_out(read: Read) -> pl.DataFrame:
    """Side, place and SKU of what did not read rightly: nothing is concluded about it."""
    rows = {(Side.WAREHOUSE.value, *one) for one in read.counted.unread}
    rows |= {(Side.WAREHOUSE.value, *one) for one in _other_units(read)}
    for name, levels in read.shops.items():
        skus = {_after(error, 1) for error in levels.unreadable}
        rows |= {(Side.SHOP.value, name, sku) for sku in skus}
    schema = dict.fromkeys(("side", "place", "sku"), pl.String)
    return pl.DataFrame(sorted(rows), schema=schema, orient="row")


def _unread_in_books(read: Read) -> set[str]:
    return {_after(error, 2) for error in read.books.unreadable}


def _after(error: BusinessError, slashes: int) -> str:
    """The SKU at the end of `shop/SKU` or `ERP/warehouse/SKU`."""
    return (error.reference or "").split("/", slashes)[-1]


def _other_units(read: Read) -> set[tuple[str, str]]:
    """What was counted in another unit than the ERP keeps it in."""
    kept: dict[str, StockLevel] = {level.sku: level for level in read.books.levels}
    return {
        (place, sku)
        for place, sku, unit in read.counted.units.rows()
        if sku in kept and kept[sku].unit.value != unit
    }


async def keep(run: Run, read: Read, found: pl.DataFrame, *, fewer: bool) -> Checked:
    """Follow the differences of each place, unless it showed too little; count them."""
    rows = rows_of(found)
    tally = found.group_by("place", "found").len()
    checked = Checked(
        rows,
        {(side, place): n for side, place, n in found.group_by("side", "place").len().rows()},
        {(place, StockClass(name)): number for place, name, number in tally.rows()},
    )
    for (place, kind), number in sorted(checked.counts.items()):
        run.count(place, kind, number, for_person=kind.for_person)
    for place, sku in sorted(_other_units(read)):
        run.count(place, "unreadable", for_person=True)
        run.note(f"{place}: {sku} was counted in another unit than the ERP keeps it in")
    if run.dry_run:
        run.would(f"keep {len(rows)} differences")
        return checked
    followed = {}
    for at in _places(read):
        try:
            followed[at] = await asyncio.to_thread(_follow, run, read, checked, at, fewer)
        except BotsError as error:
            run.trouble(at[1], error)
    return Checked(rows, checked.skus, checked.counts, followed)


def _places(read: Read) -> list[At]:
    """What is followed: shops that were read, the ERP's warehouses, and those that were counted."""
    held = {(Side.BOOKS.value, level.place) for level in read.books.levels}
    counted = {(Side.WAREHOUSE.value, p) for p in read.counted.counts["place"].unique().to_list()}
    shops = {(Side.SHOP.value, name) for name in read.shops}
    return sorted(held | counted | shops)


_OF_BOOKS = {StockClass.NEGATIVE_STOCK, StockClass.OVERSELL_RISK}


def _follow(run: Run, read: Read, checked: Checked, at: At, fewer: bool) -> Followed:
    side, place = at
    from_ = Side.SHOP.value if side == Side.SHOP else Side.WAREHOUSE.value
    skus = checked.skus.get((from_, place), 0)
    run.ledger.stock.check(side, place, skus, fewer=fewer)
    seen = [
        Seen(row.sku, row.found, figures_of(row))
        for row in checked.rows
        if (row.side, row.place) == (from_, place)
        and (side == Side.SHOP or (row.found in _OF_BOOKS) == (side == Side.BOOKS))
    ]
    unread = _unread_at(read, from_, place)
    return run.ledger.stock.record(
        side, place, seen, skus=skus, read_at=run.now, run=run.id, unread=unread
    )


def _unread_at(read: Read, side: str, place: str) -> Collection[str]:
    at = {sku for s, p, sku in _left_out(read).rows() if (s, p) == (side, place)}
    missed = _unread_in_books(read)
    mapped = {row.sku for row in read.skus if row.erp_sku in missed}
    return at | missed | (mapped if side == Side.SHOP else set())
