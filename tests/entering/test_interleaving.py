"""No order is lost and none entered twice, whoever dies at which step, in which order of steps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from bots.ledger import Ledger
from bots.model import SkuMapping
from bots.settings import ErpSettings
from tests.entering.interleaving import LIMIT, REF, World, emptied

SWITCHES = 2
FAULTS = [None, "answer lost", "never arrives", "arrives late"]


@pytest.fixture(params=["memory-form", "memory-import", "postgresql-form"])
def where_and_how(request):
    """Which database, and which way of entering; the second way has the same ledger verbs."""
    return request.param.split("-")


@pytest.fixture
def settings(where_and_how):
    """Tries without an end, so that no bound hides a mistake."""
    way = where_and_how[1]
    return ErpSettings(url="http://127.0.0.1", product="practice", way=way, attempts=20)


@pytest.fixture
def place(request, clock, where_and_how):
    """One ledger for all the worlds of a test."""
    url = "sqlite://"
    if where_and_how[0] == "postgresql":
        url = request.getfixturevalue("migrated_postgres")
    with Ledger.open(url) as ledger:
        ledger._database.clock = clock
        ledger.skus.put([SkuMapping(platform="market", sku="A-1", erp_sku="E-1")], "test")
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


@pytest.mark.slow
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("mishap", ["none", "kill", "reap"])
@pytest.mark.parametrize("where_and_how", ["memory-form"], indirect=True)
def test_interleavings_of_two_workers(world, fault, mishap):
    """Every order of steps with up to two switches, one worker killed or overtaken anywhere."""
    assert explore(lambda: world(fault, "a", "b"), mishap) > 100


def explore(make, mishap):
    """Depth first over all choices; a situation seen before is not followed again."""
    seen, open_paths = set(), [()]
    while open_paths:
        path = open_paths.pop()
        made = make()
        for choice in path:
            take(made, choice)
        assert len(made.erp.records) <= 1, path
        picture = (made.picture(), path[-1:], switches(path))
        if picture not in seen:
            seen.add(picture)
            open_paths += [(*path, choice) for choice in choices(made, path, mishap)]
            if all(actor.done for actor in made.actors.values()):
                made.recover()
                assert made.verdict() == [], path
        made.close()
    return len(seen)


def choices(made, path, mishap):
    """Who may be next: whoever has work left, unless the switches are used up."""
    found = [name for name, actor in made.actors.items() if not actor.done]
    victim = made.actors["a"]
    if switches(path) >= SWITCHES:
        running = [choice for choice in path if choice in made.actors][-1]
        found = [running] if running in found else found
    elif mishap != "none" and found and not (victim.done or victim.reaped):
        found.append(mishap)
    return found


def switches(path):
    """How often the turn changed; a mishap counts as one."""
    turns = [choice for choice in path if choice in {"a", "b"}]
    return sum(one != other for one, other in pairwise(turns)) + len(path) - len(turns)


def take(made, choice):
    """One choice of a path."""
    if choice == "kill":
        made.actors["a"].kill()
    elif choice == "reap":
        made.reap("a")
    else:
        assert made.actors[choice].steps < LIMIT, REF
        made.actors[choice].step()
