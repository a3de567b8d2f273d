"""What is proposed to a person: goods to move or to buy, with the arithmetic that led to it."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from bots.model.codes import Currency, Unit
from bots.model.money import Amount, Money
from bots.model.order import Id, Quantity
from bots.model.purchase import PurchaseLine, PurchaseOrder
from bots.model.record import Record, Text, hash_of
from bots.model.transfer import Transfer, TransferLine

_SHORT = 8
_ENDS = 100  # characters of a name in the key: a reference has an end


class Kind(StrEnum):
    """What becomes of a proposal; also the kind of its work item."""

    TRANSFER = "transfer"
    PURCHASE = "purchase"


class Working(Record):
    """Arithmetic to be followed line by line: the same lines, with the same figures, twice."""

    en: tuple[Text, ...] = ()
    zh: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _same_lines(self) -> Self:
        if len(self.en) != len(self.zh):
            raise ValueError("a line lacks its translation")
        return self


class ProposedLine(Record):
    """So many of a SKU; `price` of one, for goods that are bought."""

    sku: Id
    quantity: Quantity
    unit: Unit = Unit.PIECE
    price: Annotated[Amount, Field(ge=0)] = Decimal(0)


class Draft(Record):
    """A proposal as it is made: from a warehouse or a supplier, to a warehouse.

    Attributes:
        date: the day it is planned for, as days are counted where it was made.
        amount: what it costs: the goods of a purchase, the way of a transfer.
        role: whose approval it needs.
    """

    kind: Kind
    source: Id
    destination: Id
    date: dt.date
    lines: Annotated[tuple[ProposedLine, ...], Field(min_length=1)]
    amount: Annotated[Amount, Field(ge=0)]
    currency: Currency
    working: Working
    role: Id

    @property
    def subject(self) -> str:
        """What it is about; of each subject one proposal is open at a time."""
        return f"{self.source}/{self.destination}/{self.currency}"

    @property
    def what_hash(self) -> str:
        """Hash of what would be done, whenever and for whatever reason it is proposed."""
        told = {"kind", "source", "destination", "lines", "amount", "currency"}
        return hash_of(self.model_dump(include=told))

    @property
    def seen_hash(self) -> str:
        """Hash of all that a person is shown, with the arithmetic."""
        return hash_of(self.model_dump())[:_SHORT]

    @property
    def key(self) -> str:
        """Its own name, and the reference in the ERP: the same proposal of a day has the same."""
        digest = hashlib.sha256(f"{self.subject}\n{self.what_hash}".encode()).hexdigest()[:_SHORT]
        ends = f"{self.source[:_ENDS]}-{self.destination[:_ENDS]}"
        return f"{self.kind}/{ends}/{self.date:%Y%m%d}-{digest}"

    def thing(self) -> Transfer | PurchaseOrder:
        """What the ERP is told once it is approved, its key as the reference."""
        if self.kind is Kind.TRANSFER:
            return Transfer(
                reference=self.key,
                from_place=self.source,
                to_place=self.destination,
                planned_date=self.date,
                lines=tuple(
                    TransferLine(sku=line.sku, quantity=line.quantity, unit=line.unit)
                    for line in self.lines
                ),
            )
        return PurchaseOrder(
            reference=self.key,
            supplier=self.source,
            warehouse=self.destination,
            currency=self.currency,
            date=self.date,
            lines=tuple(PurchaseLine.model_validate(line.model_dump()) for line in self.lines),
        )

    @property
    def money(self) -> Money:
        """The amount in its currency."""
        return Money(amount=self.amount, currency=self.currency)
