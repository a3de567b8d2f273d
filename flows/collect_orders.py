"""Read the orders of the shops into the ledger, each once."""

from __future__ import annotations

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path

from bots.errors import BusinessError
from bots.flow import Run, Shops, Since, flow
from bots.ledger import Change, State
from bots.model import Order


@flow
async def collect_orders(
    run: Run, *, shop: Shops = Shops(), since: Since = Since("2d"), file: Path | None = None
) -> None:
    """Read the orders of the shops, all shops at once, into the ledger.

    Safe to repeat: an order that did not change is left as it is; one that changed is brought up
    to date, or shown in the worklist when it was entered already. An order that cannot be read
    rightly goes to the worklist, with the reason. `--file` is an export of the one shop named.

    Example: collect_orders.py --shop north --since 6h --dry-run
    """
    await run.each(run.shops(shop, one=bool(file)), lambda name: collect(run, name, since, file))


async def collect(run: Run, name: str, since: Since, file: Path | None) -> None:
    """Read one shop's window; fewer orders than its floor is an error, not an empty day."""
    start = since.at(run.now, run.settings.shop(name).zone)
    count = 0
    run.count(name, "found", 0)
    async with run.shop(name, file=file) as shop:
        with run.progress(name) as bar:
            async for read in shop.orders(start, run.now):
                count += 1
                run.count(name, "found")
                bar.advance(found=1)
                await keep(run, name, read)
    await checked(run, name, start, count)


async def keep(run: Run, name: str, read: Order | BusinessError) -> None:
    """Record one order, or what is wrong with it."""
    who, orders = f"run {run.id}", run.ledger.orders
    if isinstance(read, BusinessError):
        run.count(name, "unreadable", for_person=True)
        if not run.dry_run:
            await asyncio.to_thread(orders.record_unreadable, name, read, run.id, who)
    elif run.dry_run:
        run.count(name, "would record")
    else:
        done = await asyncio.to_thread(orders.record, read, run.id, who)
        opened = done.change is not Change.UNCHANGED and done.item is not None
        waits = opened and done.item is not None and done.item.state is State.WAITING
        run.count(name, done.change, for_person=waits)


async def checked(run: Run, name: str, start: datetime, count: int) -> None:
    """Compare what was read with what this shop's history lets expect."""
    fixed, reads = run.settings.shop(name).floor, run.ledger.reads
    if run.dry_run:
        floor = await asyncio.to_thread(reads.floor, name, start, run.now, fixed)
        run.would(f"check {name}: {count} orders, at least {floor.least} expected ({floor.reason})")
        return
    check = partial(reads.check, name, start, run.now, count, fixed=fixed, run=run.id)
    await asyncio.to_thread(check)


if __name__ == "__main__":
    collect_orders()
