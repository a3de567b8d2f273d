"""The market as a shop's back office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from bots.errors import BusinessError
from bots.model import Order, OrderStatus
from bots.page import Document
from bots.platforms.market.pages import SIGN_IN, OrderPage, OrdersPage, Row
from bots.platforms.market.settlements import Statements
from bots.refusals import refusal, unreadable
from bots.session import Session

GONE = 404
PASSES = 5
NOWHERE = frozenset({".", ".."})  # every client makes another path of these
NO_PATH = "no address leads to an order of that number"
STATUSES = {
    OrderStatus.AWAITING_PAYMENT: ("待付款", "Awaiting payment"),
    OrderStatus.PAID: ("已付款", "Paid"),
    OrderStatus.SHIPPED: ("已发货", "Shipped"),
    OrderStatus.COMPLETED: ("已完成", "Completed"),
    OrderStatus.REFUNDING: ("退款中", "Refunding"),
    OrderStatus.REFUNDED: ("已退款", "Refunded"),
    OrderStatus.CANCELLED: ("已取消", "Cancelled"),
}
WORDS = {word: status for status, words in STATUSES.items() for word in words}


class Portal(Statements):
    """Orders from the market: numbers from the list, the rest from each order's page."""

    sign_in = SIGN_IN

    def __init__(self, session: Session) -> None:
        self.session = session

    async def orders(
        self, since: datetime, until: datetime | None = None
    ) -> AsyncIterator[Order | BusinessError]:
        """Every order placed in [since, until); see `bots.platforms.Portal`."""
        listed = await self._listed(since, until)
        rows = [
            row for row in listed if row.placed_at >= since and (not until or row.placed_at < until)
        ]
        for row in rows:
            if row.number in NOWHERE:
                yield refusal(self.session.site, row.number, "invalid_field", NO_PATH, "number")
        rows = [row for row in rows if row.number not in NOWHERE]
        waiting = iter(rows)
        async for document in self.session.get_many(row.path for row in rows):
            row = next(waiting)
            yield self._read(row.number, document, row)

    async def order(self, number: str) -> Order | BusinessError:
        """One order by its number."""
        row = Row(number, datetime.now(self.session.site.zone))
        return self._read(number, await self.session.get(row.path))

    async def _listed(self, since: datetime, until: datetime | None) -> list[Row]:
        """Every row of the list. Its pages shift while orders arrive, so that one may be missed.

        Passes are added up until they hold as many orders as the first page said, counted from
        the newest that it showed.
        """
        seen: dict[str, Row] = {}
        for _ in range(PASSES):
            pages = [page async for page in self._one_pass(since, until)]
            seen.update({row.number: row for page in pages for row in page.rows()})
            newest = max((row.key for row in pages[0].rows()), default=None)
            known = [row for row in seen.values() if newest and row.key <= newest]
            if len(known) >= pages[0].count:
                return list(seen.values())
        raise pages[0].changed(
            f"says that the list has {pages[0].count} orders, and its pages hold {len(seen)} rows"
        )

    async def _one_pass(self, since: datetime, until: datetime | None) -> AsyncIterator[OrdersPage]:
        zone = self.session.site.zone
        days = (since.astimezone(zone).date(), until.astimezone(zone).date() if until else None)
        first = await self.session.read(OrdersPage, OrdersPage.at(1, *days))
        yield first
        paths = [OrdersPage.at(number, *days) for number in range(2, first.pages + 1)]
        async for page in self.session.read_many(OrdersPage, paths):
            yield page

    def _read(
        self, number: str, document: Document, row: Row | None = None
    ) -> Order | BusinessError:
        site = self.session.site
        if document.status == GONE:
            return refusal(site, number, "not_found", "the shop does not have it")
        if "\ufffd" in document.text:
            return refusal(site, number, "unreadable", "its page holds text that did not decode")
        page = OrderPage(document, site).prove()
        if page.number != number:
            raise page.changed(f"is not the page of {number}")
        if page.status not in WORDS:
            return refusal(site, number, "unknown_status", f"{page.status!r} is no status we know")
        try:
            if row is not None and (field := page.differs(row)):
                why = f"{field}: its page and the list say different things"
                return refusal(site, number, "list_differs", why, field)
            return page.order(WORDS)
        except ValueError as error:
            return unreadable(site, number, error)
