"""Goods that move from one warehouse to another, as an ERP is told of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from bots.model.codes import Unit
from bots.model.order import Id, Quantity
from bots.model.record import Record
from bots.model.sale import Reference


class TransferLine(Record):
    """So much of one SKU (the ERP's own), in `unit`s."""

    sku: Id
    quantity: Quantity
    unit: Unit = Unit.PIECE


def _in_order(lines: Sequence[TransferLine]) -> tuple[TransferLine, ...]:
    return tuple(sorted(lines, key=lambda line: (line.sku, line.unit, line.quantity)))


class Transfer(Record):
    """Lines to bring from one place to another by a day. The lines' order says nothing.

    `reference` names it everywhere; the places are the ERP's warehouses (in Tryton: locations).
    """

    reference: Reference
    from_place: Id
    to_place: Id
    planned_date: dt.date
    lines: Annotated[tuple[TransferLine, ...], Field(min_length=1), AfterValidator(_in_order)]

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.from_place == self.to_place:
            raise ValueError("it goes from a place to the same place")
        return self
