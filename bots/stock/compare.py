"""Shops' offers and warehouse counts against the ERP's books: one class for each SKU and place.

Pure arithmetic in whole millionths, with polars: exact 64-bit integers with nulls, sums in 128
bits, and a third of the memory of pandas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from bots.errors import BusinessError
from bots.stock.classes import MILLION, MOST, Rules, Side, StockClass, millionths
from bots.stock.tables import COUNTS, EXPECTED, OFFERS, PRICES, UNSYNCED, empty

WIDE = pl.Int128()
FOUND = pl.Schema(
    {
        "side": pl.String(),
        "place": pl.String(),
        "sku": pl.String(),
        "erp_sku": pl.String(),
        "here": pl.Int64(),  # on offer, or counted; null: not there
        "books": pl.Int64(),  # available in the shop's warehouses, or on hand; null: not there
        "expected": pl.Int64(),  # what would agree, in the units of `here`
        "difference": pl.Int64(),  # here - expected
        "reserved": pl.Int64(),
        "incoming": pl.Int64(),
        "unsynced": pl.Int64(),  # sold or shipped by orders that the ERP lacks
        "seen_at": pl.Datetime("us", "UTC"),  # when it was counted
        "price": pl.Int64(),
        "found": pl.String(),
    }
)
"""The figures that led to each class; quantities and prices in millionths."""


@dataclass(frozen=True)
class Sources:
    """What is compared; see `tables` for the columns of each."""

    books: pl.DataFrame
    offers: pl.DataFrame = field(default_factory=lambda: empty(OFFERS))
    counts: pl.DataFrame = field(default_factory=lambda: empty(COUNTS))
    unsynced: pl.DataFrame = field(default_factory=lambda: empty(UNSYNCED))
    prices: pl.DataFrame = field(default_factory=lambda: empty(PRICES))
    expected: pl.DataFrame = field(default_factory=lambda: empty(EXPECTED))


def compare(sources: Sources, rules: Rules) -> pl.DataFrame:
    """Each SKU of each source at each place, once, with its class (`FOUND`).

    Raises BusinessError (`stock_too_large`) when a sum has more digits than a quantity may have.
    """
    books = _totals(sources.books, "on_hand", "available", "incoming")
    shops = [_shop(sources, books, rules, name) for name in _shops(sources)]
    both = pl.concat([*shops, _warehouses(sources, books, rules)], how="vertical")
    try:
        return both.cast(FOUND).sort("side", "place", "sku")
    except pl.exceptions.InvalidOperationError as error:
        raise BusinessError(
            f"a sum of stock is too large to be one: {str(error).splitlines()[0]}",
            rule="stock_too_large",
            remedy="look for a bar code or an order number in a quantity column",
        ) from error


def _shops(sources: Sources) -> list[str]:
    names = pl.concat([sources.offers["place"], sources.expected["place"]])
    return sorted(names.unique().to_list())


def _totals(table: pl.DataFrame, *figures: str) -> pl.DataFrame:
    sums = [pl.col(name).cast(WIDE).sum() for name in figures]
    return table.group_by("place", "sku").agg(*sums)


def _shop(sources: Sources, books: pl.DataFrame, rules: Rules, name: str) -> pl.DataFrame:
    """One shop's listings, each against all that its warehouses can send of that product."""
    serves = rules.serves.get(name)
    listed = sources.offers.filter(pl.col("place") == name)
    shown = listed.group_by("place", "sku", "erp_sku", "times", "parts").agg(
        pl.col("on_hand").cast(WIDE).sum(), pl.col("available").cast(WIDE).sum()
    )
    missing = sources.expected.filter(pl.col("place") == name).join(
        listed.select("place", "sku").unique(), on=["place", "sku"], how="anti"
    )
    shown = pl.concat([shown, missing], how="diagonal_relaxed").with_columns(
        pl.col("times", "parts").fill_null(1).cast(WIDE)
    )
    sellable = books.filter(pl.col("place").is_in(serves)) if serves else books
    held = sellable.group_by(pl.col("sku").alias("erp_sku")).agg(
        pl.col("available").sum().alias("books"),
        (pl.col("on_hand") - pl.col("available")).sum().alias("reserved"),
        pl.col("incoming").sum(),
    )
    sold = _sold(sources.unsynced, rules.serves, name)
    joined = shown.join(held, on="erp_sku", how="left").join(sold, on="erp_sku", how="left")
    known = joined.filter(pl.col("available").is_not_null() | pl.col("books").is_not_null())
    return _classed_shop(_priced(known, sources.prices), rules)


