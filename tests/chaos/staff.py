"""Who keeps a deployment going: restarts workers, runs the flows again and again, mends pauses."""

from __future__ import annotations

import time
from collections import Counter
from random import Random

from sqlalchemy import select

from bots.ledger import Ledger, State
from bots.ledger.tables import sign_ins
from bots.sign_in_tries import UNANSWERED
from tests.chaos.deployment import Deployment, environment
from tests.chaos.processes import Process

FLOWS = ("collect_orders", "enter_orders")
GAP = {"collect_orders": (15.0, 40.0), "enter_orders": (1.0, 4.0)}
"""Seconds between two runs of a flow, from and to."""


class Staff:
    """A service manager, a timetable, and an operator who does what the remedies say."""

    def __init__(self, deployment: Deployment, random: Random, since: str = "2d") -> None:
        self._since = since
        self.deployment = deployment
        self.random = random
        self.ended: Counter[str] = Counter()
        self.paused: list[str] = []
        self.vouched: Counter[str] = Counter()
        self.retried: Counter[str] = Counter()
        self._due = dict.fromkeys(FLOWS, 0.0)
        self._died = 0.0

    def tick(self) -> None:
        """Note what ended, start what is missing."""
        processes = self.deployment.processes
        for process in processes.look():
            self.ended[f"{process.kind} {process.code}"] += 1
            if process.kind in self._due:
                self._due[process.kind] = time.monotonic() + self.random.uniform(*GAP[process.kind])
            elif process.kind == "worker" and process.code not in {0, -9}:
                self._died = time.monotonic()
        self._start_workers()
        for flow, due in self._due.items():
            if not processes.of_kind(flow) and time.monotonic() >= due:
                self.start(flow, 0, *(("--since", self._since) if "collect" in flow else ()))

    def start(self, kind: str, host: int = 0, *more: str) -> Process:
        """A worker, or one run of a flow."""
        words = ("worker",) if kind == "worker" else ("run", kind, "--json", *more)
        home = self.deployment.homes[host]
        return self.deployment.processes.start(kind, host, environment(home), *words)

    def _start_workers(self) -> None:
        if time.monotonic() < self._died + 1:  # it ended by itself: as systemd's RestartSec
            return
        there = Counter(one.host for one in self.deployment.processes.of_kind("worker"))
        for host, wanted in Counter(self.deployment.plan.workers).items():
            for _ in range(wanted - there[host]):
                self.start("worker", host)

    def do_the_remedies(self) -> None:
        """As a person would: resume paused sites, try what failed again; each is counted."""
        with Ledger.open(self.deployment.settings.database_url) as ledger:
            for site in ("north", "south", "erp"):
                pause = ledger.sites.paused(site)
                if pause is not None:
                    self.paused.append(f"{site}: {pause.why}")
                elif _rests(ledger, site):
                    self.vouched[site] += 1
                else:
                    continue
                ledger.sites.forget_sign_ins(site)  # as: bots credentials check --resume SITE
                ledger.sites.resume(site)
            failed = [State.FAILED]
            for item in ledger.items.search(states=failed, limit=None):
                self.retried[item.rule] += 1
                ledger.items.retry(item.id, "chaos")


def _rests(ledger: Ledger, site: str) -> bool:
    """Whether its password waits for an hour, as sign-ins were killed before they were answered."""
    with ledger._database.read() as transaction:
        rows = transaction.execute(select(sign_ins.c.unanswered).where(sign_ins.c.site == site))
        return any(row.unanswered >= UNANSWERED for row in rows)
