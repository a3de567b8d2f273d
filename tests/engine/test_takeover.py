"""What is ours to add to the engine: each test fails without its addition."""

from __future__ import annotations

import signal
import sqlite3
import time

import pytest

from bots.engine import notify
from tests.engine.conftest import Stage, wait_until

LEASE = 4.0  # worker.py's own; long enough that a busy machine is not taken for a dead worker
LONG = ("--lease", "60")
LATER = [pytest.mark.slow, pytest.mark.ci]  # processes that wait for each other
both = pytest.mark.parametrize(
    "url", ["sqlite", pytest.param("postgresql", marks=LATER)], indirect=True
)


def later(test):
    """Not among the quick tests."""
    return pytest.mark.slow(pytest.mark.ci(test))


@both
def test_the_jobs_of_a_killed_worker_are_done_by_another(stage: Stage) -> None:
    """When a worker is killed in the middle of a step, another one does the job, from that step."""
    first = stage.worker()
    stage.submit("enter", "A")
    stage.wait_for("start", "A")
    second = stage.worker()
    first.kill()
    stage.open()
    stage.wait_for("submit", "A")
    assert stage.events("submit") == [["submit", "A", str(second.pid)]]
    assert len(stage.events("prepare", "A")) == 1


@later
def test_nobody_waits_for_the_lease_of_a_process_that_is_gone(lone_stage: Stage) -> None:
    """On its own machine a killed worker's jobs are taken over at once, whatever its lease."""
    first = lone_stage.worker("--lease", "600")
    lone_stage.submit("enter", "A")
    lone_stage.wait_for("start", "A")
    first.kill()
    first.wait()
    lone_stage.open()
    lone_stage.worker("--lease", "600")
    lone_stage.wait_for("submit", "A")


@pytest.mark.slow
def test_without_the_reaper_the_jobs_of_the_dead_stay_where_they_are(stage: Stage) -> None:
    """The stock engine never takes over another worker's job: the reaper is what does it."""
    first = stage.worker("--without", "reaper")
    stage.submit("enter", "A")
    stage.wait_for("start", "A")
    stage.worker("--without", "reaper")
    first.kill()
    stage.open()
    _works_for(stage, 3 * LEASE)
    assert stage.events("submit", "A") == []


@pytest.mark.parametrize(
    ("without", "starts"),
    [
        pytest.param((), 1, marks=LATER),
        pytest.param(("names", "reaper"), 2, marks=pytest.mark.slow),
    ],
)
def test_a_worker_that_starts_leaves_what_a_live_one_runs(
    stage: Stage, without: tuple[str, ...], starts: int
) -> None:
    """A job runs once while its worker lives; with the stock name for all it would run twice."""
    mutation = (*LONG, "--without", *without)
    first = stage.worker(*mutation)
    stage.submit("enter", "A")
    stage.wait_for("start", "A")
    stage.worker(*mutation)
    if starts > 1:
        stage.wait_for("start", "A", starts)
    else:
        _works_for(stage, 2.0)
    stage.open(first)
    assert len(stage.events("start", "A")) == starts


@pytest.mark.parametrize(
    ("without", "submits"),
    [
        pytest.param(("reaper",), 1, marks=LATER),
        pytest.param(("reaper", "guard"), 2, marks=pytest.mark.slow),
    ],
)
def test_a_worker_that_was_paused_past_its_lease_does_not_submit(
    stage: Stage, without: tuple[str, ...], submits: int
) -> None:
    """The guard before the submit stops a worker whose job was taken over while it was paused."""
    paused = stage.worker("--without", *without)
    stage.submit("enter", "A")
    stage.wait_for("start", "A")
    stage.pause(paused)
    second = stage.worker()
    stage.wait_for("start", "A", 2)
    stage.open(second)
    stage.wait_for("submit", "A")
    stage.open(paused)
    paused.send_signal(signal.SIGCONT)
    if submits > 1:
        stage.wait_for("submit", "A", submits)
    paused.send_signal(signal.SIGTERM)
    paused.wait()
    assert len(stage.events("submit", "A")) == submits


@later
def test_a_lone_worker_that_was_paused_starts_over_under_another_name(lone_stage: Stage) -> None:
    """Past its lease a worker lets go of all it held, and does the step again."""
    lone = lone_stage.worker("--lease", "2")
    lone_stage.submit("enter", "A")
    lone_stage.wait_for("start", "A")
    lone_stage.pause(lone)
    time.sleep(4)  # the pause itself is what is tested
    lone.send_signal(signal.SIGCONT)
    lone_stage.wait_for("start", "A", 2)
    lone_stage.open()
    lone_stage.wait_for("submit", "A")
    lone.send_signal(signal.SIGTERM)
    lone.wait()
    assert len(lone_stage.events("submit", "A")) == 1


@later
def test_an_answer_given_while_no_worker_lives_arrives(lone_stage: Stage) -> None:
    """A job that waits for a person survives its worker; an answer sent meanwhile reaches it."""
    first = lone_stage.worker()
    lone_stage.submit("wait", "Q")
    lone_stage.wait_for("wait", "Q")
    first.kill()
    first.wait()
    assert notify(lone_stage.url, "Q", "answer", "yes")
    lone_stage.worker()
    lone_stage.wait_for("wait", "Q", 2)
    assert not notify(lone_stage.url, "no such job", "answer", "yes")


def test_told_to_stop_a_worker_finishes_the_step_in_hand(lone_stage: Stage) -> None:
    """SIGTERM lets the step end and keeps its result; the next job is left to others."""
    worker = lone_stage.worker()
    lone_stage.submit("enter", "A")
    lone_stage.wait_for("start", "A")
    worker.send_signal(signal.SIGTERM)
    lone_stage.open()
    assert worker.wait(30) == 0
    assert len(lone_stage.events("submit", "A")) == 1
    lone_stage.submit("enter", "B")
    lone_stage.worker()
    lone_stage.wait_for("submit", "B")
    assert len(lone_stage.events("start", "A")) == 1


@later
def test_stopping_is_bounded(lone_stage: Stage) -> None:
    """A step that does not end is left after the grace, and the next worker does it."""
    worker = lone_stage.worker("--grace", "0.5")
    lone_stage.submit("enter", "A")
    lone_stage.wait_for("start", "A")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    lone_stage.open()
    lone_stage.worker()
    lone_stage.wait_for("submit", "A")
    assert len(lone_stage.events("submit", "A")) == 1


@pytest.mark.slow
def test_kills_lose_nothing_and_enter_nothing_twice(stage: Stage) -> None:
    """24 orders, each queued twice, three workers killed in turn: every order once in the ERP."""
    keys = [f"O{number}" for number in range(24)]
    for key in keys * 2:
        stage.submit("order", key)
    for _ in range(3):
        stage.worker()
    for number, victim in enumerate(stage.started[:2], start=1):
        wait_until(lambda: len(stage.events("created")) >= 6 * number, "orders created")  # noqa: B023
        victim.kill()
    stage.open()
    stage.worker()
    wait_until(lambda: {one[1] for one in stage.events("created")} == set(keys), "all created")
    with sqlite3.connect(stage.folder / "erp.sqlite") as erp:
        rows = [key for (key,) in erp.execute("SELECT key FROM orders")]
    assert sorted(rows) == sorted(keys)


def _works_for(stage: Stage, seconds: float) -> None:
    """Let the workers do other jobs for so long: then they had every chance to take `A` too."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        number += 1
        stage.submit("count", f"other{number}")
        stage.wait_for("out", f"other{number}")
