"""Entries and orders as the tests of the settlements make them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from bots.model import Currency, EntryKind, EntryPart, Money, OrderStatus, SettlementEntry
from bots.model.settlement import Direction
from bots.model.settling import Booked, Held, OrderFacts
from bots.settings_settling import FeeRule, SettlingRules

SINCE = datetime(2026, 10, 1, tzinfo=UTC)
UNTIL = datetime(2026, 11, 1, tzinfo=UTC)
RULES = SettlingRules(
    pay_days=15,
    rates={EntryKind.COMMISSION: Decimal("0.05"), EntryKind.PLATFORM_FEE: Decimal("0.006")},
    fees=(FeeRule(name="monthly fee", kind=EntryKind.SERVICE_FEE, amount=Decimal("-199.00")),),
)


def entry(
    name="E1",
    amount="100.00",
    kind="payment",
    order="O1",
    *,
    at=SINCE + timedelta(days=5),
    currency="CNY",
    parts=None,
    shop="north",
    statement="2026-10",
):
    """One entry; `parts` as kind -> amount, where it has several."""
    told = parts or {kind: amount}
    value = Decimal(amount)
    return SettlementEntry(
        shop=shop,
        statement=statement,
        entry=name,
        at=at,
        direction=Direction.OUT if value < 0 else Direction.IN,
        amount=Money(amount=value, currency=Currency(currency)),
        kind=EntryKind(kind),
        parts=tuple(EntryPart(kind=EntryKind(k), amount=Decimal(v)) for k, v in told.items()),
        order=order or None,
    )


def booked(*args, odd=None, number=1, since=SINCE, until=UNTIL, **how):
    """The same in a statement of October."""
    return Booked(number, since, until, entry(*args, **how), odd)


def order(
    number="O1", total="100.00", status="completed", *, held="same", currency="CNY", lines=()
):
    """An order that the ledger knows; `held`: the ERP's total, None where it has none."""
    erp = total if held == "same" else held
    return OrderFacts(
        number,
        OrderStatus(status),
        SINCE,
        Currency(currency),
        Decimal(total),
        tuple((Decimal(q), Decimal(p)) for q, p in lines),
        None if erp is None else Held("SO1", Decimal(erp), Currency(currency)),
    )


def orders(*known):
    """By number."""
    return {one.number: one for one in known}
