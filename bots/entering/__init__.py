"""A thing is made once: claim, look, submit, read back. The protocol over ledger and ERP or shop.

`Entering` is for orders, `Once` for everything else.
"""

from __future__ import annotations

from bots.entering.once import AtOnce, Once
from bots.entering.plan import Planned
from bots.entering.protocol import Entering
from bots.entering.sweeping import Swept, sweep
from bots.entering.target import Pace, Target
from bots.entering.worker import Guard, Worker, always_mine

__all__ = [
    "AtOnce",
    "Entering",
    "Guard",
    "Once",
    "Pace",
    "Planned",
    "Swept",
    "Target",
    "Worker",
    "always_mine",
    "sweep",
]
