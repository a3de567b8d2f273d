"""The rounds of the protocol, the same for every kind: read back, claim, look, submit, let go."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Generic

from bots.entering.judging import Judge
from bots.entering.looking import Look
from bots.entering.plan import Planned, planned
from bots.entering.target import Pace, T, Target, Wants
from bots.entering.worker import Worker, in_thread
from bots.errors import TechnicalError, TryAgain
from bots.ledger import Item, Ledger, State


class Rounds(ABC, Generic[T]):
    """Brings things of one kind to one target. Not to be called twice at once."""

    def __init__(
        self, ledger: Ledger, kind: str, target: Target[T], pace: Pace, worker: Worker
    ) -> None:
        self._ledger = ledger
        self._kind = kind
        self._pace = pace
        self._worker = worker
        self._judge = Judge(ledger, target, pace, worker)

    @abstractmethod
    async def _wants(self, keys: Sequence[str]) -> Wants[T]:
        """What tells what is wanted of these keys, from now on."""

    @abstractmethod
    async def _submit(self, looks: Sequence[Look[T]], wants: Wants[T]) -> list[list[str]]:
        """Submit what is claimed and not there. Gives groups that are to be tried anew."""

    async def plan(self, keys: Sequence[str]) -> list[Planned]:
        """What would be done with them, for a dry run: reads, writes nothing."""
        found = await in_thread(self._ledger.items.find_many, keys, self._kind)
        return await planned(self._judge, await self._wants(keys), found.values())

    async def _bring(self, keys: Sequence[str], size: int) -> list[Item]:
        """All of them, `size` at a time, as far as they go now; the items as they then stand."""
        keys = list(dict.fromkeys(keys))
        groups = deque(_groups(keys, size))
        while groups:
            groups.extendleft(await self._round(groups.popleft()))
        found = await in_thread(self._ledger.items.find_many, keys, self._kind)
        return [found[key] for key in keys if key in found]

    async def _round(self, keys: Sequence[str]) -> list[list[str]]:
        """One group: read back, claim, look, submit. Gives groups that are to be tried anew."""
        await self._take_up_leftovers()
        await self._read_back(keys)
        name, run = self._worker.name, self._worker.run
        try:  # around the claim too: one whose answer was lost holds items all the same
            claimed = await in_thread(self._ledger.items.claim, keys, name, run, self._kind)
            return await self._work(claimed)
        except BaseException:
            await self._let_go(keys)
            raise

    async def _take_up_leftovers(self) -> None:
        """What this worker holds before it claims is left from a call that died."""
        left = await in_thread(self._ledger.items.held_by, self._worker.name)
        if left:
            await in_thread(self._ledger.items.free, left, "an earlier call died", self._settling)

    async def _let_go(self, keys: Sequence[str]) -> None:
        """Free what is still held; if the ledger itself is away, the next call does it."""
        with suppress(TryAgain):
            held = await in_thread(self._ledger.items.held_by, self._worker.name)
            mine = [item for item in held if item.kind == self._kind and item.key in keys]
            await in_thread(self._ledger.items.free, mine, "let go", self._settling, forgiven=True)

    async def _read_back(self, keys: Sequence[str]) -> None:
        """Leave `unsure` by looking: adopted, finished, shown to a person, or `new` again."""
        items = await in_thread(self._ledger.items.find_many, keys, self._kind)
        unsure = [item for item in items.values() if item.state is State.UNSURE]
        if not unsure:
            return
        wants = await self._wants([item.key for item in unsure])
        looked_at = await in_thread(self._ledger.now)
        for look in await self._judge.settle(await self._judge.look(unsure, wants)):
            await self._judge.unless_changed(
                self._ledger.items.missing,
                look.item,
                looked_at,
                self._pace.attempts,
                self._worker.actor,
            )

    async def _work(self, claimed: Sequence[Item]) -> list[list[str]]:
        ready = await self._ready(claimed)
        if not ready:
            return []
        # After the claim: what changes from here on has another hash than was claimed.
        wants = await self._wants([item.key for item in ready])
        looks = await self._judge.settle(await self._judge.look_first(ready, wants))
        return await self._submit(looks, wants)

    async def _ready(self, claimed: Sequence[Item]) -> list[Item]:
        """Without those that were claimed more often than allowed: their workers died."""
        ready = []
        for item in claimed:
            if item.attempts <= self._pace.attempts:
                ready.append(item)
                continue
            error = TechnicalError(
                f"{item.key} was tried {item.attempts - 1} times, and never came to an end",
                reference=item.key,
                remedy=f"see: bots items show {item.id}; then: bots items retry {item.id}",
            )
            await self._judge.unless_changed(
                self._ledger.items.fail, item, error, self._worker.actor
            )
        return ready

    @property
    def _settling(self) -> timedelta:
        return timedelta(seconds=self._pace.settle)


def _groups(keys: Sequence[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(keys), size):
        yield list(keys[start : start + size])
