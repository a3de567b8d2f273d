"""A worker: takes orders from the queue, goes on with runs that waited, until told to stop."""

from __future__ import annotations

import asyncio
import signal
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import structlog

from bots.commands.screen import problems
from bots.desk import ERP_QUEUE, LATER_QUEUE, Desk, erp_queue
from bots.desk_place import ErpPlace
from bots.desk_run import GRACE
from bots.engine import Engine, engine_url
from bots.ledger import Ledger
from bots.log import start_log, stop_log
from bots.people import LedgerPeople, tell
from bots.settings import Settings
from bots.sites import Sites
from bots.waiting import WAITING, Waiting

log = structlog.get_logger(__name__)


async def work(settings: Settings, *, grace: float = GRACE) -> None:
    """Work until SIGTERM or SIGINT, then finish the order in hand, for at most `grace` seconds.

    Of several workers on one machine one has the ERP, with its one session; the others stand by.
    """
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    folder = _folder(settings)
    start_log(folder / "log.jsonl", problems())
    ledger = await asyncio.to_thread(Ledger.open, settings.database_url)
    try:
        sites = Sites(settings, ledger, LedgerPeople(ledger, None, folder, tell), folder)
        async with sites, Desk(settings, ledger, sites) as desk:
            with ErpPlace(settings.home) as place:
                while not stop.is_set():
                    await _shift(settings, desk, place, Waiting(ledger), stop, grace)
    finally:
        ledger.close()
        stop_log()


async def _shift(
    settings: Settings,
    desk: Desk,
    place: ErpPlace,
    waiting: Waiting,
    stop: asyncio.Event,
    grace: float,
) -> None:
    """Work until told to stop, or until the ERP that another process had comes free."""
    has_erp = place.take()
    engine = Engine(
        engine_url(settings.database_url),
        jobs=[*desk.jobs(), waiting.job()],
        queues=[erp_queue(settings), LATER_QUEUE, WAITING],
        listen=[*([ERP_QUEUE] if has_erp else []), LATER_QUEUE.name, WAITING.name],
        role="worker",
        lease=settings.engine.lease,
        free=desk.free,
    )
    desk.engine = waiting.engine = engine
    async with engine:
        await engine.forget()
        log.info("worker_ready", executor=engine.executor, has_erp=has_erp)
        while not await _set_within(stop, settings.engine.stand_by):
            if not has_erp and place.take():
                break
        await engine.stop(grace)
        log.info("worker_stopped", executor=engine.executor)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False


def _folder(settings: Settings) -> Path:
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder = settings.home / "runs" / f"{stamp}-worker-{uuid4().hex[:4]}"
    folder.mkdir(parents=True, mode=0o700)
    return folder
