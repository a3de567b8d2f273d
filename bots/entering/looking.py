"""What the ERP holds for one reference, judged against what it should hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from bots.errors import BusinessError
from bots.ledger import Item
from bots.model import ErpRecord, Order, SalesOrder, differences


class Sight(Enum):
    """What was seen."""

    MISSING = auto()
    EQUAL = auto()
    DRAFT = auto()  # equal, and not finished
    DIFFERENT = auto()
    TWICE = auto()


@dataclass(frozen=True)
class Look:
    """One look at the ERP for one item.

    `sale` is what `order`, as last read, asks for; None when a rule refuses it. What was
    submitted is known by the item's `sale_hash`.
    """

    item: Item
    order: Order | None
    sale: SalesOrder | None
    records: Sequence[ErpRecord]

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
    def record(self) -> ErpRecord:
        """The one record."""
        return self.records[0]

    @property
    def as_submitted(self) -> bool:
        """Whether the record is what we submitted, field by field."""
        return self.record.order.content_hash == self.item.sale_hash

    @property
    def as_now(self) -> bool:
        """Whether the record is what the order asks for now, field by field."""
        return self.sale is not None and self.record.order.content_hash == self.sale.content_hash

    def different(self) -> BusinessError:
        """The difference, for a person; no personal data in it."""
        told = differences(self.sale, self.record.order) if self.sale else ()
        number = self.record.number or self.record.id
        return BusinessError(
            f"{self.item.key} is in the ERP as {number}, and differs: "
            f"{'; '.join(told) or 'it is not what was submitted'}",
            rule="different_in_erp",
            reference=self.item.key,
            remedy=f"put {number} right in the ERP (or cancel it there, so that it is entered "
            f"anew), then: bots items retry {self.item.id}",
        )

    def twice(self) -> BusinessError:
        """The incident that must never be."""
        numbers = ", ".join(record.number or record.id for record in self.records)
        return BusinessError(
            f"{self.item.key} is in the ERP {len(self.records)} times: {numbers}",
            rule="duplicate_in_erp",
            reference=self.item.key,
            remedy=f"cancel all but one of them in the ERP, then: bots items retry {self.item.id}",
        )
