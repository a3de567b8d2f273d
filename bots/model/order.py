"""A customer's order as a sales platform shows it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, model_validator

from bots.model.codes import Currency, OrderStatus, Unit
from bots.model.money import Amount, product, total_of
from bots.model.record import PERSONAL, OneLine, Personal, Record, Text, hash_of

Id = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), OneLine]
Quantity = Annotated[Decimal, Field(gt=0, allow_inf_nan=False, max_digits=14, decimal_places=4)]


def _of_our_time(moment: datetime) -> datetime:
    if moment.year not in _YEARS:
        raise ValueError("nobody ordered anything then")
    return moment


_YEARS = range(1970, 3000)
Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class Address(Record):
    """Where the goods go. `lines` keeps the platform's own address lines, top to bottom."""

    name: Personal = ""
    phone: Personal = ""
    lines: tuple[Text, ...] = ()
    district: Text = ""
    city: Text = ""
    province: Text = ""
    postcode: Text = ""
    country: Text = ""

    def text(self) -> str:
        """The whole address as an ERP's text field takes it, a line each, blanks left out."""
        place = " ".join(
            part for part in (self.province, self.city, self.district, self.postcode) if part
        )
        parts = (self.name, *self.lines, place, self.country, self.phone)
        return "\n".join(part for part in parts if part)


class OrderLine(Record):
    """One line. `unit_price` includes what the buyer pays for one unit, in the order's currency."""

    sku: Id
    title: Text = ""
    quantity: Quantity
    unit: Unit = Unit.PIECE
    unit_price: Annotated[Amount, Field(ge=0)]

    @property
    def amount(self) -> Decimal:
        """Quantity times unit price, in the order's currency."""
        return product(self.quantity, self.unit_price)


class Order(Record):
    """An order. Lines + shipping + tax - discount = total, or it does not exist (ValueError).

    `tax` is only what the prices do not include already. Times are aware. `note` is the
    buyer's message. All amounts are in `currency`.
    """

    shop: Id
    number: Id
    status: OrderStatus
    placed_at: Moment
    currency: Currency
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1)]
    shipping: Annotated[Amount, Field(ge=0)] = Decimal(0)
    discount: Annotated[Amount, Field(ge=0)] = Decimal(0)
    tax: Annotated[Amount, Field(ge=0)] = Decimal(0)
    total: Annotated[Amount, Field(ge=0)]
    buyer: Personal = ""
    email: Personal = ""
    ship_to: Annotated[Address, Field(json_schema_extra={PERSONAL: True})] = Address()
    note: Personal = ""

    @property
    def reference(self) -> str:
        """The key that identifies the order everywhere: `shop/number`."""
        return f"{self.shop}/{self.number}"

    @property
    def entry_hash(self) -> str:
        """Hash of what the ERP is told: not how far the order has come, nor how it is worded."""
        told = self.model_dump(
            exclude={"status": True, "email": True, "lines": {"__all__": {"title"}}}
        )
        return hash_of(told)

    @property
    def sum_of_parts(self) -> Decimal:
        """What the parts add up to, in `currency`."""
        goods = (line.amount for line in self.lines)
        return total_of((*goods, self.shipping, self.tax, self.discount.copy_negate()))

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.sum_of_parts != self.total:
            raise ValueError(
                f"the parts add up to {self.sum_of_parts}, the total says {self.total}"
            )
        return self
