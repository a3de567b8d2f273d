"""What the ERP itself holds of orders that the ledger did not enter, where the rules say: ask."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, time, tzinfo

from bots.model import ErpRecord, OrderStatus
from bots.model.money import total_of
from bots.model.settling import Held, OrderFacts
from bots.sites import SignedInErp

Erp = Callable[[], AbstractAsyncContextManager[SignedInErp]]


async def ask_erp(erp: Erp, shop: str, numbers: Collection[str]) -> Mapping[str, OrderFacts]:
    """Those of the shop's orders that the ERP holds, by number. Reads it, and changes nothing."""
    if not numbers:
        return {}
    wanted = {f"{shop}/{number}": number for number in numbers}
    async with erp() as desk:
        there = await desk.session.again(desk.erp.references)
        known = [reference for reference in wanted if reference in there]
        found = await desk.session.again(lambda: desk.erp.find_many(known))
        zone = desk.settings.zone
    return {
        wanted[reference]: _facts(wanted[reference], records, zone)
        for reference, records in found.items()
        if records
    }


def _facts(number: str, records: Sequence[ErpRecord], zone: tzinfo) -> OrderFacts:
    """An order as the ERP tells of it; twice there, it is held with the sum of both."""
    first = records[0].order
    total = total_of(one.order.total for one in records)
    names = " + ".join(one.number or one.id for one in records)
    return OrderFacts(
        number=number,
        status=OrderStatus.COMPLETED,
        placed_at=datetime.combine(first.date, time(), zone),
        currency=first.currency,
        total=first.total,
        lines=tuple((line.quantity, line.unit_price) for line in first.lines),
        held=Held(names, total, first.currency),
    )
