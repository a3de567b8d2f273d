"""Who enters, and how the ledger is reached from async code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from bots.ledger import Actor

Guard = Callable[[], Awaitable[None]]

P = ParamSpec("P")
T = TypeVar("T")


async def always_mine() -> None:
    """The guard of a worker that nobody can overtake: a single process, or a test."""


@dataclass(frozen=True)
class Worker:
    """Who enters: the name that owns claimed items, its run, and its lease.

    The name is one `Entering`'s own: what is held under it when a call begins is left over
    from a call that died. `still_mine` is awaited right before a submit; it raises NotMine
    when the worker's own heartbeat is too old for it to trust what it holds.
    """

    name: str
    run: int | None = None
    still_mine: Guard = always_mine

    @property
    def actor(self) -> Actor:
        """The same, as the ledger's history names it."""
        return Actor(self.name, self.run)


async def in_thread(call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a short blocking call (a ledger transaction) beside the event loop."""
    return await asyncio.to_thread(call, *args, **kwargs)
