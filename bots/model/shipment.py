"""A parcel under way to a buyer: which carrier has it, and the number to follow it by."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, model_validator

from bots.model.codes import Carrier, Unit
from bots.model.order import Id, Moment, Quantity
from bots.model.record import OneLine, Record, hash_of
from bots.model.sale import Reference

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UNSEEN = frozenset({"Cf", "Zs"})  # zero-width characters that copying brings, and blanks
_NUMBER = re.compile(r"(?=[A-Z-]*\d)[A-Z\d](?:[A-Z\d-]{3,38})[A-Z\d]", re.ASCII)


def tracking_spelling(text: str) -> str:
    """The one spelling of a tracking number: `1z 999 aa1` and `１Ｚ999AA1` are `1Z999AA1`."""
    plain = text.translate(_FULL_WIDTH).strip().upper()
    return "".join(char for char in plain if unicodedata.category(char) not in _UNSEEN)


def _spelt(value: object) -> object:
    return tracking_spelling(value) if isinstance(value, str) else value


def _tracking(text: str) -> str:
    if not _NUMBER.fullmatch(text):
        raise ValueError(
            "it is no tracking number: 5 to 40 letters and digits, some of them digits"
        )
    return text


Tracking = Annotated[str, BeforeValidator(_spelt), OneLine, AfterValidator(_tracking)]
"""A tracking number in its one spelling. Its digits are text: zeros in front belong to it."""


class ShippedLine(Record):
    """So much of one SKU (the ERP's own) that is in the parcel."""

    sku: Id
    quantity: Quantity
    unit: Unit = Unit.PIECE


class Shipment(Record):
    """One parcel with one label, of one order.

    `reference` is the order's, `shop/number`. `lines` may be unknown: a carrier does not say. A
    label that is `voided` goes nowhere; `replaces` are the numbers of this order's voided labels
    in whose place this one is, the last of them first.
    """

    reference: Reference
    carrier: Carrier
    tracking: Tracking
    shipped_at: Moment
    lines: tuple[ShippedLine, ...] = ()
    voided: bool = False
    replaces: tuple[Tracking, ...] = ()

    @property
    def shop(self) -> str:
        """The shop that the order is of."""
        return self.reference.partition("/")[0]

    @property
    def number(self) -> str:
        """The order's number in that shop."""
        return self.reference.partition("/")[2]

    @property
    def key(self) -> str:
        """What it is known by: the order and the tracking number."""
        return key_of(self.reference, self.tracking)

    @property
    def content_hash(self) -> str:
        """Hash of what a shop is told: not when the parcel left, nor what is in it."""
        told = {"reference": self.reference, "carrier": self.carrier, "tracking": self.tracking}
        return hash_of(told)

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if not (self.shop and self.number):
            raise ValueError("the reference is not shop/number")
        if self.tracking in self.replaces:
            raise ValueError("it replaces itself")
        return self


def key_of(reference: str, tracking: str) -> str:
    """The key of a shipment, also of one that cannot be read whole."""
    return f"{reference} {tracking}"
