"""The conductor: at moments drawn from a seed, something dies, hangs, fills up, or jumps.

Every worker that is ready gets a fate: what happens to it, and when. Beside that, events strike
the sites, the database, the disk and the clock. All of it ends with `calm`.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import psutil
import sqlalchemy as sa

from bots.errors import BotsError
from tests.chaos.deployment import Deployment
from tests.chaos.peek import Peek
from tests.chaos.processes import Process
from tests.chaos.staff import FLOWS, Staff
from tests.chaos.weather import Weather

LIFE = 5.0
"""Seconds that a ready worker lives in the middle, before its fate strikes."""
BUSY_WITHIN = 180.0
"""Seconds that a fate waits for, at most, when it is to strike a worker that holds orders."""
DOOMED = {"collect_orders": 0.3, "enter_orders": 0.75}
"""How many of the flows' runs are killed."""
EVENT_EVERY = 4.0
REMEDIES_EVERY = 8.0


@dataclass
class Later:
    """Something to be undone, or a fate to strike, when its time has come."""

    at: float
    act: Callable[[], None]
    owner: int = 0


@dataclass
class Conductor:
    """Hurts a deployment. `kills` counts what was killed, by kind; `events` what else happened."""

    deployment: Deployment
    staff: Staff
    random: Random
    kills: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    skipped: dict[str, str] = field(default_factory=dict)
    _later: list[Later] = field(default_factory=list)
    _fated: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.peek = Peek(self.deployment.settings.database_url)
        self.weather = Weather(self.deployment.desk, self.random)
        self._log = (self.deployment.folder / "events.jsonl").open("a", encoding="utf-8")
        self._next_event = time.monotonic() + EVENT_EVERY
        self._next_remedies = time.monotonic() + REMEDIES_EVERY
        self._held = ExitStack()
        self._disturbed: set[str] = set()

    # The loop -----------------------------------------------------------------------------

    def rage(self, kills: int, seconds: float) -> None:
        """Until so many were killed, or so many seconds are over."""
        ends = time.monotonic() + seconds
        while self.kills.total() < kills and time.monotonic() < ends:
            self.step()
            time.sleep(0.15)

    def step(self) -> None:
        """One look: what ended is replaced, what is due strikes."""
        self.staff.tick()
        now = time.monotonic()
        self._give_fates(now)
        due = [one for one in self._later if one.at <= now]
        self._later = [one for one in self._later if one.at > now]
        for one in due:
            one.act()
        if now >= self._next_event:
            self._next_event = now + self.random.expovariate(1 / EVENT_EVERY)
            self._event()
        if now >= self._next_remedies and not self._disturbed:
            self._next_remedies = now + REMEDIES_EVERY
            with suppress(BotsError):  # a worker was stopped while it held SQLite's lock
                self.staff.do_the_remedies()

    def calm(self) -> None:
        """Everything that was switched on ends; what was taken away comes back."""
        for one in self._later:
            if not one.owner:
                one.act()
        self._later = []
        for process in self.deployment.processes.running:
            process.thaw()
        self.weather.clear()
        self.deployment.clock.set(0)
        self.tell("calm")

    def close(self) -> None:
        """Close files and connections."""
        self.peek.close()
        self._log.close()

    def tell(self, what: str, **more: Any) -> None:
        """One line in the record of events."""
        line = {"at": round(time.time(), 2), "what": what, **more}
        self._log.write(json.dumps(line) + "\n")
        self._log.flush()

    # What happens to processes ------------------------------------------------------------

    def _give_fates(self, now: float) -> None:
        for process in self.deployment.processes.running:
            if process.pid in self._fated:
                continue
            if process.kind == "worker" and process.ready:
                self._doom(process)
                self._fated.add(process.pid)
            elif process.kind in FLOWS:
                self._fated.add(process.pid)
                if self.random.random() < DOOMED[process.kind]:
                    wait = self.random.uniform(0.3, 6)
                    self._later.append(Later(now + wait, lambda it=process: self.kill(it), 1))

    def _doom(self, process: Process) -> None:
        """A fifth of them at any moment, the others soon after they have orders in hand."""
        now = time.monotonic()
        if self.random.random() < 0.2:
            wait = self.random.expovariate(1 / LIFE)
            self._later.append(Later(now + wait, lambda: self._strike(process), 1))
            return
        ends = now + BUSY_WITHIN
        self._later.append(Later(now + 0.3, lambda: self._strike_busy(process, ends), 1))

    def _strike_busy(self, process: Process, ends: float) -> None:
        now = time.monotonic()
        if self.peek.held_by(process.pid) or now > ends:
            wait = self.random.uniform(0, 1.5)
            self._later.append(Later(now + wait, lambda: self._strike(process), 1))
        elif process.code is None:
            self._later.append(Later(now + 0.4, lambda: self._strike_busy(process, ends), 1))

    def _strike(self, process: Process) -> None:
        if process.code is not None:
            return
        kind = self.random.choices(["kill", "chromium", "freeze", "freeze_all"], [52, 40, 4, 4])[0]
        if kind == "kill":
            self.kill(process)
            return
        if kind == "chromium":
            self._kill_chromium(process)
        else:
            self._freeze(process, whole=kind == "freeze_all")
        self._doom(process)  # it lives on, until its next fate

    def kill(self, process: Process) -> None:
        """SIGKILL, whatever it is doing; what it held is noted."""
        if process.code is not None:
            return
        process.freeze(whole=False)  # so that what it holds is what it held when it died
        held = self.peek.held_by(process.pid)
        self.deployment.processes.kill(process)
        self.kills[process.kind] += 1
        for state in held or ["nothing held"]:
            self.caught[f"{process.kind}: {state}"] += 1
        self.tell("kill", kind=process.kind, pid=process.pid, held=dict(held))

    def _kill_chromium(self, process: Process) -> None:
        browser = process.chromium()
        if browser is None:
            return
        held = self.peek.held_by(process.pid)
        try:
            browser.kill()
        except psutil.NoSuchProcess:
            return
        self.kills["chromium"] += 1
        for state in held or ["nothing held"]:
            self.caught[f"chromium: {state}"] += 1
        self.tell("kill", kind="chromium", pid=process.pid, held=dict(held))

    def _freeze(self, process: Process, *, whole: bool) -> None:
        """Past its lease, and for less than lease and settling time together."""
        plan = self.deployment.plan
        seconds = plan.lease + self.random.uniform(0.5, plan.settle / 3)
        process.freeze(whole=whole)
        self.events["frozen past the lease"] += 1
        self.tell(
            "freeze", pid=process.pid, seconds=seconds, held=dict(self.peek.held_by(process.pid))
        )
        self._later.append(Later(time.monotonic() + seconds, process.thaw))

    # What happens around them -------------------------------------------------------------

    def _event(self) -> None:
        wanted = {
            self._new_weather: 20, self._arrivals: 20, self._expire: 8, self._two_operators: 10,
            self._database: 2, self._disk: 2, self._clock: 3,
        }  # fmt: skip
        self.random.choices(list(wanted), list(wanted.values()))[0]()

    def _new_weather(self) -> None:
        self.weather.change()
        self.events["weather"] += 1

    def _arrivals(self) -> None:
        shop = self.random.choice(["north", "south"])
        count = self.random.randint(1, 3)
        self.deployment.desk.arrive(shop, count)
        self.events["orders arrived"] += count

    def _expire(self) -> None:
        site = self.random.choice(["north", "south", "erp"])
        self.deployment.desk.expire(site)
        self.events["sessions expired"] += 1
        self.tell("expire", site=site)

    def _two_operators(self) -> None:
        """The same flow, twice at once, beside what the timetable runs; on any hosts."""
        flow = self.random.choice(FLOWS)
        hosts = len(self.deployment.homes)
        for number in range(2):
            self.staff.start(flow, number % hosts)
        self.events["two operators at once"] += 1

    def _disturb(self, what: str, seconds: float, undo: Callable[[], None]) -> bool:
        """One disturbance of a kind at a time."""
        if what in self._disturbed:
            return False
        self._disturbed.add(what)

        def over() -> None:
            undo()
            self._disturbed.discard(what)
            self.tell(f"{what} over")

        self._later.append(Later(time.monotonic() + seconds, over))
        self.events[what] += 1
        self.tell(what, seconds=round(seconds, 1))
        return True

    def _database(self) -> None:
        if self.deployment.postgres is None:
            self._lock_database()
            return
        server = self.deployment.postgres
        if self._disturb("database killed", self.random.uniform(0.5, 6), server.start):
            server.kill()
            self.kills["postmaster"] += 1
            self.tell("kill", kind="postmaster", held={})

    def _lock_database(self) -> None:
        """SQLite has no server to kill: somebody holds its write lock instead."""
        lock = ExitStack()
        try:
            lock.enter_context(self.peek.locked(engine=self.random.random() < 0.5))
        except sa.exc.OperationalError:  # a worker has it just now
            return
        if not self._disturb("database locked", self.random.uniform(1, 5), lock.close):
            lock.close()

    def _disk(self) -> None:
        disk = self.deployment.disk
        if disk.why_not:
            self.skipped["disk full"] = disk.why_not
        elif self._disturb("disk full", self.random.uniform(1, 6), disk.free):
            disk.fill()

    def _clock(self) -> None:
        clock = self.deployment.clock
        if clock.why_not:
            self.skipped["clock jumps"] = clock.why_not
            return
        seconds = self.random.choice([-1, 1]) * self.random.uniform(20, 90)
        if self._disturb("clock jumped", self.random.uniform(5, 20), lambda: clock.set(0)):
            clock.set(seconds)
            self.tell("clock", off=seconds)
