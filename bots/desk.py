"""The ERP desk: durable jobs that enter orders and documents through one session."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from types import TracebackType
from typing import Any, Protocol, Self

import structlog

from bots.engine import Engine, Job, JobFailed, Queue
from bots.entering import Entering, Worker
from bots.entering.dead import OF_LANE, free_dead
from bots.entering.documents import EnteringDocuments
from bots.erps.documents import documents_of
from bots.errors import BotsError, PersonNeeded, TechnicalError
from bots.ledger import ENTER_ORDER, Item, Ledger, State
from bots.settings import Settings
from bots.sites import SignedInErp, Sites
from bots.waiting import wait_for_answer

ENTER, LATER = "enter", "later"
ERP_QUEUE = "erp"
IDLE = 20.0
"""Seconds after which an idle session of the ERP is closed, so that other processes get it."""
LATER_QUEUE = Queue("later")
"""Orders that wait for their next try; no limit, for they hold nothing meanwhile."""
log = structlog.get_logger(__name__)


def erp_queue(settings: Settings) -> Queue:
    """Orders for the ERP: so many at once as it has sessions, and one for each session."""
    return Queue(ERP_QUEUE, at_once=settings.the_erp().sessions, lane_at_once=1, poll=0.1)


@dataclass(frozen=True)
class Entered:
    """How far one job came. `later`: references that want another call, after so many seconds."""

    later: tuple[tuple[str, float], ...] = ()
    question: int | None = None
    stopped: str = ""


class _Enters(Protocol):
    async def enter(self, references: Sequence[str]) -> list[Item]: ...


class Desk:
    """Works on the ERP queue; keeps one session signed in while there is work for it."""

    def __init__(self, settings: Settings, ledger: Ledger, sites: Sites) -> None:
        self._settings = settings
        self._ledger = ledger
        self._sites = sites
        self._stack = AsyncExitStack()
        self._erp: SignedInErp | None = None
        self._opening = asyncio.Lock()
        self._turns: dict[str, asyncio.Lock] = {}
        self._busy = 0
        self._idle: asyncio.Task[None] | None = None
        self._stopped_run: int | None = None
        self.stopped: BotsError | None = None
        self.engine: Engine | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._idle is not None:
            self._idle.cancel()
        await self._sign_off()

    def jobs(self) -> list[Job]:
        """The jobs this desk does."""
        return [Job(ENTER, self._enter), Job(LATER, self._later, crashes=None)]

    def free(self, alive: Callable[[], set[str]]) -> None:
        """Let go, in the ledger, of the items that workers hold who are no longer alive.

        And of those that a lane of this desk holds although no job is in it: when the database was
        away, a job could not let go of them itself.
        """
        settle = timedelta(seconds=self._settings.the_erp().settle)
        held = free_dead(self._ledger, alive, settle)
        for owner, left in self._left(held).items():
            self._ledger.items.free(left, f"left by a job of {owner}", settle)

    def _left(self, held: Sequence[Item]) -> dict[str, list[Item]]:
        """What this desk's lanes hold that are at rest: looked at after `held` was read."""
        left: dict[str, list[Item]] = {}
        for item in held:
            executor, _, lane = item.owner.partition(OF_LANE)
            turn = self._turns.get(lane)
            ours = self.engine is not None and executor == self.engine.executor
            if ours and not (turn is not None and turn.locked()):
                left.setdefault(item.owner, []).append(item)
        return left

    async def submit(
        self, references: Sequence[str], run: int | None, kind: str = ENTER_ORDER
    ) -> list[str]:
        """Queue these orders (or documents) for entering, each once; the jobs' ids.

        By form each is a job of its own, by its reference; by import a batch of orders is one job.
        """
        erp = self._settings.the_erp()
        size = erp.batch if erp.way == "import" and kind == ENTER_ORDER else 1
        batches = [list(references[at : at + size]) for at in range(0, len(references), size)]
        lanes = [f"erp-{number}" for number in range(erp.sessions)]
        return [
            await self._the_engine.submit(
                ENTER, _key(batch, kind), batch, run, lane, kind, queue=ERP_QUEUE, lane=lane
            )
            for batch, lane in zip(batches, cycle(lanes), strict=False)
        ]

    async def under_way(self, jobs: Sequence[str]) -> int:
        """How many of these jobs are not over yet."""
        return await self._the_engine.under_way(jobs)

    async def workers(self) -> int:
        """How many `bots worker` processes are alive."""
        return await self._the_engine.alive("worker")

    async def stops(self, jobs: Sequence[str]) -> list[TechnicalError]:
        """What stopped these jobs, each reason once; whichever process they ran in."""
        if isinstance(self.stopped, TechnicalError):
            return [self.stopped]
        ends, failed = [], []
        for job in jobs:
            try:
                ends.append(Entered(**await self._the_engine.result(job)))
            except JobFailed as error:
                failed.append(error)
        return failed + [
            PersonNeeded(why, need="a person", question=question)
            if question is not None
            else TechnicalError(why, remedy="see the worker's log")
            for why, question in dict.fromkeys((end.stopped, end.question) for end in ends)
            if why
        ]

    # The jobs -----------------------------------------------------------------------------

    async def _enter(
        self, references: list[str], run: int | None, lane: str, kind: str = ENTER_ORDER
    ) -> dict[str, Any]:
        """Enter one batch; what wants more is queued again, to wait where there is no limit."""
        engine = self._the_engine
        end = Entered(
            **await engine.step("enter", lambda: self._entered(references, run, lane, kind))
        )
        for reference, seconds in end.later:
            await engine.submit(
                LATER,
                f"later:{_key([reference], kind)}",
                engine.job_id(),
                [reference],
                run,
                kind,
                queue=LATER_QUEUE.name,
                delay=max(seconds, 1),
            )
        return asdict(end)

    async def _later(
        self, before: str, references: list[str], run: int | None, kind: str = ENTER_ORDER
    ) -> None:
        """The time has come for another call; the job before is over, or nearly."""
        with suppress(JobFailed):  # whatever became of it, the order is still to be entered
            await self._the_engine.result(before)
        await self.submit(references, run, kind)

    async def _entered(
        self, references: list[str], run: int | None, lane: str, kind: str
    ) -> dict[str, Any]:
        structlog.contextvars.bind_contextvars(run=run)
        async with self._turns.setdefault(lane, asyncio.Lock()):
            if await self._still_stopped(run):
                return asdict(Entered(stopped=str(self.stopped)))
            try:
                async with self._at_work():
                    items = await self._through_erp(references, run, lane, kind)
                    _tell(items)
            except TechnicalError as error:
                return asdict(await self._stop(error, run))
        return asdict(Entered(later=tuple(_later(items))))

    async def _stop(self, error: TechnicalError, run: int | None) -> Entered:
        """No more of this run: its other orders stay as they are, for when it goes on."""
        log.error("erp_stopped", kind=error.kind, message=error.message, evidence=error.evidence)
        self.stopped, self._stopped_run = error, run
        await self._sign_off()
        question = error.question if isinstance(error, PersonNeeded) else None
        if isinstance(error, PersonNeeded) and run is not None:
            await asyncio.to_thread(wait_for_answer, self._settings, run, error)
        return Entered(question=question, stopped=error.message)

    async def _still_stopped(self, run: int | None) -> bool:
        """Whether what stopped the ERP still does: for its run, and while a question is open."""
        if isinstance(self.stopped, PersonNeeded) and self.stopped.question is not None:
            asked = await asyncio.to_thread(self._ledger.questions.get, self.stopped.question)
            return asked is not None and asked.answered_at is None
        return self.stopped is not None and run == self._stopped_run

    @asynccontextmanager
    async def _at_work(self) -> AsyncIterator[None]:
        """The session stays while any lane works, and for a while after the last one."""
        self._busy += 1
        if self._idle is not None:
            self._idle.cancel()
        try:
            yield
        finally:
            self._busy -= 1
            if self._busy == 0:
                self._idle = asyncio.create_task(self._sign_off_later())

    async def _sign_off_later(self) -> None:
        await asyncio.sleep(IDLE)
        await self._sign_off()

    async def _sign_off(self) -> None:
        async with self._opening:
            self._erp = None
            await self._stack.aclose()

    async def _through_erp(
        self, references: list[str], run: int | None, lane: str, kind: str
    ) -> list[Item]:
        """Each lane has a page of its own in the one session, and its own name in the ledger."""
        desk = await self._signed_in()
        name = f"{self._the_engine.executor}{OF_LANE}{lane}"
        worker = Worker(name, run, self._the_engine.still_mine)
        entering = self._entering(desk, worker, kind)
        return await desk.session.again(lambda: entering.enter(references))

    def _entering(self, desk: SignedInErp, worker: Worker, kind: str) -> _Enters:
        page = type(desk.erp)(desk.session)
        if kind == ENTER_ORDER:
            platforms = {name: shop.platform for name, shop in self._settings.shops.items()}
            return Entering(self._ledger, page, desk.settings, platforms, worker)
        return EnteringDocuments(self._ledger, kind, documents_of(page), desk.settings, worker)

    async def _signed_in(self) -> SignedInErp:
        async with self._opening:
            if self._erp is None:
                self._erp = await self._stack.enter_async_context(self._sites.erp())
            return self._erp

    @property
    def _the_engine(self) -> Engine:
        assert self.engine is not None  # noqa: S101 a job runs in an open engine
        return self.engine


def _key(references: Sequence[str], kind: str) -> str:
    if len(references) == 1:
        return f"{'order' if kind == ENTER_ORDER else kind}:{references[0]}"
    text = "\n".join(sorted(references))
    return f"batch:{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def _tell(items: Sequence[Item]) -> None:
    """A line of the run's log for each order: how it stands now."""
    for item in items:
        log.debug(
            "order",
            reference=item.key,
            state=item.state,
            outcome=item.outcome,
            number=item.erp_number,
            rule=item.rule,
        )


def _later(items: Sequence[Item]) -> list[tuple[str, float]]:
    now = datetime.now(UTC)
    return [
        (item.key, max(((item.next_try_at or now) - now).total_seconds(), 0.0))
        for item in items
        if item.state in {State.NEW, State.UNSURE}
    ]
