"""For each order, what was expected and what came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from bots.model.codes import Currency
from bots.model.money import total_of
from bots.settling.facts import Booked, OrderFacts, portions
from bots.settling.order import Account


@dataclass(frozen=True)
class Received:
    """One order's money in one currency. `expected` is None for an order that nobody knows.

    Attributes:
        income: paid by the buyer, with the platform's subsidy where the total counts it.
        refunded, fees: as they reduce it: positive; a fee given back is negative.
        net: what stays.
    """

    number: str
    currency: Currency
    expected: Decimal | None
    erp_number: str
    income: Decimal
    refunded: Decimal
    fees: Decimal
    net: Decimal
    last: datetime

    @property
    def difference(self) -> Decimal:
        """Received over expected; negative when money is missing."""
        return self.income - (self.expected or Decimal(0))


def received(entries: Iterable[Booked], orders: Mapping[str, OrderFacts]) -> Iterator[Received]:
    """Every order that has entries, by its number and currency."""
    groups: dict[tuple[str, Currency], list[Booked]] = defaultdict(list)
    for one in entries:
        if one.entry.order:
            groups[one.entry.order, one.entry.currency].append(one)
    for (number, currency), group in sorted(groups.items()):
        order = orders.get(number)
        account = Account.of(portions(group))
        net = total_of(one.entry.amount.amount for one in group)
        expected = order.total if order and order.currency is currency else None
        income = account.paid + account.subsidy if expected is None else account.income(expected)
        yield Received(
            number,
            currency,
            expected,
            order.held.number if order and order.held else "",
            income,
            account.refunded,
            income - account.refunded - net,
            net,
            max(one.entry.at for one in group),
        )
