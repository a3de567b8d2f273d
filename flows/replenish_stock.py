"""Buy what runs out: demand, lead times and a service level make the proposals."""

from __future__ import annotations

import asyncio

from bots.erps.documents import documents_of
from bots.flow import Run, flow
from bots.model.proposal import Kind
from bots.proposing import purchases
from bots.proposing.following import enter_approved, propose, read_stock, tell


@flow
async def replenish_stock(run: Run, *, limit: int = 100) -> None:
    """Read the ERP's stock and open purchases, propose purchases, enter those that are approved.

    What costs less than the settings' limit is approved by that rule; the rest waits for a person
    (bots proposals list), and is entered by the next run, each once. Where an open purchase could
    not be read, no rule approves anything: what it brings is in no figure. Who supplies what, and
    for how much: bots proposals import.

    Example: replenish_stock.py --dry-run
    """
    before = await asyncio.to_thread(run.ledger.proposals.snapshot)
    async with run.erp() as desk:
        stock = await read_stock(run, desk)
        on_order = await desk.session.again(
            lambda: purchases.gathered(documents_of(desk.erp).open_purchases())
        )
    plan = await asyncio.to_thread(
        purchases.plan_purchases, run.ledger, run.settings, stock, on_order, before
    )
    unread = len(on_order.unreadable)
    run.count("purchase orders", "unreadable", unread, for_person=bool(unread))
    run.count("orders", "unmapped lines", plan.unmapped, for_person=bool(plan.unmapped))
    tell(run, Kind.PURCHASE, {**plan.left_out, "enough": plan.enough})
    await propose(run, Kind.PURCHASE, plan.drafts, before, by_rule=not on_order.unreadable)
    await enter_approved(run, Kind.PURCHASE, limit)


if __name__ == "__main__":
    replenish_stock()
