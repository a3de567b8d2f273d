"""One party per buyer, where the settings say so: a buyer's first order makes the party."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bots.erps.tryton.desks import Desks
from bots.erps.tryton.lookup import Known, look_up
from bots.erps.tryton.pages.party_form import PartyForm
from bots.model import SalesOrder
from bots.session import Session
from bots.settings import ErpSettings


class Parties:
    """Makes the parties that are missing; one at a time, so that none is made twice."""

    def __init__(self, session: Session, desks: Desks) -> None:
        self._session = session
        self._desks = desks
        self._one_at_a_time = asyncio.Lock()

    async def look_up(self, orders: Sequence[SalesOrder]) -> Known:
        """What Tryton knows of the orders, their parties made where there is one per buyer."""
        known = await look_up(self._session, orders)
        site = self._session.site
        if not isinstance(site, ErpSettings) or "{buyer}" not in site.party:
            return known
        if all(order.party in known.parties for order in orders):
            return known
        async with self._one_at_a_time:
            return await self._made(orders)

    async def _made(self, orders: Sequence[SalesOrder]) -> Known:
        known = await look_up(self._session, orders)  # another page may have made them meanwhile
        missing = sorted({order.party for order in orders} - known.parties.keys())
        async with self._desks.desk() as sao:
            for name in missing:
                await PartyForm(sao).make(name)
        return await look_up(self._session, orders)
