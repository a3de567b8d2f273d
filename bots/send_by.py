"""By when a submit must have left: a process that was stopped just before must not send it late.

Once it is written down that an order is about to be submitted, others wait the settling time
before they enter it again. A process that was stopped (or a machine that slept) between that line
and the click would send it after them. So what does not leave soon does not leave at all.
"""

from __future__ import annotations

import math
import time
from contextvars import ContextVar

_SHARE = 4
_LEAST = 5.0
_within: ContextVar[float] = ContextVar("send_within", default=math.inf)
_since: ContextVar[float] = ContextVar("send_since", default=0.0)
_CLOCK = getattr(time, "CLOCK_BOOTTIME", None)


def marked(settle: float) -> None:
    """This task is about to submit, and others settle for so many seconds: it must send soon."""
    _within.set(max(settle / _SHARE, _LEAST))
    _since.set(now())


def over() -> None:
    """This task's submit is over; what it sends from now on is no submit."""
    _within.set(math.inf)


class SendBy:
    """The deadline of the submit that this task is in, if it is in one."""

    def __init__(self) -> None:
        self._within = _within.get()
        self._since = _since.get()

    def is_over(self) -> bool:
        """Whether it is too late to send."""
        return now() - self._since > self._within

    def went_on(self) -> None:
        """Something was sent and answered: what belongs to it may follow."""
        self._since = now()


def now() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine sleeps."""
    return time.monotonic() if _CLOCK is None else time.clock_gettime(_CLOCK)
