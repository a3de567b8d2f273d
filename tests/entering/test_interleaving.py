"""No order is lost and none entered twice on PostgreSQL, whoever dies at which step.

On SQLite everything that can happen to two workers is followed, in tests/chaos/model.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bots.ledger import Ledger
from bots.model import SkuMapping
from bots.settings import ErpSettings
from tests.entering.interleaving import LIMIT, World, emptied

pytestmark = [pytest.mark.slow, pytest.mark.ci]
FAULTS = [None, "answer lost", "never arrives", "arrives late"]


@pytest.fixture
def settings():
    """Tries without an end, so that no bound hides a mistake."""
    return ErpSettings(url="http://127.0.0.1", product="practice", way="form", attempts=20)


@pytest.fixture
def place(migrated_postgres, clock):
    """One ledger for all the worlds of a test."""
    with Ledger.open(migrated_postgres) as ledger:
        ledger._database.clock = clock
        emptied(ledger).skus.put([SkuMapping(platform="market", sku="A-1", erp_sku="E-1")], "test")
        yield ledger


@pytest.fixture
def world(place, settings, clock, order, monkeypatch):
    """Makes a world in which the first submit meets `fault`."""

    def make(fault, *names):
        clock.now = datetime(2026, 5, 4, 8, tzinfo=UTC)
        made = World(emptied(place), settings, clock)
        made.ledger.orders.record(order())
        if fault:
            made.erp.fault("submit", fault)
        monkeypatch.setattr(asyncio, "to_thread", made.in_thread)
        made.start(*names)
        return made

    return make


def finished(world):
    """Let all run on, then let others clear up; give what is wrong."""
    for actor in world.actors.values():
        while not actor.done and actor.steps < LIMIT:
            actor.step()
    world.recover()
    world.close()
    return world.verdict()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_killed_at_any_step_loses_nothing(world, fault):
    """Kill -9 at each step in turn, with every fault: in the end the order is there once."""
    for kill_at in range(LIMIT):
        made = world(fault, "a")
        worker = made.actors["a"]
        while worker.steps < kill_at and not worker.done:
            worker.step()
        if worker.done:
            assert finished(made) == []
            break
        worker.kill()
        assert finished(made) == [], f"killed at step {kill_at}"
    else:
        pytest.fail("the worker never came to an end")


@pytest.mark.parametrize("fault", FAULTS)
def test_a_worker_taken_for_dead_enters_nothing_twice(world, fault):
    """Paused at each step, taken for dead, overtaken by another, woken again: once in the end."""
    for pause_at in range(1, LIMIT):
        made = world(fault, "a", "b")
        paused, other = made.actors["a"], made.actors["b"]
        while paused.steps < pause_at and not paused.done:
            paused.step()
        over = paused.done
        if not over:
            made.reap("a")
        while not other.done and other.steps < LIMIT:
            other.step()
        assert finished(made) == [], f"paused at step {pause_at}"
        if over:
            break
    else:
        pytest.fail("the worker never came to an end")
