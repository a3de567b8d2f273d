"""The desk: durable jobs between the ledger and an ERP, here one in memory."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOS

from bots.desk import LATER_QUEUE, Desk, erp_queue
from bots.engine import Engine, engine_url
from bots.errors import PersonNeeded, ScreenChanged
from bots.ledger import Ledger, State
from bots.model import Order, OrderLine, SkuMapping
from bots.settings import ErpSettings, Settings, ShopSettings
from bots.sites import SignedInErp
from tests.entering.fake_erp import FakeErp

SITE = {"url": "http://127.0.0.1:1"}


class Session:
    """Leads every page to the one ERP in memory."""

    def __init__(self, fake: FakeErp) -> None:
        self.fake = fake

    async def again(self, call: Any) -> Any:
        return await call()


class ErpPage:
    """One page of the ERP."""

    def __init__(self, session: Session) -> None:
        self._fake = session.fake

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fake, name)


class Sites:
    """Counts how often the ERP is signed in to."""

    def __init__(self, settings: ErpSettings, fake: FakeErp) -> None:
        self._settings = settings
        self._session = Session(fake)
        self.opened = 0

    @asynccontextmanager
    async def erp(self) -> AsyncIterator[SignedInErp]:
        self.opened += 1
        yield SignedInErp(self._settings, ErpPage(self._session), self._session)  # type: ignore[arg-type]


class Office:
    """A ledger with orders, a desk on an open engine, an ERP."""

    def __init__(self, home: Path, ledger: Ledger, way: str) -> None:
        erp = ErpSettings(product="practice", way=way, batch=3, settle=0.1, **SITE)  # type: ignore[arg-type]
        shop = ShopSettings(name="north", platform="market", **SITE)
        self.settings = Settings(home=home, shops={"north": shop}, erp=erp)
        self.ledger = ledger
        self.fake = FakeErp()
        self.sites = Sites(erp, self.fake)
        self.desk = Desk(self.settings, ledger, self.sites)  # type: ignore[arg-type]

    def collect(self, count: int) -> list[str]:
        """So many paid orders; their references."""
        self.ledger.skus.put([SkuMapping(platform="market", sku="A", erp_sku="E")], "test")
        line = OrderLine(sku="A", quantity=Decimal(2), unit_price=Decimal(5))
        for number in range(count):
            self.ledger.orders.record(
                Order(
                    shop="north",
                    number=str(number),
                    status="paid",  # type: ignore[arg-type]
                    placed_at=datetime(2026, 5, 1, tzinfo=UTC),
                    currency="CNY",  # type: ignore[arg-type]
                    lines=(line,),
                    total=Decimal(10),
                )
            )
        return self.ledger.items.due(100)

    async def enter(self, references: list[str], run: int | None = None) -> list[str]:
        """Submit them, wait for the jobs' ends; the jobs' ids."""
        jobs = await self.desk.submit(references, run)
        for job in jobs:
            await self.desk.engine.result(job)  # type: ignore[union-attr]
        return jobs

    def states(self) -> set[State]:
        return {item.state for item in self.ledger.items.search(limit=100)}


@pytest.fixture(params=["form", pytest.param("import", marks=[pytest.mark.slow, pytest.mark.ci])])
async def office(
    request: pytest.FixtureRequest, tmp_path: Path, migrated_file: Path
) -> AsyncIterator[Office]:
    """An office that is open, for each way of entering."""
    file = tmp_path / "ledger.sqlite"
    shutil.copy(migrated_file, file)
    with Ledger.open(f"sqlite:///{file}") as ledger:
        made = Office(tmp_path, ledger, request.param)
        engine = Engine(
            engine_url(made.settings.database_url),
            jobs=made.desk.jobs(),
            queues=[erp_queue(made.settings), LATER_QUEUE],
            free=made.desk.free,
        )
        made.desk.engine = engine
        async with made.desk, engine:
            yield made


async def test_orders_are_entered_in_one_session(office: Office) -> None:
    """By form each order is a job by its reference, by import a batch is one; one sign-in."""
    references = office.collect(4)
    jobs = await office.enter(references)
    assert sorted(r.order.reference for r in office.fake.records) == sorted(references)
    assert office.states() == {State.ENTERED}
    assert office.sites.opened == 1
    if office.settings.the_erp().way == "form":
        assert jobs == [f"order:{reference}" for reference in references]
    else:
        assert len(jobs) == 2


async def test_an_answer_that_was_lost_makes_no_second_order(office: Office) -> None:
    """The outcome of a submit was unknown: a later job reads back, and finds it."""
    references = office.collect(1)
    office.fake.fault("submit", "answer lost")
    await office.enter(references)
    async with asyncio.timeout(30):
        while office.states() != {State.ENTERED}:  # noqa: ASYNC110  the ledger tells nobody
            await asyncio.sleep(0.05)
    assert len(office.fake.records) == 1


@pytest.mark.slow
@pytest.mark.ci
async def test_a_changed_screen_stops_the_run_and_leaves_the_orders(office: Office) -> None:
    """What was not begun stays as it was; the next run tries the ERP afresh."""
    references = office.collect(5)
    for step in ("find_many", "find", "references"):
        office.fake.fault(step, ScreenChanged("the form has no total"))
    jobs = await office.enter(references, run=1)
    assert [error.message for error in await office.desk.stops(jobs)] == ["the form has no total"]
    assert office.fake.records == []
    assert office.states() == {State.NEW}
    office.fake.faults.clear()
    await office.enter(references, run=2)
    assert office.states() == {State.ENTERED}


@pytest.mark.slow
@pytest.mark.ci
async def test_a_question_stops_the_erp_until_it_is_answered(office: Office) -> None:
    """No order is tried while the ERP wants a person; after the answer they are entered."""
    references = office.collect(5)
    question = office.ledger.questions.ask("erp", "captcha", "?", wait=timedelta(days=1))
    asked = PersonNeeded("the ERP wants a captcha", need="captcha", question=question.id)
    for step in ("find_many", "find", "references"):
        office.fake.fault(step, asked)
    jobs = await office.enter(references)
    (stop,) = await office.desk.stops(jobs)
    assert isinstance(stop, PersonNeeded)
    office.fake.faults.clear()
    await office.enter(references)
    assert office.fake.records == []
    office.ledger.questions.answer(question.id, "here", "tester")
    await office.enter(references)
    assert office.states() == {State.ENTERED}


async def test_what_a_dead_worker_held_is_freed(office: Office) -> None:
    """An item claimed by a process that is gone becomes new; a live one's is left alone."""
    first, second = office.collect(2)
    office.ledger.items.claim([first], "dead-1#erp-0")
    office.ledger.items.claim([second], "alive-1#erp-0")
    office.desk.free(lambda: {"alive-1"})
    states = {item.key: item.state for item in office.ledger.items.search(limit=10)}
    assert states == {first: State.NEW, second: State.ENTERING}


