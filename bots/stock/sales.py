"""Orders that the ERP lacks, as sales of its own SKUs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from bots.model import Order, OrderStatus, SkuMap
from bots.model.money import product
from bots.stock.classes import millionths
from bots.stock.tables import UNSYNCED

_LEFT = {OrderStatus.SHIPPED, OrderStatus.COMPLETED}
Sale = tuple[str, str]  # shop and the ERP's SKU


@dataclass
class Sales:
    """Pieces by shop and SKU that the orders at one moment take."""

    sold: dict[Sale, int] = field(default_factory=dict)
    unpaid: dict[Sale, int] = field(default_factory=dict)
    shipped: dict[Sale, int] = field(default_factory=dict)
    unmapped: int = 0


def sales(orders: Iterable[Order], platforms: Mapping[str, str], skus: SkuMap) -> Sales:
    """Sum up what orders take; lines that no mapping knows are counted, and take nothing."""
    found = Sales()
    for order in orders:
        for line in order.lines:
            mapping = skus.find(platforms.get(order.shop, ""), order.shop, line.sku)
            if mapping is None:
                found.unmapped += 1
                continue
            try:
                pieces = millionths(product(line.quantity, mapping.factor))
            except ValueError:  # it waits in the worklist as quantity_not_exact
                found.unmapped += 1
                continue
            _add(found, order, (order.shop, mapping.erp_sku), pieces)
    return found


def _add(found: Sales, order: Order, sale: Sale, pieces: int) -> None:
    paid = order.status is not OrderStatus.AWAITING_PAYMENT
    wanted = [found.sold if paid else found.unpaid]
    if order.status in _LEFT:
        wanted.append(found.shipped)
    for sums in wanted:
        sums[sale] = sums.get(sale, 0) + pieces


def unsynced(before: Sales, after: Sales) -> pl.DataFrame:
    """What the ERP lacks, as `UNSYNCED`, by the orders before and after stock was read.

    An order that was entered, or came, in between may or may not be in the figures that were
    read; one that awaits its payment may or may not hold goods in its shop.
    """
    keys = {
        *before.sold,
        *after.sold,
        *before.unpaid,
        *after.unpaid,
    }
    rows = [
        (
            *key,
            min(before.sold.get(key, 0), after.sold.get(key, 0)),
            max(one.sold.get(key, 0) + one.unpaid.get(key, 0) for one in (before, after)),
            after.shipped.get(key, 0),
        )
        for key in sorted(keys)
    ]
    return pl.DataFrame(rows, schema=UNSYNCED, orient="row")
