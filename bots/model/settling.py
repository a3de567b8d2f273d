"""What settlement entries are judged by, and what judging one gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from bots.model.codes import Currency, OrderStatus
from bots.model.settlement import Odd, SettlementEntry


class Class(StrEnum):
    """How an entry ends: each in exactly one."""

    MATCHED = "matched"  # money of an order that we know, to the cent
    EXPLAINED = "explained"  # by a rule with a name
    UNMATCHED = "unmatched"  # on the worklist


@dataclass(frozen=True)
class Held:
    """A sales order that the ERP holds."""

    number: str
    total: Decimal
    currency: Currency


@dataclass(frozen=True)
class OrderFacts:
    """An order as the shop last showed it, and what the ERP holds of it.

    Attributes:
        lines: quantity and unit price of each.
        held: None: the ERP does not hold it.
    """

    number: str
    status: OrderStatus
    placed_at: datetime
    currency: Currency
    total: Decimal
    lines: tuple[tuple[Decimal, Decimal], ...] = ()
    held: Held | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """How an entry ended, by which rule, and why in words with the figures."""

    found: Class
    rule: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Booked:
    """An entry of a statement in force; the period is the statement's, the verdict the last."""

    statement: int
    since: datetime
    until: datetime
    entry: SettlementEntry
    odd: Odd | None = None
    verdict: Verdict | None = None

    @property
    def key(self) -> tuple[int, str]:
        """The statement's number, and the entry's id in it."""
        return self.statement, self.entry.entry

    @property
    def place(self) -> tuple[datetime, int, str]:
        """Its place in time: the order in which entries are judged, whatever the file's."""
        return self.entry.at, self.statement, self.entry.entry
