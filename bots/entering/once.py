"""Anything that must be made once on the other side, by the protocol that enters orders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from bots.entering.looking import Look
from bots.entering.plan import Planned, planned
from bots.entering.rounds import Rounds
from bots.entering.submission import Submission
from bots.entering.target import BeforeSubmit, Pace, T, Target, Wanted, Wants
from bots.entering.worker import Worker, in_thread
from bots.ledger import Item, Ledger, State
from bots.model import Found

__all__ = ["AtOnce", "Found", "Once", "Target"]

AT_ONCE = 10  # claimed together: a worker that dies holds no more than these


@dataclass(frozen=True)
class AtOnce:
    """A pace for a site that has none in its settings; see `ErpSettings` for the words."""

    settle: float = 60
    attempts: int = 5
    retry_wait: float = 10


@dataclass(frozen=True)
class _Given(Generic[T]):
    """The things that a call was given."""

    things: Mapping[str, T]

    async def wanted(self, keys: Sequence[str]) -> Mapping[str, Wanted[T]]:
        """By key; nothing is wanted of what was not given."""
        return {
            key: Wanted(thing, thing.content_hash) if thing is not None else Wanted(None)
            for key, thing in ((key, self.things.get(key)) for key in keys)
        }


class Once(Rounds[T]):
    """Makes things of one kind (`bots.ledger.states`) on one target, each once by its key.

    Claimed, looked for, marked `submitting`, made, read back. What is there already and equal is
    adopted; what differs, or is there twice, waits for a person; what may have arrived is
    `unsure`, and left only by reading back after the settling time. Not to be called twice at
    once under one worker's name: see `bots.own_work` for a worker that others see alive.
    """

    def __init__(
        self,
        ledger: Ledger,
        kind: str,
        target: Target[T],
        worker: Worker,
        pace: Pace | None = None,
        *,
        shop: str = "erp",
    ) -> None:
        """`shop` is the site that items are counted under which `do` makes."""
        super().__init__(ledger, kind, target, pace or AtOnce(), worker)
        self._target = target
        self._shop = shop
        self._things: Mapping[str, T] = {}

    async def do(self, things: Mapping[str, T]) -> list[Item]:
        """Bring each thing as far as it goes now; give the items as they then stand.

        A key without a work item gets one; one that is done, held by another or in the worklist
        is left as it is. An item that comes back `new` or `unsure` wants another call, at its
        `next_try_at`. Raises what `Entering.enter` raises, after the items were let go safely.
        """
        self._things = dict(things)
        keys, actor = list(things), self._worker.actor
        await in_thread(self._ledger.things.open, self._kind, keys, self._shop, actor)
        return await self._bring(keys, AT_ONCE)

    async def plan_for(self, things: Mapping[str, T]) -> list[Planned]:
        """What `do` would do with each that wants work, for a dry run: reads, writes nothing."""
        self._things = dict(things)
        found = await in_thread(self._ledger.items.find_many, list(things), self._kind)
        now = await in_thread(self._ledger.now)
        items = [found.get(key) or self._unborn(key, now) for key in things]
        return await planned(self._judge, await self._wants(list(things)), items)

    def _unborn(self, key: str, now: datetime) -> Item:
        """The work item that `do` would make."""
        texts = dict.fromkeys(
            ("owner", "rule", "field", "message", "remedy", "erp_id", "erp_number"), ""
        )
        return Item(
            **texts,
            id=0,
            kind=self._kind,
            key=key,
            shop=self._shop,
            state=State.NEW,
            version=0,
            attempts=0,
            run_id=None,
            evidence=None,
            outcome=None,
            order_hash="",
            sale_hash="",
            submitted_at=None,
            next_try_at=None,
            created_at=now,
            changed_at=now,
        )

    async def _wants(self, keys: Sequence[str]) -> _Given[T]:
        return _Given({key: self._things[key] for key in keys if key in self._things})

    async def _submit(self, looks: Sequence[Look[T]], wants: Wants[T]) -> list[list[str]]:
        for look in looks:
            await Submission(self._judge, [look], wants).send(self._enter)
        return []

    async def _enter(self, one: Sequence[T], before_submit: BeforeSubmit) -> None:
        await self._target.enter(one[0], before_submit)
