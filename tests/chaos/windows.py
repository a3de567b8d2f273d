"""The windows that no client can close in an ERP that takes one reference twice, provoked.

    python -m tests.chaos.windows --out /tmp/windows [--times 5]

A `late commit`: the worker died while its submit was under way, the ERP stored it only after the
settling time (`[erp] settle`), and after another worker had entered the order again. Nothing can
tell a lost submit from one that is still to come: `settle` must be longer than the server's own
time-out. `frozen`: a worker stood still between the mark in the ledger and the click for longer
than lease and settling time together; what is late is not sent (`bots/send_by.py`), so that this
one is closed but for the moment in which the request is already on its way out. On one machine it
cannot happen: the frozen worker keeps the ERP's place. What comes of both is found by `sweep_erp`.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from bots.ledger import INCIDENT, Ledger, State
from bots.practice.judge import judge
from tests.chaos.deployment import Deployment, Plan, deployed
from tests.chaos.processes import WITHOUT, Process
from tests.chaos.staff import Staff

PATIENCE = 300.0
ENTRY = "^/sales/new"


@dataclass(frozen=True)
class Measured:
    """How often a window was provoked, how often an order was there twice then, how many of those
    `sweep_erp` reported.
    """

    provoked: int
    twice: int
    caught: int


def late_commit(folder: Path, times: int) -> Measured:
    """Workers die while the ERP holds their submit back; it stores it when all is over."""
    plan = Plan("sqlite", "form", (0,), orders=times + 4, lease=15, settle=1)
    with _at_work(plan, folder) as (deployment, staff, ledger):
        for number in range(times):
            deployment.desk.fault("erp", "latency", path=ENTRY, methods=("POST",), times=1,
                                  seconds=600)  # fmt: skip
            _until(lambda: deployment.desk.fired("erp") == 1, "a submit under way")
            (held,) = ledger.items.search(states=[State.SUBMITTING])
            deployment.processes.look()
            (worker,) = deployment.processes.of_kind("worker")
            deployment.processes.kill(worker)
            staff.start("worker")
            _until(lambda key=held.key: _is_entered(ledger, key), "the order, entered again")
            deployment.desk.no_faults()
            twice = number + 1
            _until(lambda wanted=twice: len(_twice(deployment)) >= wanted, "the late commit")
        return _measured(deployment, staff, ledger, times)


def frozen(folder: Path, times: int, *, without: str = "") -> Measured:
    """A worker on one host stands still right after the mark; one on another host takes over."""
    plan = Plan("postgresql", "form", (0, 1), orders=times + 6, lease=4, settle=1)
    with _at_work(plan, folder, without) as (deployment, staff, ledger):
        provoked = 0
        while provoked < times and not _all_done(ledger):
            process, key = _stopped_at_the_mark(deployment, ledger)
            if not any(ref == key for ref in _there(deployment)):
                provoked += 1
                _until(lambda ref=key: _is_entered(ledger, ref), "the order, entered by the other")
            process.thaw()
        _until(lambda: _all_done(ledger), "all orders entered")
        return _measured(deployment, staff, ledger, provoked)


@contextmanager
def _at_work(
    plan: Plan, folder: Path, without: str = ""
) -> Iterator[tuple[Deployment, Staff, Ledger]]:
    """Orders collected and queued, the workers at it."""
    with deployed(plan, folder) as deployment:
        if without:
            deployment.processes.marker[WITHOUT] = without
        staff = Staff(deployment, Random(plan.seed))
        assert staff.start("collect_orders").wait(PATIENCE) == 0
        for host in plan.workers:
            worker = staff.start("worker", host)
            _until(lambda it=worker: "worker_ready" in it.said(), "worker ready")
        staff.start("enter_orders")
        with Ledger.open(deployment.settings.database_url) as ledger:
            yield deployment, staff, ledger


def _stopped_at_the_mark(deployment: Deployment, ledger: Ledger) -> tuple[Process, str]:
    """Whoever marks an order next is stopped at once; it, and the order."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        for item in ledger.items.search(states=[State.SUBMITTING]):
            for process in deployment.processes.of_kind("worker"):
                if f"-{process.pid}-" in item.owner:
                    process.freeze(whole=False)
                    return process, item.key
        time.sleep(0.003)
    raise AssertionError("no order was marked")


def _measured(deployment: Deployment, staff: Staff, ledger: Ledger, provoked: int) -> Measured:
    """After the product's own sweep: what it found, against what there is."""
    for process in deployment.processes.running:
        process.signal(signal.SIGTERM)
    for process in deployment.processes.running:
        process.wait(PATIENCE)
    assert staff.start("sweep_erp").wait(PATIENCE) in {0, 3}
    twice = _twice(deployment)
    found = ledger.items.search(kind=INCIDENT, states=[State.WAITING], rule="duplicate_in_erp")
    caught = [ref for ref in twice if any(ref in incident.key for incident in found)]
    return Measured(provoked, len(twice), len(caught))


def _twice(deployment: Deployment) -> tuple[str, ...]:
    return judge(deployment.practice_folder).duplicated


def _there(deployment: Deployment) -> list[str]:
    from bots.practice.sales import Books

    books = Books(deployment.practice_folder / "erp.sqlite")
    try:
        return [sale.reference for _, sale in books.sales()]
    finally:
        books.close()


def _is_entered(ledger: Ledger, key: str) -> bool:
    item = ledger.items.find(key)
    return item is not None and item.state in {State.ENTERED, State.WAITING}


def _all_done(ledger: Ledger) -> bool:
    under_way = [State.NEW, State.ENTERING, State.SUBMITTING, State.UNSURE]
    return not ledger.items.search(states=under_way, limit=1)


def _until(true: Callable[[], object], what: str) -> None:
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends, f"never: {what}"
        time.sleep(0.02)


def main() -> int:
    """Provoke each, print how often an order was there twice and was caught."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--times", type=int, default=5)
    options = parser.parse_args()
    measured = {
        "late commit": late_commit(options.out / "late", options.times),
        "frozen": frozen(options.out / "frozen", options.times),
        "frozen, without send_by": frozen(options.out / "open", options.times, without="send_by"),
    }
    figures = {name: asdict(one) for name, one in measured.items()}
    print(json.dumps(figures, indent=1))  # noqa: T201  the command's answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
