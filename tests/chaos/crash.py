"""One crash test from beginning to end: deploy, rage, calm, finish, judge."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from bots.errors import BotsError
from bots.ledger import Ledger
from bots.practice.judge import judge
from tests.chaos.conductor import Conductor
from tests.chaos.deployment import Deployment, Plan, deployed
from tests.chaos.processes import Process
from tests.chaos.staff import Staff
from tests.chaos.verdict import Judgement, judged, left_behind, settled

PATIENCE = 900.0
"""Seconds that everything may take to finish once it is calm; clocks may have jumped by 90."""
LAST_WORDS = 150.0


@dataclass
class Ending:
    """How one crash test ended: `wrong` is empty when it passed."""

    plan: Plan
    seconds: float
    finished_in: float
    conductor: Conductor
    staff: Staff
    judgement: Judgement
    swept: str
    wrong: list[str] = field(default_factory=list)
    complaints: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """All figures, plain."""
        verdict = self.judgement.verdict
        return {
            "plan": asdict(self.plan),
            "passed": not self.wrong,
            "seconds": round(self.seconds),
            "finished_in": round(self.finished_in),
            "kills": dict(self.conductor.kills),
            "killed_while": dict(sorted(self.conductor.caught.items())),
            "events": dict(self.conductor.events),
            "faults": dict(sorted(self.conductor.weather.struck.items())),
            "skipped": self.conductor.skipped,
            "orders": {
                "expected": verdict.expected, "right": verdict.right,
                "different": len(verdict.different), "duplicated": len(verdict.duplicated),
                "missing": len(verdict.missing),
            },
            "items": self.judgement.items,
            "history_rows": self.judgement.history,
            "waiting_for_a_person": dict(self.judgement.waiting),
            "sweep": self.swept,
            "ended": dict(sorted(self.staff.ended.items())),
            "pauses_resumed": self.staff.paused,
            "passwords_vouched_for": dict(self.staff.vouched),
            "failed_retried": dict(self.staff.retried),
            "complaints": self.complaints,
            "wrong": self.wrong,
        }  # fmt: skip


def crash_test(plan: Plan, folder: Path, *, kills: int, seconds: float) -> Ending:
    """Rage until `kills`, or for `seconds`; then everything must finish, and be right."""
    began = time.monotonic()
    with deployed(plan, folder) as deployment, _hurt(deployment) as conductor:
        conductor.weather.change()
        conductor.rage(kills, seconds)
        conductor.calm()
        calm = time.monotonic()
        wrong = list(finished(deployment, conductor.staff))
        finished_in = time.monotonic() - calm
        wrong += ended_in_order(deployment)
        swept = _swept(deployment, wrong)
        with Ledger.open(deployment.settings.database_url) as ledger:
            judgement = judged(deployment, ledger)
        jobs = conductor.peek.jobs()
        wrong += [
            f"{jobs[status]} jobs are still {status}"
            for status in ("PENDING", "ENQUEUED")
            if jobs[status]
        ]
        wrong += [*judgement.wrong, *left_behind(deployment)]
        return Ending(
            plan, time.monotonic() - began, finished_in, conductor, conductor.staff, judgement,
            swept, wrong, deployment.processes.complaints(),
        )  # fmt: skip


@contextmanager
def _hurt(deployment: Deployment) -> Iterator[Conductor]:
    random = Random(deployment.plan.seed)
    conductor = Conductor(deployment, Staff(deployment, random), random)
    try:
        yield conductor
    finally:
        conductor.close()


def finished(deployment: Deployment, staff: Staff) -> Iterator[str]:
    """Let workers and timetable go on until nothing is left to do."""
    ends = time.monotonic() + PATIENCE
    look = 0.0
    while time.monotonic() < ends:
        staff.tick()
        if time.monotonic() > look:
            look = time.monotonic() + 3
            try:
                staff.do_the_remedies()
                with Ledger.open(deployment.settings.database_url) as ledger:
                    if settled(deployment, ledger):
                        return
            except BotsError:
                continue
        time.sleep(0.1)
    verdict = judge(deployment.practice_folder)
    yield f"not finished within {PATIENCE:.0f} seconds: {verdict.right} of {verdict.expected} right"


def ended_in_order(deployment: Deployment) -> Iterator[str]:
    """Flows are left to end, then workers are told to stop: each must end with its right code."""
    processes = deployment.processes
    flows = [one for one in processes.running if one.kind != "worker"]
    workers = processes.of_kind("worker")
    for process in flows:
        yield from _ends(process, {0, 1, 3})
    for process in workers:
        process.signal(signal.SIGTERM)
    for process in workers:
        yield from _ends(process, {0})


def _ends(process: Process, codes: set[int]) -> Iterator[str]:
    code = process.wait(LAST_WORDS)
    if code is None:
        yield f"{process.kind} did not end within {LAST_WORDS:.0f} seconds: {process.said()[-500:]}"
        return
    if code not in codes:
        yield f"{process.kind} ended with {code}: {process.said()[-800:]}"


def _swept(deployment: Deployment, wrong: list[str]) -> str:
    """The product's own nightly check, and a last quiet run of each flow."""
    words = ""
    for host in range(len(deployment.homes)):
        for flow in ("collect_orders", "enter_orders", "sweep_erp"):
            process = Staff(deployment, Random(0)).start(flow, host)
            wrong += _ends(process, {0, 3})
            words = process.said()
    deployment.processes.look()
    return words.strip()[-1500:]
