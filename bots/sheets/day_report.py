"""The report of one day: what came, what went into the ERP, what waits for a person.

No buyer is in it: it is sent around.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bots.model import OrderStatus


@dataclass(frozen=True)
class OrdersOf:
    """How many orders of one shop stand so, and what they come to in one currency."""

    shop: str
    status: OrderStatus
    count: int
    amount: Decimal
    currency: str


@dataclass(frozen=True)
class Waiting:
    """One item of the worklist. `state`, `rule` and `remedy` are the ledger's."""

    reference: str
    shop: str
    state: str
    rule: str
    message: str
    remedy: str
    since: datetime

    @property
    def said(self) -> str:
        """The message without the order it begins with: that has a column of its own."""
        return self.message.removeprefix(f"{self.reference}: ")


@dataclass(frozen=True)
class EnteredOrder:
    """One order in the ERP. `outcome` is `entered` or `adopted`; `seconds` None: not measured."""

    reference: str
    shop: str
    erp_number: str
    outcome: str
    total: Decimal
    currency: str
    at: datetime
    seconds: float | None


@dataclass(frozen=True)
class RunOf:
    """One run of a flow. `outcome` and `seconds` are None while it runs; `items` what it did."""

    flow: str
    number: int
    started: datetime
    outcome: str | None
    items: int
    seconds: float | None


@dataclass(frozen=True)
class DayReport:
    """One day, ready to be written or printed. Times are aware, in the zone they are shown in."""

    day: date
    made_at: datetime
    orders: Sequence[OrdersOf]
    worklist: Sequence[Waiting]
    entered: Sequence[EnteredOrder]
    runs: Sequence[RunOf]

    @property
    def shops(self) -> list[str]:
        """The shops that had orders, by name."""
        return sorted({row.shop for row in self.orders})

    @property
    def statuses(self) -> list[OrderStatus]:
        """The states that orders stand in, in the order they go through them."""
        present = {row.status for row in self.orders}
        return [status for status in OrderStatus if status in present]

    def count(self, shop: str | None = None, status: OrderStatus | None = None) -> int:
        """Orders of the shop (None: all) in that state (None: any)."""
        return sum(
            row.count
            for row in self.orders
            if shop in {None, row.shop} and status in {None, row.status}
        )

    def amounts(self, shop: str | None = None) -> dict[str, Decimal]:
        """Currency -> what the orders that the ERP must hold come to."""
        totals: dict[str, Decimal] = {}
        for row in self.orders:
            if row.status.enterable and shop in {None, row.shop}:
                totals[row.currency] = totals.get(row.currency, Decimal(0)) + row.amount
        return dict(sorted(totals.items()))

    @property
    def outcomes(self) -> Counter[str]:
        """`entered` and `adopted` -> how many."""
        return Counter(row.outcome for row in self.entered)
