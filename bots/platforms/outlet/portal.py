"""The outlet as a shop's back office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bots.errors import BusinessError
from bots.model import Order
from bots.platforms.outlet.pages import SIGN_IN, STATES, Entry, OrderData, OrdersData
from bots.platforms.outlet.settlements import Statements
from bots.refusals import refusal, unreadable
from bots.session import Session

GONE = 404
ASKED_IN = timedelta(milliseconds=1)  # the list takes no finer moments


class Portal(Statements):
    """Orders from the data that the outlet's app itself asks for: a stretch holds whole orders."""

    sign_in = SIGN_IN

    def __init__(self, session: Session) -> None:
        self.session = session

    async def orders(
        self, since: datetime, until: datetime | None = None
    ) -> AsyncIterator[Order | BusinessError]:
        """Every order placed in [since, until), newest first; see `bots.platforms.Portal`.

        A cursor stands at an order, so what arrives meanwhile shifts nothing.
        """
        async for entry in self._entries(since, until):
            yield self._read(entry)

    async def order(self, number: str) -> Order | BusinessError:
        """One order by its number."""
        site = self.session.site
        document = await self.session.get(OrderData.of(number))
        if document.status == GONE:
            return refusal(site, number, "not_found", "the shop does not have it")
        page = OrderData(document, site)
        entry = page.entry()
        if entry.number != number:
            raise page.changed(f"is order {entry.number}, not {number} that was asked for")
        return self._read(entry)

    async def _entries(self, since: datetime, until: datetime | None) -> AsyncIterator[Entry]:
        """Each order of the list once; those that only the list's own steps of time let in, not."""
        seen: set[str] = set()
        page = await self.session.read(OrdersData, OrdersData.at(since, until, ""))
        promised = page.total
        while True:
            for entry in page.orders():
                placed = entry.placed_at()
                if placed < since - ASKED_IN or (until and placed >= until):
                    raise page.changed(f"lists {entry.number} of {placed}, which was not asked for")
                if entry.number not in seen and placed >= since:
                    yield entry
                seen.add(entry.number)
            if not page.next:
                break
            page = await self.session.read(OrdersData, OrdersData.at(since, until, page.next))
        if len(seen) < promised:
            raise page.changed(f"ends after {len(seen)} orders, and promised {promised}")

    def _read(self, entry: Entry) -> Order | BusinessError:
        site = self.session.site
        if entry.state not in STATES:
            why = f"{entry.state!r} is no status we know"
            return refusal(site, entry.number, "unknown_status", why)
        try:
            return entry.order()
        except ValueError as error:
            return unreadable(site, entry.number, error)
