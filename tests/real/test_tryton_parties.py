"""One party per buyer, on a real Tryton."""

from __future__ import annotations

import pytest

from bots.erps.tryton.erp import Erp
from tests.real.tryton.signed_in import line, sales_order, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def allow():
    """A guard that lets everything through."""


async def test_a_new_buyer_becomes_a_party(browser, tryton, judge, new_reference, tmp_path):
    """With `{buyer}` in the settings a new buyer becomes a party once, whichever way is taken."""
    name = "New Buyer 新买家"
    goods = line("NUT-M4", "1", "1")
    first, *more = (sales_order(new_reference(), goods, party=name) for _ in range(3))
    async with signed_in(browser, tryton, tmp_path, party="{buyer}") as session:
        erp = Erp(session)
        await erp.enter(first, allow)
        await erp.enter_many(more, allow)
        found = await erp.find_many([order.reference for order in (first, *more)])
        await erp.confirm([record.id for records in found.values() for record in records])
    assert len(judge.call("model.party.party.search", [["name", "=", name]], 0, None, None)) == 1
    sales = judge.sales([["party.name", "=", name]])
    assert [sale["state"] for sale in sales] == ["processing"] * 3
