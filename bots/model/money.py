"""An amount of one currency."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Annotated

from pydantic import Field

from bots.model.codes import Currency
from bots.model.record import Record

Amount = Annotated[Decimal, Field(allow_inf_nan=False, max_digits=18, decimal_places=6)]

# Python's own arithmetic rounds to 28 digits in silence; a quantity times a price has up to 32.
_EXACT = Context(prec=100, traps=[Inexact, InvalidOperation])


def product(one: Decimal, other: Decimal) -> Decimal:
    """One times the other, every digit of it."""
    return _EXACT.multiply(one, other)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    """Their sum, every digit of it."""
    total = Decimal(0)
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return total


class Money(Record):
    """A decimal amount with its currency; arithmetic refuses to mix currencies (ValueError)."""

    amount: Amount
    currency: Currency

    def __add__(self, other: Money) -> Money:
        return Money(amount=total_of((self.amount, self._same(other))), currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(
            amount=total_of((self.amount, self._same(other).copy_negate())), currency=self.currency
        )

    def __mul__(self, factor: Decimal | int) -> Money:
        return Money(amount=product(self.amount, Decimal(factor)), currency=self.currency)

    def __str__(self) -> str:
        return f"{self.amount:.{self.currency.places}f} {self.currency}"

    def _same(self, other: Money) -> Decimal:
        if other.currency is not self.currency:
            raise ValueError(f"cannot mix {self.currency} with {other.currency}")
        return other.amount

    @property
    def exact(self) -> bool:
        """Whether the amount is a whole number of the currency's smallest unit."""
        return self.amount == round(self.amount, self.currency.places)
