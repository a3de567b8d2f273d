"""What was sold a day, by ERP SKU and warehouse, from the orders of the shops."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from zoneinfo import ZoneInfo

from bots.model import Order, SkuMap
from bots.model.money import product

Place = tuple[str, str]
"""(warehouse, SKU)."""


@dataclass(frozen=True)
class Window:
    """Whole days, as they are counted in `zone`: `days` of them, the last one yesterday.

    Of the same number of days before, only the first sale of a SKU counts: it says whether a
    SKU is new.
    """

    today: dt.date
    days: int
    zone: ZoneInfo

    @property
    def first(self) -> dt.date:
        """The first day that is counted."""
        return self.today - dt.timedelta(days=self.days)

    @property
    def read_from(self) -> dt.datetime:
        """Orders from here on are to be looked at."""
        day = self.first - dt.timedelta(days=self.days)
        return dt.datetime.combine(day, dt.time(), self.zone)

    @property
    def read_until(self) -> dt.datetime:
        """Orders before this: today is not over."""
        return dt.datetime.combine(self.today, dt.time(), self.zone)


@dataclass
class Demand:
    """Pieces sold, by warehouse, SKU and day; gathered by `add`.

    `unmapped` counts the lines of a (platform, shop, SKU) that the mapping lacks: what they sold
    is in no figure.
    """

    window: Window
    unmapped: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _sold: dict[Place, dict[dt.date, Decimal]] = field(default_factory=dict)
    _first: dict[Place, dt.date] = field(default_factory=dict)

    def add(self, order: Order, warehouse: str, platform: str, skus: SkuMap) -> None:
        """Count an order that the ERP must hold; a cancelled or unpaid one sold nothing."""
        if not order.status.enterable:
            return
        day = order.placed_at.astimezone(self.window.zone).date()
        for sku, pieces in self._pieces(order, platform, skus):
            place = (warehouse, sku)
            self._first[place] = min(day, self._first.get(place, day))
            if self.window.first <= day < self.window.today:
                days = self._sold.setdefault(place, {})
                days[day] = days.get(day, Decimal(0)) + pieces

    def history(self, place: Place) -> tuple[Decimal, ...]:
        """What was sold each day of the window, oldest first, from the SKU's first sale on."""
        first = self._first.get(place)
        if first is None:
            return ()
        sold = self._sold.get(place, {})
        start = max(first, self.window.first)
        days = (self.window.today - start).days
        return tuple(sold.get(start + dt.timedelta(days=n), Decimal(0)) for n in range(days))

    def places(self) -> set[Place]:
        """Where anything was sold."""
        return set(self._first)

    def _pieces(self, order: Order, platform: str, skus: SkuMap) -> Iterable[tuple[str, Decimal]]:
        for line in order.lines:
            mapping = skus.find(platform, order.shop, line.sku)
            if mapping is None:
                self.unmapped[platform, order.shop, line.sku] += 1
            else:
                yield mapping.erp_sku, product(line.quantity, mapping.factor)


def owed(
    orders: Iterable[Order],
    warehouses: Mapping[str, str],
    platforms: Mapping[str, str],
    skus: SkuMap,
) -> dict[Place, Decimal]:
    """Pieces that these orders ask for, which the ERP does not know of yet."""
    pieces: dict[Place, Decimal] = {}
    for order in orders:
        for line in order.lines:
            mapping = skus.find(platforms[order.shop], order.shop, line.sku)
            if mapping is not None:
                place = (warehouses[order.shop], mapping.erp_sku)
                sold = product(line.quantity, mapping.factor)
                pieces[place] = pieces.get(place, Decimal(0)) + sold
    return pieces