async def test_what_a_job_of_this_desk_left_behind_is_freed(office: Office) -> None:
    """A job that died while the database was away cannot let go: an idle lane's items are freed."""
    (reference,) = office.collect(1)
    executor = office.desk.engine.executor  # type: ignore[union-attr]
    items = office.ledger.items
    items.submitting(items.claim([reference], f"{executor}#erp-0"), {})
    async with office.desk._turns.setdefault("erp-0", asyncio.Lock()):
        office.desk.free(lambda: {executor})
        assert items.find(reference).state is State.SUBMITTING  # type: ignore[union-attr]
    office.desk.free(lambda: {executor})
    assert items.find(reference).state is State.UNSURE  # type: ignore[union-attr]


async def test_an_order_whose_job_was_given_up_is_queued_again(office: Office) -> None:
    """Its workers died over the job before; the job that waits for the next try queues it anew."""
    (reference,) = office.collect(1)
    engine = office.desk.engine
    assert engine is not None
    given_up = await engine.submit(
        "enter", "gone", [reference], None, "erp-0", queue="later", delay=600
    )
    await DBOS.cancel_workflow_async(given_up)
    later = await engine.submit("later", "try", given_up, [reference], None, queue="later")
    await engine.result(later)
    async with asyncio.timeout(30):
        while office.states() != {State.ENTERED}:  # noqa: ASYNC110  the ledger tells nobody
            await asyncio.sleep(0.05)
    assert [str(stop) for stop in await office.desk.stops([given_up])] == [
        "gone was given up: its workers died over it"
    ]
