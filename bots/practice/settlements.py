"""What a practice shop settles: payments, fees and refunds of its orders, some of them wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bots.model.codes import OrderStatus
from bots.practice.orders import ShopOrder, open_database
from bots.practice.rates import MONTHLY, PAY_DAYS, RATES
from bots.practice.scenario import CENT, Shop

SCHEMA = """
create table if not exists settlements (
    entry text primary key, moment real not null, kind text not null, number text not null,
    amount text not null);
create index if not exists settlements_at on settlements (moment, entry);
"""
ROLES = ("never_paid", "cent_short", "other_rate", "part_refund")
GONE = (OrderStatus.AWAITING_PAYMENT, OrderStatus.CANCELLED)
OLD = timedelta(days=PAY_DAYS, hours=1)


@dataclass(frozen=True)
class Booking:
    """One movement on the merchant's account; `number` is the order's, "" for a fee of its own."""

    entry: str
    at: datetime
    kind: str
    number: str
    amount: Decimal


@dataclass(frozen=True)
class Month:
    """One statement: [since, until) in the shop's zone."""

    name: str
    since: datetime
    until: datetime
    entries: int
    opening: Decimal
    income: Decimal
    expense: Decimal

    @property
    def closing(self) -> Decimal:
        """What stands on the account at its end."""
        return self.opening + self.income + self.expense


class SettlementBook:
    """A shop's settlement entries in SQLite."""

    def __init__(self, path: Path, zone: ZoneInfo) -> None:
        self._db = open_database(path, SCHEMA)
        self._zone = zone

    def put(self, bookings: Iterable[Booking]) -> None:
        """Forget what was there; keep these."""
        rows = [
            (one.entry, one.at.timestamp(), one.kind, one.number, str(one.amount))
            for one in bookings
        ]
        with self._db:
            self._db.execute("delete from settlements")
            self._db.executemany("insert into settlements values (?, ?, ?, ?, ?)", rows)

    def correct(self, entry: str, amount: Decimal) -> None:
        """The platform corrects an entry. Raises KeyError for one there is none of."""
        with self._db:
            done = self._db.execute(
                "update settlements set amount = ? where entry = ?", [str(amount), entry]
            )
        if not done.rowcount:
            raise KeyError(entry)

    def all(self) -> list[Booking]:
        """Every entry, oldest first."""
        rows = self._db.execute("select * from settlements order by moment, entry").fetchall()
        return [_booking(row, self._zone) for row in rows]

    def months(self) -> list[Month]:
        """The statements there are, oldest first."""
        found: list[Month] = []
        balance = Decimal(0)
        for name, bookings in _by_month(self.all()):
            amounts = [one.amount for one in bookings]
            since = _first(bookings[0].at)
            month = Month(
                name, since, _first(since + timedelta(days=32)), len(bookings), balance,
                sum((one for one in amounts if one > 0), Decimal(0)),
                sum((one for one in amounts if one < 0), Decimal(0)),
            )  # fmt: skip
            found.append(month)
            balance = month.closing
        return found

    def month(self, name: str) -> tuple[Month, list[Booking]] | None:
        """One statement with its entries."""
        month = next((one for one in self.months() if one.name == name), None)
        if month is None:
            return None
        return month, [one for one in self.all() if one.at.strftime("%Y-%m") == name]

    def close(self) -> None:
        """Let the file go."""
        self._db.close()


def settle(shop: Shop, seed: int, orders: Sequence[ShopOrder], now: datetime) -> list[Booking]:
    """The entries up to `now` that the shop's orders lead to; the same for the same story."""
    random = Random(f"{seed}/{shop.name}/settlements")  # noqa: S311  made-up data, repeatable
    bookings = [*_monthly(shop, orders, now)]
    roles = _roles(random, orders, now)
    for order in sorted(orders, key=lambda one: (one.placed_at, one.number)):
        waits = timedelta(minutes=random.randint(20, 240))
        if order.placed_at < now - timedelta(days=3):
            waits += timedelta(days=random.randint(1, 12))
        if order.status not in GONE:
            bookings += _of_order(shop, order, roles.get(order.number, ""), order.placed_at + waits)
    bookings += _stranger(shop, bookings, now)
    return _numbered(shop, [one for one in bookings if one.at <= now])


