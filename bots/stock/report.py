"""Differences as people read them: the figures that led to each, in units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import polars as pl

from bots.stock.classes import StockClass, units

_NUMBERS = ("here", "books", "expected", "difference", "reserved", "incoming", "unsynced", "price")


@dataclass(frozen=True)
class Row:
    """One SKU at one place that does not agree; None: there is no such figure."""

    side: str
    place: str
    sku: str
    erp_sku: str
    found: StockClass
    here: Decimal | None
    books: Decimal | None
    expected: Decimal | None
    difference: Decimal | None
    reserved: Decimal | None
    incoming: Decimal | None
    unsynced: Decimal | None
    price: Decimal | None
    seen_at: datetime | None

    @property
    def value(self) -> Decimal | None:
        """What the difference is worth, where the SKU's price is known."""
        if self.difference is None or self.price is None:
            return None
        return abs(self.difference) * self.price


def rows_of(found: pl.DataFrame) -> list[Row]:
    """The differences of a comparison (`FOUND`), as they are sorted there."""
    differs = found.filter(pl.col("found") != StockClass.AGREES.value)
    return [_row(values) for values in differs.iter_rows(named=True)]


def _row(values: Mapping[str, object]) -> Row:
    numbers = {name: _units(values[name]) for name in _NUMBERS}
    rest = {name: value for name, value in values.items() if name not in _NUMBERS}
    rest |= {"erp_sku": values["erp_sku"] or "", "found": StockClass(str(values["found"]))}
    return Row(**rest, **numbers)  # type: ignore[arg-type]


def _units(value: object) -> Decimal | None:
    return units(value) if isinstance(value, int) else None


def figures_of(row: Row) -> Mapping[str, str]:
    """The figures as the ledger keeps them; those that there are."""
    told = {name: getattr(row, name) for name in _NUMBERS}
    return {name: f"{value.normalize():f}" for name, value in told.items() if value is not None}
