"""A flow that enters orders: queue them, work on them here or watch a worker, and count."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from bots.desk import ERP_QUEUE, LATER_QUEUE, Desk, erp_queue
from bots.desk_place import ErpPlace
from bots.engine import Engine, engine_url, workers_alive
from bots.errors import TechnicalError, TryAgain
from bots.flow_run import Run
from bots.ledger import ENTER_ORDER, Item, State
from bots.progress import Bar

LOOK_EVERY = 0.5
PATIENCE = timedelta(minutes=5)
"""How long a flow stays for orders that wait for their next try."""
OVERDUE = timedelta(minutes=1)
"""How long after its time a next try may still be waited for: later, its job was given up."""
GRACE = 120.0
"""Seconds that the order in hand has to be finished when the flow is told to stop."""


async def enter_all(run: Run, due: Sequence[str], kind: str = ENTER_ORDER) -> None:
    """Enter `due` through the engine, show progress, count how each one ended.

    Orders, or documents (`TRANSFER`, `PURCHASE`) that `Ledger.things` keeps.
    """
    jobs: list[str] = []
    items: Mapping[str, Item] | None = None
    until = datetime.now(UTC) + PATIENCE
    with ErpPlace(run.settings.home) as place, run.progress("enter", len(due)) as bar:
        while items is None:
            async with opened_desk(run, place) as desk:
                jobs = jobs or await desk.submit(due, run.id, kind)
                items = await _watch(run, desk, place, jobs, due, kind, bar, until)
                stops = [] if items is None else await _stops(desk, jobs, items)
    for error in stops:
        run.trouble("erp", error)
    for item in items.values():
        run.count(item.shop, _word(item), for_person=item.state.needs_person)


@asynccontextmanager
async def opened_desk(run: Run, place: ErpPlace) -> AsyncIterator[Desk]:
    """A desk on an open engine. While a worker lives, this process leaves the ERP to it."""
    url = engine_url(run.settings.database_url)
    lease = run.settings.engine.lease
    if await asyncio.to_thread(workers_alive, url, lease):
        place.leave()
    else:
        place.take()
    async with Desk(run.settings, run.ledger, run.sites) as desk:
        engine = Engine(
            url,
            jobs=desk.jobs(),
            queues=[erp_queue(run.settings), LATER_QUEUE],
            listen=[ERP_QUEUE, LATER_QUEUE.name] if place.held else [],
            lease=lease,
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
    run: Run,
    desk: Desk,
    place: ErpPlace,
    jobs: Sequence[str],
    due: Sequence[str],
    kind: str,
    bar: Bar,
    until: datetime,
) -> Mapping[str, Item] | None:
    """Until nothing more happens by itself, or not soon: how the items stand.

    None: whoever had the ERP is gone, and this process is to work on.
    """
    look = asyncio.get_running_loop().time() + run.settings.engine.stand_by
    while True:
        working = await desk.under_way(jobs)
        items = await asyncio.to_thread(run.ledger.items.find_many, due, kind)
        settled = [item for item in items.values() if _settled(item)]
        bar.reach(len(settled), **Counter(map(_word, settled)))
        waiting = desk.stopped is None and any(_soon(item, until) for item in items.values())
        if not working and not waiting:
            return items
        if not place.held and asyncio.get_running_loop().time() > look:
            look += run.settings.engine.stand_by
            if not await desk.workers() and place.take():
                return None
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
            f"{len(left)} are not entered yet, and will be tried again: {left[0]}, ...",
            remedy="nothing is lost: the next run goes on with them (bots items show ORDER)",
        )
    ]


def _settled(item: Item) -> bool:
    return item.state.done or item.state.needs_person


def _soon(item: Item, until: datetime) -> bool:
    """Whether it is in hand, or its next try comes before `until`."""
    if item.state in {State.ENTERING, State.SUBMITTING}:
        return True
    if _settled(item) or item.next_try_at is None:
        return False
    return datetime.now(UTC) - OVERDUE < item.next_try_at < until


def _word(item: Item) -> str:
    """What the summary calls it."""
    if item.state is State.ENTERED:
        return item.outcome or item.state
    return {State.NEW: "later", State.WAITING: "waiting"}.get(item.state, item.state.value)
