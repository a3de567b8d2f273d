"""Counting as alive without an engine: for a process that holds items in its own hands."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

from bots.engine.beats import Beats
from bots.engine.database import connect
from bots.engine.set_up import executor_id
from bots.engine.watch import Free, Watch
from bots.engine.words import LEASE
from bots.errors import NotMine


class Lease:
    """While it is open this process beats, and lets go of what the dead held.

    What is held under `executor` is freed by others once it was silent for longer than `lease`;
    it then goes on under another name.
    """

    def __init__(self, url: str, *, lease: float = LEASE, free: Free = lambda _alive: None) -> None:
        """`url` from `engine_url`; `free` as in `Watch`."""
        self._database = connect(url)
        self._beats = Beats(self._database, role="flow", lease=lease)
        self._watch = Watch(self._beats, self, free)

    @property
    def executor(self) -> str:
        """This process's name; it changes when the lease ran out."""
        return self._beats.executor

    async def still_mine(self, executor: str) -> None:
        """Await right before what cannot be taken back. Raises NotMine when it is another's."""
        if not await asyncio.to_thread(self._beats.beat) or executor != self.executor:
            raise NotMine("this process was silent past its lease; others may have its items")

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._open)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await asyncio.to_thread(self._close)

    def _open(self) -> None:
        self._beats.prepare()
        self._beats.join(executor_id())
        self._watch.tick()  # what the dead held is free before the first claim
        self._watch.start()

    def _close(self) -> None:
        self._watch.stop()
        self._beats.leave()
        self._database.dispose()

    # What the watch asks ------------------------------------------------------------------

    def standing(self) -> dict[str, str]:
        """None: there are no jobs here."""
        return {}

    def in_hand(self) -> set[str]:
        """Likewise."""
        return set()

    def start_over(self) -> None:
        """Go on under another name."""
        self._beats.join(executor_id())

    def hand_over(self, executors: list[str]) -> None:
        """There is nothing to hand over."""
