"""The real entering protocol, followed through everything that can happen to two workers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bots.entering import submission
from bots.ledger import Ledger
from bots.ledger.items import Items
from bots.model import SkuMapping
from bots.settings import ErpSettings
from tests.chaos.model.books import START
from tests.chaos.model.explore import Explorer
from tests.chaos.model.states import FROZEN, LATE, Budget
from tests.chaos.model.world import Model
from tests.entering.conftest import an_order

NOTHING = Budget(crashes=0, lost=0, silences=0, ticks=0)
QUICK = {
    "nothing goes wrong": NOTHING,
    "a crash": NOTHING._replace(crashes=1),
    "an answer lost": NOTHING._replace(lost=1),
    "a lease run out": NOTHING._replace(silences=1),
}
LONGER = {
    "two answers lost": NOTHING._replace(lost=2),
    "a crash and an answer lost": NOTHING._replace(crashes=1, lost=1),
    "a crash and a lease run out": NOTHING._replace(crashes=1, silences=1),
}
IN_TIME = {
    LATE: NOTHING._replace(crashes=1, lost=1, ticks=1),
    FROZEN: NOTHING._replace(crashes=1, silences=1, ticks=1),
}
ONCE = ("entered", "", 1)
LONG = [pytest.mark.slow, pytest.mark.ci]
BY_FORM = [pytest.param("form", budget, id=f"{name}-form") for name, budget in QUICK.items()]
BY_IMPORT = [
    pytest.param("import", budget, id=f"{name}-import", marks=LONG)
    for name, budget in QUICK.items()
]
BOTH_WAYS = [
    pytest.param(way, budget, id=f"{name}-{way}", marks=LONG)
    for name, budget in LONGER.items()
    for way in ("form", "import")
]


@pytest.fixture
def explorer():
    """Makes the search of a model, of `count` orders entered in this way."""
    opened = []

    def make(way, budget, count=1, attempts=20):
        ledger = Ledger.open("sqlite://")
        opened.append(ledger)
        ledger._database.clock = lambda _: START
        ledger.skus.put([SkuMapping(platform="market", sku="A-1", erp_sku="E-1")], "test")
        keys = [ledger.orders.record(an_order(str(n + 1))).item.key for n in range(count)]
        # Tries without an end where nothing else is said, so that no bound hides a mistake.
        settings = ErpSettings(
            url="http://127.0.0.1", product="practice", way=way, attempts=attempts
        )
        return Explorer(Model(ledger, settings, keys, budget))

    yield make
    for ledger in opened:
        ledger.close()


def tell(record_property, found):
    """Into the test report: how much was looked at."""
    record_property("states", found.states)
    record_property("steps", found.steps)
    print(found)  # noqa: T201  shown by `pytest -rP`: the figures in the README come from here


@pytest.mark.parametrize(("way", "budget"), [*BY_FORM, *BY_IMPORT, *BOTH_WAYS])
def test_every_order_is_entered_once(explorer, record_property, way, budget):
    """Two workers in every interleaving, every mishap at every step: one record, never two."""
    found = explorer(way, budget).run()
    tell(record_property, found)
    assert not found.wrong, found
    assert set(found.ends) == {ONCE}
    assert not found.twice, found


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("way", ["form", "import"])
def test_tries_that_come_to_an_end_are_shown_to_a_person(explorer, record_property, way):
    """With one try allowed an order is there once, or has failed with the reason, and is not."""
    found = explorer(way, LONGER["a crash and an answer lost"], attempts=1).run()
    tell(record_property, found)
    assert not found.wrong, found
    assert ONCE in found.ends
    assert {state for state, _, _ in found.ends} == {"entered", "failed"}
    assert not found.twice, found


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.parametrize("way", ["form", "import"])
@pytest.mark.parametrize("window", IN_TIME)
def test_two_records_come_of_the_named_windows_alone(explorer, record_property, way, window):
    """When time passes, two records come of a late commit or a frozen worker; the sweep tells."""
    found = explorer(way, IN_TIME[window]).run()
    tell(record_property, found)
    assert not found.wrong, found
    assert set(found.twice) == {window}


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("way", ["form", "import"])
def test_everything_at_once(explorer, record_property, way):
    """A crash, a lost answer, a lease run out, and the settling time twice, in any order."""
    found = explorer(way, Budget()).run()
    tell(record_property, found)
    assert not found.wrong, found
    assert set(found.twice) == {LATE, FROZEN, f"{LATE} and {FROZEN}"}


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("way", ["form", "import"])
def test_two_orders_at_once(explorer, record_property, way):
    """Two workers with the same two orders, a crash, a lost answer and time: each is there once."""
    found = explorer(way, IN_TIME[LATE], count=2).run()
    tell(record_property, found)
    assert not found.wrong, found
    assert set(found.twice) == {LATE}


# What the search would find, if ... ----------------------------------------------------------


def test_a_submit_that_is_not_marked_first_is_found(explorer, monkeypatch):
    """Without the compare-and-set before the click a lease run out makes two records."""
    monkeypatch.setattr(Items, "submitting", lambda self, held, hashes, by=None: list(held))
    found = explorer("form", NOTHING._replace(silences=1)).run(first=True)
    assert "two records, and no window was open" in found.wrong


def test_a_settling_time_that_is_not_kept_is_found(explorer, monkeypatch):
    """An item that is entered again as soon as it is not found makes two records."""
    unsure = Items.unsure
    monkeypatch.setattr(
        Items,
        "unsure",
        lambda self, item, error, settle, **more: unsure(self, item, error, timedelta(0), **more),
    )
    found = explorer("form", NOTHING._replace(lost=1)).run(first=True)
    assert "two records, and no window was open" in found.wrong


def test_an_item_that_is_not_let_go_of_is_found(explorer, monkeypatch):
    """A compare-and-set whose answer is lost leaves the item held, unless it is looked for."""

    async def let_go_of_nothing(self):
        return None

    monkeypatch.setattr(submission.Submission, "_free", let_go_of_nothing)
    found = explorer("form", NOTHING._replace(lost=1)).run(first=True)
    assert list(found.wrong) == ["a call ended, and holds an item still"]
    assert any(
        "submitting, done, the answer lost" in step for step in next(iter(found.wrong.values()))
    )
