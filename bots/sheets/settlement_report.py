"""The report of a shop's settlements: by day and kind, differences, and the proof.

No buyer is in it: it is sent around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from bots.model.codes import Currency
from bots.model.money import total_of
from bots.model.settlement import EntryKind
from bots.model.settling import Class
from bots.settling import Proof, Received
from bots.settling.corrections import Correction


@dataclass(frozen=True)
class DaySum:
    """What the entries of one day come to, of one kind in one currency."""

    day: date
    kind: EntryKind
    currency: Currency
    amount: Decimal
    count: int


@dataclass(frozen=True)
class Difference:
    """What waits for a person. `age` is in days, from `at`: the entry's time, or the order's.

    `amount` is None where it could not be read.
    """

    reference: str
    order: str
    at: datetime | None
    age: int | None
    kind: str
    currency: str
    amount: Decimal | None
    rule: str
    why: str
    remedy: str


@dataclass(frozen=True)
class Explained:
    """Entries that one rule explains, in one currency."""

    found: Class
    rule: str
    kind: EntryKind
    currency: Currency
    count: int
    amount: Decimal


@dataclass(frozen=True)
class SettlementReport:
    """One shop's statements. Times are aware, in the shop's zone; days are counted in it.

    Attributes:
        counts: entries by class.
        orders: those with a difference first; `all_orders` is how many there are in all.
    """

    shop: str
    made_at: datetime
    names: Sequence[str]
    counts: dict[Class, int]
    proofs: Sequence[Proof]
    days: Sequence[DaySum]
    differences: Sequence[Difference]
    explained: Sequence[Explained]
    orders: Sequence[Received]
    all_orders: int
    corrections: Sequence[Correction] = ()

    @property
    def kinds(self) -> list[EntryKind]:
        """The kinds that occur, in the order of the code list."""
        present = {row.kind for row in self.days}
        return [kind for kind in EntryKind if kind in present]

    @property
    def currencies(self) -> list[Currency]:
        """The currencies that occur."""
        return sorted({row.currency for row in self.days} | {one.currency for one in self.proofs})

    def amount(self, currency: Currency, kind: EntryKind | None, day: date | None) -> Decimal:
        """What it comes to; None is any."""
        return total_of(
            row.amount
            for row in self.days
            if row.currency is currency and kind in {None, row.kind} and day in {None, row.day}
        )

    @property
    def proved(self) -> bool:
        """Whether every statement is, in every currency."""
        return all(proof.holds for proof in self.proofs)