def _roles(random: Random, orders: Sequence[ShopOrder], now: datetime) -> dict[str, str]:
    """One order each; who is never paid must be old enough to be missed."""
    likely = [
        order
        for order in sorted(orders, key=lambda one: one.number)
        if order.status.enterable and order.total == order.parts
    ]
    chosen: dict[str, str] = {}
    for role in ROLES:
        fit = [
            order
            for order in likely
            if order.number not in chosen
            and (role != "never_paid" or order.placed_at < now - OLD)
            and (role == "never_paid" or order.placed_at < now - timedelta(hours=8))
        ]
        if fit:
            chosen[random.choice(fit).number] = role
    return chosen


def _of_order(shop: Shop, order: ShopOrder, role: str, at: datetime) -> Iterator[Booking]:
    if role == "never_paid":
        return
    paid = order.total - CENT if role == "cent_short" else order.total
    yield Booking("", at, "payment", order.number, paid)
    for kind, rate in RATES[shop.currency].items():
        rate = rate * 2 if role == "other_rate" and kind == "commission" else rate  # noqa: PLW2901
        fee = (paid * rate).quantize(CENT, ROUND_HALF_UP)
        yield Booking("", at, kind, order.number, -fee)
    back = _given_back(order, role)
    if back:
        later = at + timedelta(hours=2)
        commission = (back * RATES[shop.currency]["commission"]).quantize(CENT, ROUND_HALF_UP)
        yield Booking("", later, "refund", order.number, -back)
        yield Booking("", later, "commission", order.number, commission)


def _given_back(order: ShopOrder, role: str) -> Decimal:
    if order.status is OrderStatus.REFUNDED:
        return order.total
    return order.items[0].price if role == "part_refund" else Decimal(0)


def _monthly(shop: Shop, orders: Sequence[ShopOrder], now: datetime) -> Iterator[Booking]:
    """The service fee, on the first of each month."""
    if not orders:
        return
    first = _first(min(order.placed_at for order in orders))
    while first <= now:
        at = first + timedelta(minutes=5)
        yield Booking("", at, "service_fee", "", -MONTHLY[shop.currency])
        first = _first(first + timedelta(days=32))


def _stranger(shop: Shop, bookings: Sequence[Booking], now: datetime) -> Iterator[Booking]:
    """A payment for an order that the shop never had."""
    payments = [one for one in bookings if one.kind == "payment" and one.at <= now]
    if payments:
        number = shop.number(99_999, payments[0].at)
        yield Booking("", payments[0].at, "payment", number, Decimal("66.00"))


def _numbered(shop: Shop, bookings: list[Booking]) -> list[Booking]:
    """In time, each with the platform's number for it."""
    bookings.sort(key=lambda one: (one.at, one.number, one.kind))
    mark = shop.name[0].upper()
    return [
        Booking(f"{mark}S{one.at:%Y%m%d}{place:07d}", one.at, one.kind, one.number, one.amount)
        for place, one in enumerate(bookings, start=1)
    ]


def _first(moment: datetime) -> datetime:
    """The beginning of its month."""
    return moment.replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _by_month(bookings: Iterable[Booking]) -> list[tuple[str, list[Booking]]]:
    months: dict[str, list[Booking]] = {}
    for one in bookings:
        months.setdefault(one.at.strftime("%Y-%m"), []).append(one)
    return list(months.items())


def _booking(row: sqlite3.Row, zone: ZoneInfo) -> Booking:
    return Booking(
        row["entry"],
        datetime.fromtimestamp(row["moment"], zone),
        row["kind"],
        row["number"],
        Decimal(row["amount"]),
    )
