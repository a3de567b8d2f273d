"""What the other side holds for one key, judged against what it should hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Generic, Literal

from bots.entering.target import T, Wanted
from bots.errors import BusinessError
from bots.ledger import Item
from bots.model import Found, differences

_CALLED = {"erp": "the ERP", "shop": "the shop"}


class Sight(Enum):
    """What was seen."""

    MISSING = auto()
    EQUAL = auto()
    DRAFT = auto()  # equal, and not finished
    DIFFERENT = auto()
    TWICE = auto()


@dataclass(frozen=True)
class Look(Generic[T]):
    """One look for one item. What was submitted is known by the item's `sale_hash`."""

    item: Item
    wanted: Wanted[T]
    records: Sequence[Found[T]]
    where: Literal["erp", "shop"] = "erp"

    @property
    def sight(self) -> Sight:
        """The verdict."""
        if not self.records:
            return Sight.MISSING
        if len(self.records) > 1:
            return Sight.TWICE
        if not (self.as_submitted or self.as_now):
            return Sight.DIFFERENT
        return Sight.DRAFT if self.record.state == "draft" else Sight.EQUAL

    @property
    def record(self) -> Found[T]:
        """The one record."""
        return self.records[0]

    @property
    def as_submitted(self) -> bool:
        """Whether the record is what we submitted, field by field."""
        return self.record.content_hash == self.item.sale_hash

    @property
    def as_now(self) -> bool:
        """Whether the record is what is wanted now, field by field."""
        thing = self.wanted.thing
        return thing is not None and self.record.content_hash == thing.content_hash

    def different(self) -> BusinessError:
        """The difference, for a person; no personal data in it."""
        thing, place = self.wanted.thing, _CALLED[self.where]
        told = differences(thing, self.record.thing) if thing else ()
        number = self.record.number or self.record.id
        return BusinessError(
            f"{self.item.key} is in {place} as {number}, and differs: "
            f"{'; '.join(told) or 'it is not what was submitted'}",
            rule=f"different_in_{self.where}",
            reference=self.item.key,
            remedy=f"put {number} right in {place} (or cancel it there, so that it is entered "
            f"anew), then: bots items retry {self.item.id}",
        )

    def twice(self) -> BusinessError:
        """The incident that must never be."""
        numbers = ", ".join(record.number or record.id for record in self.records)
        place = _CALLED[self.where]
        return BusinessError(
            f"{self.item.key} is in {place} {len(self.records)} times: {numbers}",
            rule=f"duplicate_in_{self.where}",
            reference=self.item.key,
            remedy=f"cancel all but one of them in {place}, then: bots items retry {self.item.id}",
        )
