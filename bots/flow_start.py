"""From a checked flow to its ending: run record, log, folder, summary."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog

from bots.commands.context import who
from bots.commands.screen import print_json, problems, screen
from bots.errors import BotsError, SettingsError
from bots.flow_options import Common
from bots.flow_run import FAILED, Run
from bots.flow_summary import OUTCOMES, as_json, print_summary
from bots.ledger import Ledger
from bots.log import start_log, stop_log
from bots.mending import Mender
from bots.people import LedgerPeople, tell
from bots.progress import ProgressBoard
from bots.settings import Settings
from bots.sites import Sites
from bots.waiting import wait_for_answer

if TYPE_CHECKING:
    from bots.flow import Flow

log = structlog.get_logger(__name__)


async def started(
    flow: Flow,
    settings: Settings,
    values: dict[str, Any],
    common: Common,
    arguments: Sequence[str],
) -> int:
    """Run `flow` and give its exit code; whatever happens, the run record says how it ended."""
    async with _opened(flow, settings, common, arguments) as run:
        ending = await _worked(flow, run, values)
        await _ended(run, ending)
    if common.json:  # after the progress bars, which take standard output over on a terminal
        print_json(as_json(run))
    else:
        print_summary(run, screen())
    return run.tally.exit_code


async def _worked(flow: Flow, run: Run, values: dict[str, Any]) -> str | None:
    """Do the flow's work; its own word for the ending, when there is one."""
    log.info("started", flow=flow.name, dry_run=run.dry_run)
    try:
        await flow.function(run, **values)
    except BotsError as error:
        run.trouble(flow.name, error)
    except asyncio.CancelledError:
        run.trouble(flow.name, BotsError("stopped before its end", remedy="run it again"))
        return "stopped"
    except BaseException:
        log.exception("failed", flow=flow.name)
        await asyncio.to_thread(run.ledger.runs.finish, run.id, "failed", FAILED, run.tally.totals)
        raise
    return None


async def _ended(run: Run, ending: str | None) -> None:
    """Close the run record, or leave it open and wait durably for the people it needs."""
    code = run.tally.exit_code
    if run.tally.questions and not run.dry_run and ending is None:
        for needed in run.tally.questions:
            await asyncio.to_thread(wait_for_answer, run.settings, run.id, needed)
        await asyncio.to_thread(run.ledger.runs.leave, run.id)
        return
    outcome = ending or OUTCOMES[code]
    log.debug("ended", outcome=outcome, code=code, counts=dict(run.tally.totals))
    await asyncio.to_thread(run.ledger.runs.finish, run.id, outcome, code, run.tally.totals)


@asynccontextmanager
async def _opened(
    flow: Flow, settings: Settings, common: Common, arguments: Sequence[str]
) -> AsyncIterator[Run]:
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    ledger = await asyncio.to_thread(Ledger.open, settings.database_url)
    try:
        number, folder = await asyncio.to_thread(
            _recorded, flow, ledger, settings, common, arguments
        )
        console = problems()
        start_log(folder / "log.jsonl", console)
        people = LedgerPeople(ledger, number, folder, tell)
        sites = Sites(
            settings,
            ledger,
            people,
            folder,
            mender=Mender(settings, ledger, number, ask=not common.dry_run),
            headed=common.headed,
            slow_mo=common.slow_mo,
        )
        structlog.contextvars.bind_contextvars(run=number)
        with ProgressBoard(console) as board:
            async with sites:
                run = Run(
                    number,
                    flow.name,
                    settings=settings,
                    ledger=ledger,
                    common=common,
                    folder=folder,
                    people=people,
                    sites=sites,
                    board=board,
                )
                yield run
    finally:
        stop_log()
        ledger.close()


def _recorded(
    flow: Flow, ledger: Ledger, settings: Settings, common: Common, arguments: Sequence[str]
) -> tuple[int, Path]:
    """The run's number and folder: new ones, or those of the run that goes on."""
    if common.go_on is not None:
        before = ledger.runs.get(common.go_on)
        if before is None or before.evidence is None or before.finished_at is not None:
            raise SettingsError(f"run {common.go_on} is not waiting", remedy="bots runs list")
        ledger.runs.take_up(before.id)
        return before.id, before.evidence
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder = settings.home / "runs" / f"{stamp}-{flow.name}-{uuid4().hex[:4]}"
    folder.mkdir(parents=True, mode=0o700)
    by = "timetable" if common.scheduled else who()
    row = ledger.runs.start(flow.name, {"arguments": list(arguments)}, by, evidence=folder)
    return row.id, folder
