"""A flow that enters orders: queue them, work on them here or watch a worker, and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager

from bots.desk import ERP_QUEUE, Desk, erp_queue
from bots.engine import Engine, engine_url, workers_alive
from bots.flow_run import Run
from bots.ledger import Item, State
from bots.progress import Bar
from bots.waiting import WAITING

LOOK_EVERY = 0.5
GRACE = 120.0
"""Seconds that the order in hand has to be finished when the flow is told to stop."""


async def enter_all(run: Run, due: Sequence[str]) -> None:
    """Enter `due` through the engine, show progress, count how each order ended."""
    async with opened_desk(run) as desk:
        with run.progress("enter", len(due)) as bar:
            jobs = await desk.submit(due, run.id)
            items = await _watch(run, desk, jobs, due, bar)
    for item in items.values():
        run.count(item.shop, _word(item), for_person=item.state.needs_person)
    if desk.stopped is not None:
        run.trouble("erp", desk.stopped)


@asynccontextmanager
async def opened_desk(run: Run) -> AsyncIterator[Desk]:
    """A desk on an open engine. While a worker lives, this process leaves the ERP to it."""
    url = engine_url(run.settings.database_url)
    busy = await asyncio.to_thread(workers_alive, url) > 0
    async with Desk(run.settings, run.ledger, run.sites) as desk:
        engine = Engine(
            url,
            jobs=desk.jobs(),
            queues=[erp_queue(run.settings), WAITING],
            listen=[] if busy else [ERP_QUEUE],
            free=desk.free,
        )
        desk.engine = engine
        async with engine:
            try:
                yield desk
            finally:
                await engine.stop(GRACE)


async def _watch(
    run: Run, desk: Desk, jobs: Sequence[str], due: Sequence[str], bar: Bar
) -> Mapping[str, Item]:
    """Until no job of ours is under way: how the items stand."""
    while True:
        over = desk.engine is None or not await desk.engine.under_way(jobs)
        items = await asyncio.to_thread(run.ledger.items.find_many, due)
        settled = [item for item in items.values() if item.state.done or item.state.needs_person]
        bar.reach(len(settled), **Counter(map(_word, settled)))
        if over:
            return items
        await asyncio.sleep(LOOK_EVERY)


def _word(item: Item) -> str:
    """What the summary calls it."""
    if item.state is State.ENTERED:
        return item.outcome or item.state
    return {State.NEW: "later", State.WAITING: "waiting"}.get(item.state, item.state.value)
