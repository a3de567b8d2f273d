"""What the operator decides about stock: how much lies where, and who supplies what."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from bots.model.codes import Currency
from bots.model.money import Amount
from bots.model.order import Id
from bots.model.record import Record

MOST_PIECES = 10_000_000
"""Of one SKU at one place. More is a slip of the keyboard, and exact in the solver's floats."""
Pieces = Annotated[int, Field(ge=0, le=MOST_PIECES)]
Days = Annotated[Decimal, Field(ge=0, le=1000, allow_inf_nan=False, decimal_places=2)]


class StockTarget(Record):
    """How many pieces of a SKU a warehouse should have, and how many it keeps.

    Less than `target` (with what is on its way) is short; more than `keep` is to spare.
    """

    sku: Id
    warehouse: Id
    target: Pieces
    keep: Pieces

    @model_validator(mode="after")
    def _keeps_its_target(self) -> Self:
        if self.keep < self.target:
            raise ValueError("keep is less than target: it would give away what it lacks")
        return self


class Supply(Record):
    """Who supplies a SKU to a warehouse: the price of a piece, and how it is ordered.

    `minimum` pieces at least, in whole packs of `pack`. Lead times are in days; None means those
    of the supplier in the settings.
    """

    sku: Id
    warehouse: Id
    supplier: Id
    price: Annotated[Amount, Field(ge=0)]
    currency: Currency
    minimum: Annotated[int, Field(ge=1, le=MOST_PIECES)] = 1
    pack: Annotated[int, Field(ge=1, le=MOST_PIECES)] = 1
    lead_days: Days | None = None
    lead_deviation: Days | None = None
