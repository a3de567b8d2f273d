"""django-oscar's dashboard as a shop's back office."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

from bots.errors import BusinessError
from bots.model import Order
from bots.page import Document
from bots.platforms.oscar.pages import OrderPage, OrderRow, OrdersFile
from bots.platforms.oscar.reading import read_order, statuses_of
from bots.platforms.oscar.sign_in import SignIn
from bots.refusals import refusal
from bots.session import Session

GONE = 404


class Portal:
    """Orders from the dashboard: numbers from the orders file, the rest from each order's page."""

    sign_in = SignIn()

    def __init__(self, session: Session) -> None:
        self.session = session
        self.statuses = statuses_of(session.site)

    async def orders(
        self, since: datetime, until: datetime | None = None
    ) -> AsyncIterator[Order | BusinessError]:
        """Every order placed in [since, until), newest first; see `bots.platforms.Portal`."""
        start = since.astimezone(self.session.site.zone)
        file = await self.session.read(OrdersFile, OrdersFile.since(start))
        rows = [row for row in file.rows() if row.placed_within(since, until)]
        waiting = iter(rows)
        async for document in self.session.get_many(row.path for row in rows):
            yield self._read(next(waiting), document)

    async def order(self, number: str) -> Order | BusinessError:
        """One order by its number."""
        file = await self.session.read(OrdersFile, OrdersFile.of(number))
        row = next((row for row in file.rows() if row.number == number), None)
        if row is None:
            return refusal(self.session.site, number, "not_found", "the shop does not have it")
        return self._read(row, await self.session.get(row.path))

    def _read(self, row: OrderRow, document: Document) -> Order | BusinessError:
        site = self.session.site
        if document.status == GONE:
            return refusal(site, row.number, "not_found", "it went while the list was read")
        if "\ufffd" in document.text:
            return refusal(site, row.number, "unreadable", "its page has text that did not decode")
        page = OrderPage(document, site).prove()
        if not page.is_titled(row.number):
            raise page.changed(f"is not the page of {row.number}")
        return read_order(page, row, self.statuses)
