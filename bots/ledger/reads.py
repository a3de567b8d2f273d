"""What reads of a shop brought, and the floor under the next one."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from bots.errors import ScreenChanged
from bots.ledger.database import Database, Transaction
from bots.ledger.quiet import Quiet, ask, parts, read_well
from bots.ledger.tables import orders, reads
from bots.ledger.views import Floor

WEEKS = 8  # looked back
_ENOUGH_WEEKS = 4
_PART = 0.5  # of what is known or usual; a sale's end halves a day, a broken list empties it
_WEEK = timedelta(weeks=1)
_SET = "set for this shop"


class Reads:
    """The reads table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def floor(self, shop: str, since: datetime, until: datetime, fixed: int | None = None) -> Floor:
        """The least number of orders that a read of [since, until) may bring.

        `fixed` (the shop's setting) rules alone. Else the higher of: half of what the ledger
        already holds of that very window; half of the least that the same hours of the same
        weekdays brought in the last weeks, once there are four such weeks that were read well.
        Of a time that a person confirmed as quiet, what that read brought is enough.
        """
        if fixed is not None:
            return Floor(fixed, _SET)
        with self._database.read() as transaction:
            return _floor(transaction, shop, since, until)

    def check(
        self,
        shop: str,
        since: datetime,
        until: datetime,
        count: int,
        *,
        fixed: int | None = None,
        run: int | None = None,
    ) -> None:
        """Keep what a read brought; ScreenChanged, with the figures, when it is below the floor.

        Then a person is asked whether it is right (unless the floor is a setting).
        """
        floor = self.floor(shop, since, until, fixed)
        told = _told(shop, since, until, count, floor)
        question = None
        with self._database.write() as transaction:
            statement = insert(reads).values(
                shop=shop,
                at=transaction.now,
                since=since,
                until=until,
                count=count,
                floor=floor.least,
                run_id=run,
            )
            read = transaction.execute(statement.returning(reads.c.id)).scalar_one()
            if count < floor.least and fixed is None:
                question = ask(transaction, read, f"{told}. Is {count} right?")
        if count < floor.least:
            raise ScreenChanged(told, reference=shop, remedy=_remedy(shop, count, question))


def _told(shop: str, since: datetime, until: datetime, count: int, floor: Floor) -> str:
    return (
        f"{shop} showed {count} orders placed from {since:%Y-%m-%d %H:%M} to "
        f"{until:%Y-%m-%d %H:%M %Z}; at least {floor.least} were expected: {floor.reason}"
    )


def _remedy(shop: str, count: int, question: int | None) -> str:
    look = "look at the shop's order list"
    if question is None:
        return f"{look}; if {count} is right, set floor = {count} in [shops.{shop}] for this run"
    return (
        f"{look}; if {count} is right: bots items resolve Q{question} --answer yes, and read "
        f"again; if not: --answer no"
    )


def _floor(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Floor:
    """The sum of what each part lets expect, where a person's word cuts the window into parts."""
    floors = [_of_part(transaction, shop, *part) for part in parts(transaction, shop, since, until)]
    reasons = dict.fromkeys(floor.reason for floor in floors if floor.least or len(floors) == 1)
    return Floor(sum(floor.least for floor in floors), "; ".join(reasons))


def _of_part(
    transaction: Transaction, shop: str, since: datetime, until: datetime, quiet: Quiet | None
) -> Floor:
    if quiet is None:
        return _learnt(transaction, shop, since, until)
    reason = f"{quiet.count}, which a person confirmed"
    if (since, until) == (quiet.since, quiet.until):
        return Floor(quiet.count, reason)
    known = min(_placed(transaction, shop, since, until), quiet.count)
    return Floor(math.ceil(known * _PART), f"half of {reason} in a time that this is a part of")


def _learnt(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Floor:
    known = _placed(transaction, shop, since, until)
    held = Floor(
        math.ceil(known * _PART), f"half of the {known} that the ledger holds of that time"
    )
    usual = _usual(transaction, shop, since, until)
    return usual if usual.least > held.least else held


def _usual(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Floor:
    """From the same hours of the same weekdays; only weeks that were read whole and well count.

    So neither a read that was refused, nor days on which nothing was read, lower the floor.
    """
    back = [_WEEK * number for number in range(1, WEEKS + 1)]
    weeks = [
        _figure(transaction, shop, since - shift, until - shift)
        for shift in back
        if until - shift <= since and read_well(transaction, shop, since - shift, until - shift)
    ]
    if len(weeks) < _ENOUGH_WEEKS:
        return Floor(0, "too little history to tell")
    least = min(weeks)
    return Floor(
        math.ceil(least * _PART),
        f"half of {least}, the least that the same hours brought in the last {len(weeks)} weeks",
    )


def _figure(transaction: Transaction, shop: str, since: datetime, until: datetime) -> int:
    """How many orders were placed, by the ledger; in a quiet time no more than was confirmed."""
    return sum(
        min(_placed(transaction, shop, first, last), quiet.count)
        if quiet
        else _placed(transaction, shop, first, last)
        for first, last, quiet in parts(transaction, shop, since, until)
    )


def _placed(transaction: Transaction, shop: str, since: datetime, until: datetime) -> int:
    statement = select(func.count()).where(
        orders.c.shop == shop, orders.c.placed_at >= since, orders.c.placed_at < until
    )
    placed: int = transaction.execute(statement).scalar_one()
    return placed
