"""Durable execution on one machine or many: submit, step, wait, take over from the dead."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import wraps
from types import TracebackType
from typing import Any, Self

import structlog
from dbos import DBOS, EnqueueOptions
from dbos._utils import GlobalParams  # private: see `Engine.hand_over`

from bots.engine.beats import Beats
from bots.engine.database import connect
from bots.engine.endings import ENDED, result_of, status_of
from bots.engine.set_up import configuration, executor_id, in_thread, register
from bots.engine.watch import Free, Watch
from bots.engine.words import LEASE, VERSION, Job, JobFunction, Plain, Queue, Stage
from bots.errors import NotMine

KEPT = timedelta(days=30)
"""How long ended jobs are kept; what became of an order is in the ledger, for good."""
log = structlog.get_logger(__name__)


class Engine:
    """One process's engine; at most one at a time is open in a process.

    Jobs are async functions and run on the event loop that opened the engine, beside the browser.
    """

    def __init__(
        self,
        url: str,
        *,
        jobs: Sequence[Job],
        queues: Sequence[Queue],
        listen: Collection[str] | None = None,
        role: str = "flow",
        lease: float = LEASE,
        free: Free = lambda _alive: None,
    ) -> None:
        """Nothing is opened yet.

        Args:
            url: from `engine_url`.
            jobs: the kinds of work that this process can do.
            queues: all queues, also those that it does not work on.
            role: what the process is, for `workers_alive`.
            listen: the queues this process works on; None: all.
            lease: seconds without a heartbeat after which others take over.
            free: called before jobs of the dead are handed over; see `Watch`.
        """
        self._url = url
        self._jobs = jobs
        self._queues = {queue.name: queue for queue in queues}
        self._listen = listen
        self._database = connect(url)
        self._beats = Beats(self._database, role=role, lease=lease)
        self._watch = Watch(self._beats, self, free)
        self._running: dict[asyncio.Task[Any], str] = {}  # the job's id
        self._steps = 0
        self._idle = asyncio.Event()
        self._draining = False
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def executor(self) -> str:
        """This process's name; it changes when the lease ran out."""
        return self._beats.executor

    # Open and close -----------------------------------------------------------------------

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._idle.set()
        await asyncio.to_thread(self._prepare)
        # Launched from the loop's own thread: then the engine runs jobs on this loop.
        DBOS(config=configuration(self._url, self.executor, self._database))
        for job in self._jobs:
            DBOS.workflow(name=job.name, max_recovery_attempts=job.crashes)(self._wrapped(job.run))
        DBOS.listen_queues(list(self._queues if self._listen is None else self._listen))
        DBOS.launch()
        for queue in self._queues.values():
            await register(queue)
        self._watch.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop(grace=0)

    async def stop(self, grace: float) -> None:
        """Finish the steps in hand, for at most `grace` seconds, and leave the rest to others."""
        if self._loop is None:
            return
        self._draining = True
        try:
            async with asyncio.timeout(grace):
                await self._idle.wait()
        except TimeoutError:
            log.warning("stopped_with_steps_in_hand", steps=self._steps)
        await self._cancel_jobs()
        loop, self._loop = self._loop, None
        await in_thread(self._close)
        # The engine lent the loop its own threads, and has just ended them.
        loop.set_default_executor(ThreadPoolExecutor(thread_name_prefix="bots"))

    def _prepare(self) -> None:
        DBOS.migrate(system_database_url=self._url)
        self._beats.prepare()
        self._beats.join(executor_id())

    def _close(self) -> None:
        self._watch.stop()
        DBOS.destroy(destroy_registry=True)
        self._beats.leave()
        self._database.dispose()

    # What a flow or a job does ------------------------------------------------------------

    async def submit(
        self,
        job: str,
        key: str,
        *values: Plain,
        queue: str,
        lane: str | None = None,
        delay: float = 0,
    ) -> str:
        """Put a job into a queue; its id is `key`, or `key+1`, ... when that one has ended.

        While a job of that key is under way, a second submit does nothing. Gives the id.
        """
        job_id = await self._free_id(key)
        options = EnqueueOptions(
            workflow_name=job, queue_name=queue, workflow_id=job_id, app_version=VERSION
        )
        if lane is not None:
            options["queue_partition_key"] = lane
        if delay > 0:
            options["delay_seconds"] = delay
        await DBOS.enqueue_workflow_with_options_async(options, *values)
        return job_id

    async def _free_id(self, key: str) -> str:
        """Asked by a job, it is a step: a job that starts over must submit the same id again."""

        async def ask() -> str:
            return await self._generation(key)

        return await (DBOS.run_step_async({"name": "id"}, ask) if DBOS.workflow_id else ask())

    async def _generation(self, key: str) -> str:
        number = 0
        while True:
            job_id = f"{key}+{number}" if number else key
            if await self.stage(job_id) in {None, Stage.UNDER_WAY}:
                return job_id
            number += 1

    async def stage(self, job_id: str) -> Stage | None:
        """Where a job stands; None: there is none of that id."""
        status = await DBOS.get_workflow_status_async(job_id)
        return None if status is None else ENDED.get(status.status, Stage.UNDER_WAY)

    async def result(self, job_id: str) -> Plain:
        """Wait for a job's end and give its value. Raises JobFailed when it failed."""
        return await result_of(job_id)

    async def under_way(self, job_ids: Collection[str]) -> int:
        """How many of these jobs are not over yet."""
        return len(
            await DBOS.list_workflows_async(
                workflow_ids=list(job_ids),
                status=["ENQUEUED", "DELAYED", "PENDING"],
                load_input=False,
                load_output=False,
            )
        )

    async def alive(self, role: str) -> int:
        """How many processes of that role are alive."""
        return len(await asyncio.to_thread(self._beats.alive, role))

    async def forget(self, after: timedelta = KEPT) -> int:
        """Delete the jobs that ended longer ago than `after`; how many went."""
        ended = await DBOS.list_workflows_async(
            status=list(ENDED),
            completed_before=(datetime.now(UTC) - after).isoformat(),
            load_input=False,
            load_output=False,
        )
        if ended:
            await DBOS.delete_workflows_async([job.workflow_id for job in ended])
        return len(ended)

    # What only a job does -----------------------------------------------------------------

    async def step(self, name: str, call: Callable[[], Awaitable[Plain]]) -> Plain:
        """Run `call` once: its value is kept, and given again should the job start over.

        What is expected to happen is a value; an error fails the job. A step that a worker died
        in runs again, so it must look before it acts.
        """
        if self._draining:
            await asyncio.Event().wait()  # until `stop` cancels this job: others go on with it
        self._steps += 1
        self._idle.clear()
        try:
            return await DBOS.run_step_async({"name": name}, self._guarded(call))
        finally:
            self._steps -= 1
            if self._steps == 0:
                self._idle.set()

    def job_id(self) -> str:
        """The id of the job that asks."""
        return DBOS.workflow_id or ""

    async def message(self, topic: str, seconds: float) -> Plain:
        """Wait durably for a message; None when none came in time. Holds no thread."""
        return await DBOS.recv_async(topic, seconds)

    async def still_mine(self) -> None:
        """Await right before what cannot be taken back. Raises NotMine when it is another's."""
        if not await asyncio.to_thread(self._beats.beat):
            raise NotMine("this worker was silent past its lease; others may have its items")
        job = await asyncio.to_thread(status_of, DBOS.workflow_id)
        if job is not None and (job.status != "PENDING" or job.executor_id != self.executor):
            raise NotMine(f"{job.workflow_id} was taken over by another worker")

    def _guarded(self, call: Callable[[], Awaitable[Plain]]) -> Callable[[], Any]:
        async def run() -> Plain:
            try:
                return await call()
            except NotMine as error:
                # No result of ours may be kept: the job belongs to whoever takes it over.
                raise asyncio.CancelledError from error

        return run

    def _wrapped(self, run: JobFunction) -> Callable[..., Any]:
        @wraps(run)
        async def job(*values: Plain) -> Plain:
            task = asyncio.current_task()
            assert task is not None  # noqa: S101 a coroutine that runs is in a task
            self._running[task] = self.job_id()
            try:
                return await run(*values)
            finally:
                self._running.pop(task, None)

        return job

    # What the watch asks ------------------------------------------------------------------

    def standing(self) -> dict[str, str]:
        """The jobs that stand as running, each with the executor that holds it."""
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {job.workflow_id: job.executor_id for job in running if job.executor_id}

    def in_hand(self) -> set[str]:
        """The jobs that this process works on."""
        return set(list(self._running.values()))  # noqa: C414  another thread changes it

    def hand_over(self, executors: list[str]) -> None:
        """Put the jobs that these executors hold back into their queues, atomically each."""
        # Private, and the only way that keeps the count of crashes; pinned to the minor version.
        DBOS._recover_pending_workflows(executors)  # noqa: SLF001 see above

    def start_over(self) -> None:
        """Stop every job of this process, and go on under another name.

        Under the old name a job that starts just now would count as a dead worker's.
        """
        if self._loop is not None:
            asyncio.run_coroutine_threadsafe(self._cancel_jobs(), self._loop).result()
        self._beats.join(executor_id())
        GlobalParams.executor_id = self.executor  # private: see `hand_over`

    async def _cancel_jobs(self) -> None:
        tasks = list(self._running)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
