"""An order is entered once: claim, look, submit, read back. The protocol over ledger and ERP."""

from __future__ import annotations

from bots.entering.plan import Planned
from bots.entering.protocol import Entering
from bots.entering.sweeping import Swept, sweep
from bots.entering.worker import Guard, Worker, always_mine

__all__ = ["Entering", "Guard", "Planned", "Swept", "Worker", "always_mine", "sweep"]
