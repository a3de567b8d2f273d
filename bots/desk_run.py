"""A flow that enters orders: queue them, work on them here or watch a worker, and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bots.desk import ERP_QUEUE, LATER_QUEUE, Desk, erp_queue
from bots.engine import Engine, engine_url, workers_alive
from bots.errors import TechnicalError, TryAgain
from bots.flow_run import Run
from bots.ledger import Item, State
from bots.progress import Bar

LOOK_EVERY = 0.5
PATIENCE = timedelta(minutes=5)
"""How long a flow stays for orders that wait for their next try."""
GRACE = 120.0
"""Seconds that the order in hand has to be finished when the flow is told to stop."""


async def enter_all(run: Run, due: Sequence[str]) -> None:
    """Enter `due` through the engine, show progress, count how each order ended."""
    async with opened_desk(run) as desk:
        with run.progress("enter", len(due)) as bar:
            jobs = await desk.submit(due, run.id)
            items = await _watch(run, desk, jobs, due, bar)
        for error in await _stops(desk, jobs, items):
            run.trouble("erp", error)
    for item in items.values():
        run.count(item.shop, _word(item), for_person=item.state.needs_person)


@asynccontextmanager
async def opened_desk(run: Run) -> AsyncIterator[Desk]:
    """A desk on an open engine. While a worker lives, this process leaves the ERP to it."""
    url = engine_url(run.settings.database_url)
    busy = await asyncio.to_thread(workers_alive, url) > 0
    async with Desk(run.settings, run.ledger, run.sites) as desk:
        engine = Engine(
            url,
            jobs=desk.jobs(),
            queues=[erp_queue(run.settings), LATER_QUEUE],
            listen=[] if busy else [ERP_QUEUE, LATER_QUEUE.name],
            free=desk.free,
        )
        desk.engine = engine
        async with engine:
            await engine.forget()
            try:
                yield desk
            finally:
                await engine.stop(GRACE)


async def _watch(
    run: Run, desk: Desk, jobs: Sequence[str], due: Sequence[str], bar: Bar
) -> Mapping[str, Item]:
    """Until nothing more happens by itself, or not soon: how the items stand."""
    until = datetime.now(UTC) + PATIENCE
    while True:
        working = await desk.under_way(jobs)
        items = await asyncio.to_thread(run.ledger.items.find_many, due)
        settled = [item for item in items.values() if _settled(item)]
        bar.reach(len(settled), **Counter(map(_word, settled)))
        waiting = desk.stopped is None and any(_soon(item, until) for item in items.values())
        if not working and not waiting:
            return items
        await asyncio.sleep(LOOK_EVERY)


async def _stops(
    desk: Desk, jobs: Sequence[str], items: Mapping[str, Item]
) -> list[TechnicalError]:
    """What stopped the ERP, here or in the worker that had it; trouble for what was left over."""
    left = [item.key for item in items.values() if not _settled(item)]
    if not left:
        return []
    if stops := await desk.stops(jobs):
        return stops
    return [
        TryAgain(
            f"{len(left)} orders are not entered yet, and will be tried again: {left[0]}, ...",
            remedy="nothing is lost: the next run goes on with them (bots items show ORDER)",
        )
    ]


def _settled(item: Item) -> bool:
    return item.state.done or item.state.needs_person


def _soon(item: Item, until: datetime) -> bool:
    """Whether it is in hand, or its next try comes before `until`."""
    if item.state in {State.ENTERING, State.SUBMITTING}:
        return True
    return not _settled(item) and item.next_try_at is not None and item.next_try_at < until


def _word(item: Item) -> str:
    """What the summary calls it."""
    if item.state is State.ENTERED:
        return item.outcome or item.state
    return {State.NEW: "later", State.WAITING: "waiting"}.get(item.state, item.state.value)
