"""The practice ERP's stock, from its page."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bots.erps.practice.pages_stock import StockPage
from bots.errors import BusinessError
from bots.model import StockLevel
from bots.session import Session


class Stocks:
    """See `bots.erps.stocks`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def stock(self) -> AsyncIterator[StockLevel | BusinessError]:
        """Every SKU in every warehouse; the warehouse by its code."""
        page = await self._session.read(StockPage, StockPage.path)
        for level in page.levels():
            yield level
