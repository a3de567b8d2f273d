"""A run that needs a person waits in the engine, without a browser, until somebody answers."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

import structlog

from bots.engine import Engine, Job, Queue, engine_url, notify, submit, workers_alive
from bots.errors import PersonNeeded
from bots.flow_files import load_flow_path
from bots.ledger import Ledger
from bots.people import ANSWERED_WITHIN
from bots.settings import Settings

WAITING = Queue("waiting")
"""No limit: what waits here holds neither a browser nor a place among those who work."""
GO_ON = "go_on"
_TOPIC = "answered"
log = structlog.get_logger(__name__)


def wait_for_answer(settings: Settings, run: int, needed: PersonNeeded) -> None:
    """Leave `run` to the workers: one goes on with it once the question is answered."""
    if needed.question is not None:
        url = engine_url(settings.database_url)
        submit(url, GO_ON, _key(needed.question), run, needed.question, queue=WAITING.name)


def answered(settings: Settings, question: int) -> bool:
    """Tell the run that waits for `question` that it has its answer.

    Returns:
        Whether somebody goes on with it now: the run itself, which never stopped, or a worker.
    """
    url = engine_url(settings.database_url)
    waited = notify(url, _key(question), _TOPIC, question)
    return not waited or workers_alive(url, settings.engine.lease) > 0


class Waiting:
    """The worker's side: waits for the answers, and goes on with the runs."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.engine: Engine | None = None

    def job(self) -> Job:
        """The job that waits. Its workers may come and go: that never ends it."""
        return Job(GO_ON, self._go_on, crashes=None)

    async def _go_on(self, run: int, question: int) -> dict[str, object]:
        assert self.engine is not None  # noqa: S101 a job runs in an open engine
        if not await self.engine.step("answered", lambda: self._has_answer(question)):
            seconds = timedelta(ANSWERED_WITHIN.days).total_seconds()
            if await self.engine.message(_TOPIC, seconds) is None:
                return {"run": run, "ended": "nobody answered"}
        code = await self.engine.step("run", lambda: self._run_again(run))
        return {"run": run, "exit_code": code}

    async def _has_answer(self, question: int) -> bool:
        row = await asyncio.to_thread(self._ledger.questions.get, question)
        return row is not None and row.answered_at is not None

    async def _run_again(self, number: int) -> int:
        """The same run, in a process of its own; its exit code, 1 when it cannot be started."""
        run = await asyncio.to_thread(self._ledger.runs.get, number)
        if run is None or run.finished_at is not None:
            return 1
        arguments = [str(one) for one in _list(run.parameters.get("arguments"))]
        process = await asyncio.create_subprocess_exec(
            sys.executable, str(load_flow_path(run.flow)), *arguments, "--go-on", str(number)
        )
        try:
            return await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise


def _key(question: int) -> str:
    return f"question:{question}"


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
