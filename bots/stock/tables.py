"""The columns of what is compared, and records brought into them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

import polars as pl

from bots.model import SkuMap, StockLevel
from bots.stock.classes import MILLION, millionths

BOOKS = pl.Schema(
    {
        "place": pl.String(),
        "sku": pl.String(),
        "on_hand": pl.Int64(),
        "available": pl.Int64(),
        "incoming": pl.Int64(),
    }
)
"""The ERP's stock: a row for each SKU of a warehouse."""
OFFERS = pl.Schema(
    {
        "place": pl.String(),
        "sku": pl.String(),
        "on_hand": pl.Int64(),
        "available": pl.Int64(),
        "erp_sku": pl.String(),  # null: no mapping
        "times": pl.Int64(),  # one unit of the shop is times / parts units of the ERP
        "parts": pl.Int64(),
    }
)
"""The shops' stock: a row for each SKU of a shop, in the shop's own units."""
COUNTS = pl.Schema(
    {
        "place": pl.String(),
        "sku": pl.String(),
        "counted": pl.Int64(),
        "counted_at": pl.Datetime("us", "UTC"),
    }
)
"""What people counted; several rows of one SKU and warehouse are parts of one count."""
UNSYNCED = pl.Schema(
    {
        "shop": pl.String(),
        "sku": pl.String(),
        "sold": pl.Int64(),  # of these, so many at least
        "sold_most": pl.Int64(),  # with orders that may be in the ERP by now, or are not paid
        "shipped": pl.Int64(),  # left the warehouse
    }
)
"""Sales that the ERP lacks yet, in the ERP's SKUs and units."""
PRICES = pl.Schema({"sku": pl.String(), "price": pl.Int64()})
"""What one unit is worth, in the ERP's currency."""
EXPECTED = pl.Schema({"place": pl.String(), "sku": pl.String(), "erp_sku": pl.String()})
"""SKUs that the mapping says a shop itself sells."""


def empty(schema: pl.Schema) -> pl.DataFrame:
    """No rows of these columns."""
    return pl.DataFrame(schema=schema)


def books(levels: Iterable[StockLevel]) -> pl.DataFrame:
    """The ERP's levels as `BOOKS`."""
    rows = [
        (
            one.place,
            one.sku,
            millionths(one.on_hand),
            millionths(one.available),
            millionths(one.incoming),
        )
        for one in levels
    ]
    return pl.DataFrame(rows, schema=BOOKS, orient="row")


def offers(levels: Iterable[StockLevel], platform: str, skus: SkuMap) -> pl.DataFrame:
    """A shop's levels as `OFFERS`, with the ERP's SKU and the factor of each."""
    rows = []
    for one in levels:
        mapping = skus.find(platform, one.place, one.sku)
        times, parts = mapping.factor.as_integer_ratio() if mapping else (1, 1)
        shown = millionths(one.on_hand), millionths(one.available)
        rows.append(
            (one.place, one.sku, *shown, mapping.erp_sku if mapping else None, times, parts)
        )
    return pl.DataFrame(rows, schema=OFFERS, orient="row")


def counts(rows: Iterable[tuple[str, str, Decimal, datetime]]) -> pl.DataFrame:
    """Counted rows (warehouse, SKU, quantity, when) as `COUNTS`."""
    plain = [(place, sku, millionths(number), when) for place, sku, number, when in rows]
    return pl.DataFrame(plain, schema=COUNTS, orient="row")


__all__ = [
    "BOOKS",
    "COUNTS",
    "EXPECTED",
    "MILLION",
    "OFFERS",
    "PRICES",
    "UNSYNCED",
    "books",
    "counts",
    "empty",
    "offers",
]
