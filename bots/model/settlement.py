"""What a platform pays out and keeps back: the entries of its settlement statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from bots.model.codes import Currency
from bots.model.money import Amount, Money, total_of
from bots.model.order import Id, Moment
from bots.model.record import Record, normalised


class EntryKind(StrEnum):
    """What an amount of a statement is for."""

    PAYMENT = "payment"  # what the buyer paid
    SHIPPING = "shipping"  # shipping that the buyer paid, or that the platform charges
    SUBSIDY = "subsidy"  # what the platform adds: its own coupons
    REFUND = "refund"  # what goes back to the buyer
    COMMISSION = "commission"
    PLATFORM_FEE = "platform_fee"
    SERVICE_FEE = "service_fee"
    MARKETING = "marketing"
    ADJUSTMENT = "adjustment"
    PAYOUT = "payout"  # from the platform's account to the merchant's own
    OTHER = "other"  # a word of the platform's that we do not know


class Direction(StrEnum):
    """Into the merchant's account with the platform, or out of it."""

    IN = "in"
    OUT = "out"


class EntryPart(Record):
    """A part of an entry's amount; signed as the entry is."""

    kind: EntryKind
    amount: Amount


class SettlementEntry(Record):
    """One movement on the merchant's account with the platform.

    `amount` is signed: what the balance changes by. `parts` say what it is made up of and add up
    to it, or the entry does not exist (ValueError). A fee of the account has no `order`. What
    platforms write in remarks is left out: it may name a buyer.
    """

    shop: Id
    statement: Id
    entry: Id
    at: Moment
    direction: Direction
    amount: Money
    kind: EntryKind
    parts: Annotated[tuple[EntryPart, ...], Field(min_length=1)]
    order: Id | None = None
    sub_order: Id | None = None

    @property
    def currency(self) -> Currency:
        """The amount's."""
        return self.amount.currency

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        amount = self.amount.amount
        if (amount < 0) if self.direction is Direction.IN else (amount > 0):
            raise ValueError(f"{amount} does not go {self.direction}")
        alone = self.parts[0].amount if len(self.parts) == 1 else None
        parts = total_of(part.amount for part in self.parts) if alone is None else alone
        if parts != amount:
            raise ValueError(f"its parts add up to {parts}, its amount is {amount}")
        return self


@dataclass(frozen=True)
class Odd:
    """What is wrong with an entry whose amount could be read all the same."""

    rule: str
    why: str


@dataclass(frozen=True)
class Stray:
    """A row of a statement that makes no entry. `where` is its place in the file, for a person.

    `amount` is None where not even that could be read: then the statement proves nothing.
    """

    where: str
    why: str
    amount: Money | None = None
    at: datetime | None = None


Sums = Mapping[Currency, Decimal]


@dataclass(frozen=True)
class Statement:
    """One settlement statement of a shop: every row of its file is an entry or a stray.

    Attributes:
        name: how the platform calls it, e.g. `2026-11`; one a shop and period is in force.
        since, until: its period [since, until), aware.
        odd: entry -> what is wrong with it.
        control: what the file's amounts come to, added up row by row as they were read.
        opening, closing: the balances that file or page give, where they do.
        totals: what the file's own row of sums says, where it has one.
        source: the file's name.
    """

    shop: str
    name: str
    since: datetime
    until: datetime
    entries: tuple[SettlementEntry, ...]
    odd: Mapping[str, Odd] = field(default_factory=dict)
    strays: tuple[Stray, ...] = ()
    control: Sums = field(default_factory=dict)
    opening: Sums = field(default_factory=dict)
    closing: Sums = field(default_factory=dict)
    totals: Sums = field(default_factory=dict)
    source: str = ""

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over what it says; not over the order of its rows, nor how the file spells it."""
        lines = sorted(
            [
                *(f"{entry_line(one)}|{self._odd_rule(one.entry)}" for one in self.entries),
                *(f"stray|{one.why}|{one.amount}|{one.at}" for one in self.strays),
                *_sum_lines("opening", self.opening),
                *_sum_lines("closing", self.closing),
                *_sum_lines("totals", self.totals),
                f"period|{normalised(self.since)}|{normalised(self.until)}",
            ]
        )
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    def _odd_rule(self, entry: str) -> str:
        found = self.odd.get(entry)
        return found.rule if found else ""


def entry_line(entry: SettlementEntry) -> str:
    """An entry in one spelling, without the statement that it stands in."""
    parts = ",".join([f"{part.kind}:{_spelt(part.amount)}" for part in entry.parts])
    at = entry.at.astimezone(UTC).isoformat()
    return (
        f"{entry.entry}|{at}|{_spelt(entry.amount.amount)}|{entry.currency}|{entry.kind}|{parts}|"
        f"{entry.order or ''}|{entry.sub_order or ''}"
    )


def _spelt(amount: Decimal) -> str:
    """An amount in one spelling; it has fewer digits than would be rounded here."""
    return f"{amount.normalize():f}" if amount else "0"


def sums_of(amounts: Iterable[Money]) -> dict[Currency, Decimal]:
    """What they come to, by currency; every digit of it."""
    by_currency: dict[Currency, list[Decimal]] = {}
    for money in amounts:
        by_currency.setdefault(money.currency, []).append(money.amount)
    return {currency: total_of(found) for currency, found in sorted(by_currency.items())}


def _sum_lines(what: str, sums: Sums) -> list[str]:
    return [f"{what}|{currency}|{normalised(amount)}" for currency, amount in sums.items()]
