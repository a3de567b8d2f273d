"""What a job can rely on, in one process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bots.engine import Engine, Job, JobFailed, Queue, Stage, engine_url
from bots.engine.beats import Beats
from bots.engine.database import connect
from bots.engine.values import JsonValues
from bots.engine.watch import Watch
from bots.errors import TryAgain


class Book:
    """Jobs, and what they did."""

    def __init__(self) -> None:
        self.engine: Engine
        self.did: list[str] = []

    async def work(self, name: str) -> dict[str, str]:
        async def once() -> dict[str, str]:
            self.did.append(name)
            return {"name": name}

        return await self.engine.step("once", once)

    async def fail(self, buyer: str) -> None:
        raise RuntimeError(buyer)

    async def refuse(self, why: str) -> None:
        raise TryAgain(why)

    async def ask(self, topic: str) -> object:
        return await self.engine.message(topic, 0.2)


@pytest.fixture
async def book(tmp_path: Path) -> AsyncIterator[Book]:
    """An open engine on SQLite."""
    made = Book()
    made.engine = Engine(
        engine_url(f"sqlite:///{tmp_path / 'ledger.sqlite'}"),
        jobs=[Job(name, getattr(made, name)) for name in ("work", "fail", "refuse", "ask")],
        queues=[Queue("all", poll=0.02), Queue("lanes", at_once=2, lane_at_once=1, poll=0.02)],
    )
    async with made.engine:
        yield made


async def test_a_key_is_worked_on_once_at_a_time_and_again_when_it_ended(book: Book) -> None:
    """While a job waits a second submit does nothing; when it is over, a new generation begins."""
    first = await book.engine.submit("work", "order:A", "A", queue="all", delay=0.5)
    again = await book.engine.submit("work", "order:A", "A", queue="all")
    assert (first, again) == ("order:A", "order:A")
    assert await book.engine.under_way([first]) == 1
    assert await book.engine.result(first) == {"name": "A"}
    assert book.did == ["A"]
    assert await book.engine.stage(first) is Stage.DONE
    assert await book.engine.submit("work", "order:A", "A", queue="all") == "order:A+1"


async def test_a_job_in_a_lane_is_done(book: Book) -> None:
    """Queues with lanes work, too."""
    keys = [
        await book.engine.submit("work", f"L{n}", f"L{n}", queue="lanes", lane=f"lane-{n % 2}")
        for n in range(4)
    ]
    assert [(await book.engine.result(key))["name"] for key in keys] == keys


@pytest.mark.slow
@pytest.mark.ci
async def test_what_a_job_raises_keeps_no_foreign_text(book: Book) -> None:
    """Of an unknown error only its kind is kept, it may hold a buyer's name; ours keep theirs."""
    failed = await book.engine.submit("fail", "F", "Zhang San", queue="all")
    with pytest.raises(JobFailed, match=r"^RuntimeError$"):
        await book.engine.result(failed)
    refused = await book.engine.submit("refuse", "R", "the ERP is away", queue="all")
    with pytest.raises(JobFailed, match="try_again: the ERP is away"):
        await book.engine.result(refused)
    assert await book.engine.stage(failed) is Stage.FAILED


async def test_a_job_that_was_given_up_failed(book: Book) -> None:
    """Whoever waits for it is told so in our words, and goes on."""
    given_up = await book.engine.submit("work", "order:A", "A", queue="all", delay=600)
    await DBOS.cancel_workflow_async(given_up)
    with pytest.raises(JobFailed, match="given up"):
        await book.engine.result(given_up)
    assert await book.engine.stage(given_up) is Stage.GIVEN_UP


async def test_nobody_answers_is_none(book: Book) -> None:
    """A wait ends by itself."""
    asked = await book.engine.submit("ask", "Q", "answer", queue="all")
    assert await book.engine.result(asked) is None


async def test_jobs_that_ended_long_ago_are_forgotten(book: Book) -> None:
    """What ended goes after its time; what is under way stays."""
    ended = await book.engine.submit("work", "order:A", "A", queue="all")
    await book.engine.result(ended)
    waiting = await book.engine.submit("work", "order:B", "B", queue="all", delay=600)
    assert await book.engine.forget() == 0
    assert await book.engine.forget(timedelta(0)) == 1
    assert await book.engine.stage(ended) is None
    assert await book.engine.stage(waiting) is Stage.UNDER_WAY