def _sold(unsynced: pl.DataFrame, serves: Mapping[str, tuple[str, ...]], name: str) -> pl.DataFrame:
    """What was sold, by this shop and by those that share a warehouse with it."""
    mine = set(serves.get(name, ()))
    apart = [
        other for other, theirs in serves.items() if mine and theirs and not mine & set(theirs)
    ]
    near = unsynced.filter(~pl.col("shop").is_in(apart))
    return near.group_by(pl.col("sku").alias("erp_sku")).agg(
        pl.col("sold", "sold_most").cast(WIDE).sum()
    )


def _offerable(pieces: pl.Expr) -> pl.Expr:
    """What a shop can offer of so many ERP units: whole packs of what is there, never below 0."""
    times, parts = pl.col("times"), pl.col("parts")
    packs = (pieces * parts) // (times * MILLION) * MILLION
    return pl.max_horizontal(pl.when(times == parts).then(pieces).otherwise(packs), pl.lit(0, WIDE))


def _classed_shop(table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    sold, most = pl.col("sold").fill_null(0), pl.col("sold_most").fill_null(0)
    table = table.with_columns(
        here=pl.col("available"),
        _raw=_offerable(pl.col("books")),
        _least=_offerable(pl.col("books") - most),
        _most=_offerable(pl.col("books") - sold),
    ).with_columns(expected=pl.col("here").fill_null(0).clip(pl.col("_least"), pl.col("_most")))
    table = table.with_columns(
        difference=pl.col("here").fill_null(0) - pl.col("expected"), unsynced=sold
    )
    over, short = pl.col("difference") > 0, pl.col("difference") < 0
    shown = pl.col("here")
    chain = (
        pl.when(pl.col("erp_sku").is_null())
        .then(pl.lit(StockClass.MISSING_MAPPING.value))
        .when((pl.col("on_hand") < 0) | (shown < 0))
        .then(pl.lit(StockClass.NEGATIVE_STOCK.value))
        .when(pl.col("books").is_null() | (shown.is_null() & (pl.col("_most") > 0)))
        .then(pl.lit(StockClass.ONLY_HERE.value))
        .when(over & ~_let_pass(pl.col("difference"), rules))
        .then(pl.lit(StockClass.OVERSELL_RISK.value))
        .when(short & ~_let_pass(pl.col("difference"), rules))
        .then(pl.lit(StockClass.COUNTED_SHORT.value))
        .when(~_let_pass(shown - pl.col("_raw"), rules))
        .then(pl.lit(StockClass.UNSYNCED_SALE.value))
        .otherwise(pl.lit(StockClass.AGREES.value))
    )
    return _figures(table, Side.SHOP, chain)


def _warehouses(sources: Sources, books: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Every SKU of every warehouse: the books' and what was counted."""
    counted = sources.counts.group_by("place", "sku").agg(
        pl.col("counted").cast(WIDE).sum(), pl.col("counted_at").min()
    )
    shipped = _shipped(sources, rules)
    table = books.join(counted, on=["place", "sku"], how="full", coalesce=True).join(
        shipped, on=["place", "sku"], how="left"
    )
    covered = sources.counts["place"].unique().to_list()
    table = table.with_columns(
        erp_sku=pl.col("sku"),
        times=pl.lit(1, WIDE),
        parts=pl.lit(1, WIDE),
        here=pl.col("counted"),
        books=pl.col("on_hand"),
        expected=pl.col("on_hand") - pl.col("shipped").fill_null(0),
        reserved=pl.col("on_hand") - pl.col("available"),
        unsynced=pl.col("shipped").fill_null(0),
        seen_at=pl.col("counted_at"),
        _covered=pl.col("place").is_in(covered),
    ).with_columns(difference=pl.col("here") - pl.col("expected"))
    return _classed_warehouse(_priced(table, sources.prices), rules)


def _shipped(sources: Sources, rules: Rules) -> pl.DataFrame:
    """What left each warehouse for orders that the ERP lacks; a shop ships from its first one."""
    only = sources.books["place"].unique().to_list()
    from_ = {shop: places[0] for shop, places in rules.serves.items() if places}
    rest = only[0] if len(only) == 1 else None
    place = pl.col("shop").replace_strict(from_, default=rest, return_dtype=pl.String)
    return (
        sources.unsynced.with_columns(place=place)
        .filter(pl.col("place").is_not_null())
        .group_by("place", "sku")
        .agg(pl.col("shipped").cast(WIDE).sum())
    )


def _classed_warehouse(table: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    counted, held = pl.col("counted"), pl.col("on_hand")
    raw = counted - held
    stale = pl.col("counted_at") < rules.now - rules.stale_after
    owed = pl.col("available") < 0
    chain = (
        pl.when(held < 0)
        .then(pl.lit(StockClass.NEGATIVE_STOCK.value))
        .when(held.is_null() & (counted != 0))
        .then(pl.lit(StockClass.ONLY_HERE.value))
        .when(counted.is_null() & pl.col("_covered") & ~_let_pass(held, rules))
        .then(pl.lit(StockClass.ONLY_HERE.value))
        .when(counted.is_null() | _let_pass(raw.fill_null(0), rules))
        .then(
            pl.when(owed)
            .then(pl.lit(StockClass.OVERSELL_RISK.value))
            .otherwise(pl.lit(StockClass.AGREES.value))
        )
        .when(_let_pass(pl.col("difference"), rules))
        .then(pl.lit(StockClass.UNSYNCED_SALE.value))
        .when(stale)
        .then(pl.lit(StockClass.STALE_SOURCE.value))
        .when(raw < 0)
        .then(pl.lit(StockClass.COUNTED_SHORT.value))
        .otherwise(pl.lit(StockClass.COUNTED_OVER.value))
    )
    return _figures(table, Side.WAREHOUSE, chain)


def _priced(table: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    once = prices.unique("sku", keep="last").rename({"sku": "erp_sku"})
    return table.join(once, on="erp_sku", how="left")


def _let_pass(difference: pl.Expr, rules: Rules) -> pl.Expr:
    """Whether so small a difference is none; one worth more than the tolerance always counts."""
    small = difference.abs() <= millionths(rules.quantity)
    if rules.value is None:
        return small
    pieces = pl.when(small).then(difference.abs()).otherwise(0) * pl.col("times") // pl.col("parts")
    bounded = pieces.cast(WIDE).clip(upper_bound=10 * MOST)  # times a price it fits in 128 bits
    worth = bounded * pl.col("price").fill_null(0).cast(WIDE)
    return small & (worth <= millionths(rules.value) * MILLION)


def _figures(table: pl.DataFrame, side: Side, chain: pl.Expr) -> pl.DataFrame:
    table = table.with_columns(side=pl.lit(side.value), found=chain)
    absent = [name for name in FOUND if name not in table.columns]
    blank = [pl.lit(None, FOUND[name]).alias(name) for name in absent]
    wide = {name: WIDE if kind == pl.Int64() else kind for name, kind in FOUND.items()}
    return table.with_columns(blank).select(FOUND.names()).cast(pl.Schema(wide))
