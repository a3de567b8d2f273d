"""An order in the ERP's own terms, and what the ERP answers when it is read back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from bots.model.codes import Currency, Unit
from bots.model.money import Amount, product
from bots.model.order import Id, Quantity
from bots.model.record import PERSONAL, OneLine, Personal, Record, Text

# As long as the longest shop's name with the longest order number.
Reference = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=401), OneLine
]


class SaleLine(Record):
    """One line of a sales order: the ERP's SKU, its unit, the price of one unit.

    A discount is a line with a negative price.
    """

    sku: Id
    quantity: Quantity
    unit: Unit = Unit.PIECE
    unit_price: Amount

    @property
    def amount(self) -> Decimal:
        """Quantity times unit price."""
        return product(self.quantity, self.unit_price)


class SalesOrder(Record):
    """What is entered in the ERP for one platform order, and compared after reading back.

    `party` is the ERP's customer; `ship_to` the recipient and address as text, a line each.
    `total` is the sum of its lines; the hash covers every field.
    """

    reference: Reference
    party: Annotated[Id, Field(json_schema_extra={PERSONAL: True})]  # may be a buyer's name
    date: dt.date
    currency: Currency
    lines: Annotated[tuple[SaleLine, ...], Field(min_length=1)]
    total: Amount
    ship_to: Personal = ""
    note: Personal = ""


class ErpRecord(Record):
    """One sales order found in the ERP.

    `id` is the ERP's own key (it exists from the first save on), `number` the one people use
    (may come with the confirmation). `state` says whether it is finished.
    """

    id: Id
    number: Text = ""
    state: Literal["draft", "confirmed", "cancelled"]
    order: SalesOrder


class StockLevel(Record):
    """Stock of one SKU at one place (a warehouse, or a shop), in `unit`s.

    `available` is what is on hand less what is reserved; `incoming` is on its way to the place.
    A shop's place is the shop's name, and the SKU its platform's.
    """

    place: Id
    sku: Id
    on_hand: Amount
    available: Amount
    incoming: Amount = Decimal(0)
    unit: Unit = Unit.PIECE