def test_values_are_plain_json() -> None:
    """Nothing that is stored is run when it is read; what is no plain value is refused."""
    values = JsonValues()
    assert values.deserialize(values.serialize({"a": [1, "ü", None]})) == {"a": [1, "ü", None]}
    with pytest.raises(TypeError, match="object"):
        values.serialize(object())


class Nobody:
    """Holds no jobs."""

    def standing(self) -> dict[str, str]:
        return {}

    def in_hand(self) -> set[str]:
        return set()

    def start_over(self) -> None:
        pytest.fail("the lease did not run out")

    def hand_over(self, executors: list[str]) -> None:
        pytest.fail(f"nobody is dead: {executors}")


class Faulty(Beats):
    """A database that is away for the first three looks."""

    looks = 0

    def beat(self) -> bool:
        self.looks += 1
        if self.looks <= 3:
            raise sa.exc.OperationalError("UPDATE", {}, Exception("the server closed"))
        return super().beat()


def test_the_reaper_outlives_a_database_that_goes_away(tmp_path: Path) -> None:
    """Errors of the database do not end it: it looks again, and goes on when it is back."""
    seen = threading.Event()
    database = connect(f"sqlite:///{tmp_path / 'engine.sqlite'}")
    beats = Faulty(database, role="worker", lease=60)
    beats.lease = 0.03  # looks every 10 ms, still on a lease of a minute
    beats.prepare()
    beats.join("me")
    watch = Watch(beats, Nobody(), lambda alive: seen.set() if alive() == {"me"} else None)
    watch.start()
    assert seen.wait(30)
    watch.stop()
    assert beats.looks > 3
    database.dispose()


class Joining:
    """A worker that joins, and at once holds a job, just when it is asked who holds one."""

    def __init__(self, beats: Beats) -> None:
        self._beats = beats
        self.handed_over: list[str] = []

    def standing(self) -> dict[str, str]:
        me = self._beats.executor
        self._beats.join("new")
        self._beats.executor = me
        return {"a job": "new", "another": "dead"}

    def in_hand(self) -> set[str]:
        return set()

    def start_over(self) -> None:
        raise AssertionError("its lease runs")

    def hand_over(self, executors: list[str]) -> None:
        self.handed_over += executors


def test_a_worker_that_has_just_joined_is_not_taken_for_dead(tmp_path: Path) -> None:
    """Who is alive is asked after who holds something: only what was dead all along is taken."""
    database = connect(f"sqlite:///{tmp_path / 'engine.sqlite'}")
    beats = Beats(database, role="worker", lease=60)
    beats.prepare()
    beats.join("me")
    held = Joining(beats)
    Watch(beats, held, lambda _alive: None).tick()
    assert held.handed_over == ["dead"]
    database.dispose()


@pytest.mark.slow
@pytest.mark.ci
async def test_a_job_whose_end_found_no_room_is_taken_up_again(tmp_path: Path) -> None:
    """A disk that is full just then leaves it standing as running, with nobody at it."""
    book = Book()
    url = engine_url(f"sqlite:///{tmp_path / 'ledger.sqlite'}")
    queues = [Queue("all", poll=0.02)]
    book.engine = Engine(url, jobs=[Job("work", book.work)], queues=queues, lease=1.5)
    async with book.engine:
        job = await book.engine.submit("work", "order:A", "A", queue="all")
        await book.engine.result(job)
        database = connect(url)
        with database.begin() as connection:
            connection.execute(sa.text("update workflow_status set status = 'PENDING'"))
            connection.execute(sa.text("delete from operation_outputs"))
        database.dispose()
        async with asyncio.timeout(60):
            while len(book.did) < 2:  # noqa: ASYNC110  another thread finds it
                await asyncio.sleep(0.05)
        assert await book.engine.result(job) == {"name": "A"}
    assert book.did == ["A", "A"]
