"""The one retry layer: what is tried again, how often, and for how long."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import stamina
import stamina.instrumentation
import structlog

from bots.errors import TryAgain

T = TypeVar("T")
_log = structlog.get_logger(__name__)
stamina.instrumentation.set_on_retry_hooks(())  # said once, here, in our own words


@dataclass(frozen=True)
class Policy:
    """How often, and how long in seconds all tries and waits may take together."""

    attempts: int
    seconds: float
    first_wait: float = 0.5
    longest_wait: float = 15.0


READ = Policy(attempts=5, seconds=120)
SIGN_IN = Policy(attempts=3, seconds=180, first_wait=2)


async def retrying(call: Callable[[], Awaitable[T]], policy: Policy = READ) -> T:
    """Await `call()` until it does not raise TryAgain; every other error goes straight through.

    The other side's Retry-After is honoured; one that reaches past the policy's time ends the
    tries. Raises the last TryAgain. A submit is never passed here.
    """
    ends = time.monotonic() + policy.seconds

    def wait(error: Exception) -> bool | float:
        if not isinstance(error, TryAgain):
            return False
        if time.monotonic() + (error.retry_after or 0) > ends:
            return False
        _log.info("trying again", why=error.message, reference=error.reference)
        return True if error.retry_after is None else error.retry_after

    tries = stamina.retry_context(
        on=wait,
        attempts=policy.attempts,
        timeout=policy.seconds,
        wait_initial=policy.first_wait,
        wait_max=policy.longest_wait,
    )
    async for attempt in tries:
        with attempt:
            return await call()
    raise AssertionError("stamina ends by returning or raising")
