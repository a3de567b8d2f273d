"""The reaper: beats, and hands the items of the dead to the queue, for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

import structlog

from bots.engine.beats import Beats

log = structlog.get_logger(__name__)


class Held(Protocol):
    """What the watch asks of the engine."""

    def standing(self) -> Mapping[str, str]:
        """The jobs that stand as running, each with the executor that holds it."""
        ...

    def in_hand(self) -> set[str]:
        """The jobs that this process works on."""
        ...

    def start_over(self) -> None:
        """Stop every job of this process, and go on under another name."""
        ...

    def hand_over(self, executors: list[str]) -> None:
        """Put the jobs that these executors hold back into their queues."""
        ...


Free = Callable[[Callable[[], set[str]]], object]


class Watch:
    """A thread of its own, so that neither a busy event loop nor a database error ends it.

    `free` is called before jobs are handed over, with the question who is alive: what is held
    outside the engine (the ledger's items) by anyone else can be let go there. Whoever is not
    alive is asked after who holds something: a name never comes again, so one that held and is
    not alive then is dead; asked the other way round, it may have joined in between.
    """

    def __init__(self, beats: Beats, held: Held, free: Free) -> None:
        self._beats = beats
        self._held = held
        self._free = free
        self._lost: set[str] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="bots-reaper", daemon=True)

    def start(self) -> None:
        """Look once, then every third of a lease until `stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread; the last look is finished first."""
        self._stop.set()
        self._thread.join(timeout=self._beats.lease)

    def tick(self) -> None:
        """Prolong the lease, or let go of everything; then hand over what the dead held."""
        if not self._beats.beat():
            log.warning("lease_ran_out", kept="nothing is lost: all jobs in hand start over")
            self._held.start_over()
        standing = self._held.standing()
        self._find_lost(standing)
        self._beats.bury()
        self._free(self._beats.alive)
        if dead := set(standing.values()) - self._beats.alive():
            log.warning("jobs_of_dead_workers", workers=sorted(dead))
            self._held.hand_over(sorted(dead))

    def _find_lost(self, standing: Mapping[str, str]) -> None:
        """A job that stands as this process's, and is not in its hands, at two looks in a row.

        At one look it may just begin or end. Its end found no room on the disk: start over.
        """
        mine = {job for job, executor in standing.items() if executor == self._beats.executor}
        before, self._lost = self._lost, mine - self._held.in_hand()
        if again := before & self._lost:
            log.warning("jobs_without_an_end", jobs=len(again))
            self._held.start_over()
            self._lost = set()

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self.tick()
            except Exception:  # a database that is away comes back; a dead reaper strands items
                log.exception("reaper", kept="it goes on at its next look")
            self._stop.wait(self._beats.lease / 3)
