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
from bots.model.record import Record, Text, hash_of

_SHORT = 8


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

    def __add__(self, other: Working) -> Working:
        return Working(en=self.en + other.en, zh=self.zh + other.zh)


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
        automatic: why no person needs to approve it ("": one does).
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
    automatic: Text = ""

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
        return hash_of(self.model_dump(exclude={"automatic"}))[:_SHORT]

    @property
    def key(self) -> str:
        """Its own name, and the reference in the ERP: the same proposal of a day has the same."""
        digest = hashlib.sha256(f"{self.subject}\n{self.what_hash}".encode()).hexdigest()[:_SHORT]
        ends = f"{self.source}-{self.destination}"
        return f"{self.kind}/{ends}/{self.date:%Y%m%d}-{digest}"

    @property
    def money(self) -> Money:
        """The amount in its currency."""
        return Money(amount=self.amount, currency=self.currency)
