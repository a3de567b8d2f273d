"""What reads of a shop brought, and the floor under the next one."""

from __future__ import annotations

import math
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select

from bots.errors import ScreenChanged
from bots.ledger.database import Database, Transaction
from bots.ledger.tables import orders, reads
from bots.ledger.views import Floor

WEEKS = 8  # looked back
_ENOUGH_WEEKS = 4
_PART = 0.5  # of what is known or usual; a sale's end halves a day, a broken list empties it
_WEEK = timedelta(weeks=1)


class Reads:
    """The reads table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def floor(self, shop: str, since: datetime, until: datetime, fixed: int | None = None) -> Floor:
        """The least number of orders that a read of [since, until) may bring.

        `fixed` (the shop's setting) rules alone. Else the higher of: half of what the ledger
        already holds of that very window; half of the least that the same hours of the same
        weekdays brought in the last weeks, once there are four such weeks.
        """
        if fixed is not None:
            return Floor(fixed, "set for this shop")
        with self._database.read() as transaction:
            return _learnt(transaction, shop, since, until)

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
        """Keep what a read brought; ScreenChanged, with the figures, when it is below the floor."""
        floor = self.floor(shop, since, until, fixed)
        with self._database.write() as transaction:
            transaction.execute(
                insert(reads).values(
                    shop=shop,
                    at=transaction.now,
                    since=since,
                    until=until,
                    count=count,
                    floor=floor.least,
                    run_id=run,
                )
            )
        if count < floor.least:
            raise ScreenChanged(
                f"{shop} showed {count} orders placed from {since:%Y-%m-%d %H:%M} to "
                f"{until:%Y-%m-%d %H:%M %Z}; at least {floor.least} were expected: {floor.reason}",
                reference=shop,
                remedy=f"look at the shop's order list; if {count} is right, set floor = {count} "
                f"in [shops.{shop}] for this run",
            )


def _learnt(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Floor:
    known = _placed(transaction, shop, since, until)
    held = Floor(
        math.ceil(known * _PART), f"half of the {known} that the ledger holds of that time"
    )
    usual = _usual(transaction, shop, since, until)
    return usual if usual.least > held.least else held


def _usual(transaction: Transaction, shop: str, since: datetime, until: datetime) -> Floor:
    """From the same hours of the same weekdays; only weeks that were read whole count."""
    first = transaction.execute(
        select(func.min(reads.c.since)).where(reads.c.shop == shop)
    ).scalar_one()
    back = [_WEEK * number for number in range(1, WEEKS + 1)]
    weeks = [
        _placed(transaction, shop, since - shift, until - shift)
        for shift in back
        if first is not None and first <= since - shift and until - shift <= since
    ]
    if len(weeks) < _ENOUGH_WEEKS:
        return Floor(0, "too little history to tell")
    least = min(weeks)
    return Floor(
        math.ceil(least * _PART),
        f"half of {least}, the least that the same hours brought in the last {len(weeks)} weeks",
    )


def _placed(transaction: Transaction, shop: str, since: datetime, until: datetime) -> int:
    statement = select(func.count()).where(
        orders.c.shop == shop, orders.c.placed_at >= since, orders.c.placed_at < until
    )
    placed: int = transaction.execute(statement).scalar_one()
    return placed
