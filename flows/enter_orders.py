"""Enter the collected orders into the ERP, each exactly once."""

from __future__ import annotations

import asyncio

from bots.desk_run import enter_all
from bots.entering import Entering, Worker
from bots.flow import Run, Shops, flow


@flow
async def enter_orders(run: Run, *, shop: Shops = Shops(), limit: int = 1000) -> None:
    """Enter what is due: look in the ERP first, adopt what is there, enter the rest, read it back.

    Orders run as durable jobs: kill this at any moment and start it again, nothing is lost and
    nothing is entered twice. While a `bots worker` runs, it does the work and this only watches.

    Example: enter_orders.py --shop north --limit 20
    """
    due = await asyncio.to_thread(due_of, run, shop, limit)
    if run.dry_run:
        await plan(run, due)
    elif due:
        await enter_all(run, due)


def due_of(run: Run, shop: Shops, limit: int) -> list[str]:
    """The references of the orders to enter now, oldest first, at most `limit`.

    Those that somebody is at are watched, and taken over when that one is dead.
    """
    found = [
        reference
        for name in (shop or [None])
        for reference in run.ledger.items.due(limit, shop=name, held=True)
    ]
    return found[:limit]


async def plan(run: Run, due: list[str]) -> None:
    """What entering would do; reads the ERP, writes nothing."""
    platforms = {name: one.platform for name, one in run.settings.shops.items()}
    async with run.erp() as desk:
        entering = Entering(
            run.ledger, desk.erp, desk.settings, platforms, Worker("dry-run", run.id)
        )
        for planned in await desk.session.again(lambda: entering.plan(due)):
            run.count("erp", f"would {planned.action}")
            why = planned.why.removeprefix(planned.reference).lstrip(": ")
            run.would(f"{planned.action} {planned.reference}{why and ': ' + why}")


if __name__ == "__main__":
    enter_orders()
