"""Goods ordered from a supplier, as an ERP is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from bots.model.codes import Currency, Unit
from bots.model.money import Amount, product, total_of
from bots.model.order import Id, Quantity
from bots.model.record import Record
from bots.model.sale import Reference


class PurchaseLine(Record):
    """So much of one SKU (the ERP's own), in `unit`s; `price` is that of one unit."""

    sku: Id
    quantity: Quantity
    unit: Unit = Unit.PIECE
    price: Annotated[Amount, Field(ge=0)]

    @property
    def amount(self) -> Decimal:
        """Quantity times price."""
        return product(self.quantity, self.price)


def _in_order(lines: Sequence[PurchaseLine]) -> tuple[PurchaseLine, ...]:
    def place(line: PurchaseLine) -> tuple[str, str, Decimal, Decimal]:
        return line.sku, line.unit, line.quantity, line.price

    return tuple(sorted(lines, key=place))


class PurchaseOrder(Record):
    """What one supplier is to send to one warehouse. The lines' order says nothing.

    `supplier` and `warehouse` are the ERP's own names; prices are in `currency`, without tax.
    """

    reference: Reference
    supplier: Id
    warehouse: Id
    currency: Currency
    date: dt.date
    lines: Annotated[tuple[PurchaseLine, ...], Field(min_length=1), AfterValidator(_in_order)]

    @property
    def total(self) -> Decimal:
        """The sum of its lines, in `currency`."""
        return total_of(line.amount for line in self.lines)
