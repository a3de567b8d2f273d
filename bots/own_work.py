"""Work that a flow does with its own hands: workers that others see alive, and take over from."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bots.engine import Lease, engine_url
from bots.entering import AtOnce, Worker
from bots.entering.dead import OF_LANE, free_dead
from bots.ledger import Ledger
from bots.settings import Settings


@dataclass(frozen=True)
class OwnWork:
    """Gives workers, one for each thing done at once; each dies with this process."""

    lease: Lease
    run: int | None

    def worker(self, lane: str) -> Worker:
        """A worker of this name; for a second call of `Once` beside it take another."""
        executor = self.lease.executor
        return Worker(
            f"{executor}{OF_LANE}{lane}", self.run, lambda: self.lease.still_mine(executor)
        )


@asynccontextmanager
async def own_work(
    settings: Settings, ledger: Ledger, run: int | None = None
) -> AsyncIterator[OwnWork]:
    """For `Once` on a shop. What a dead process held is free when this begins.

    Example:
        async with own_work(run.settings, run.ledger, run.id) as work:
            once = Once(run.ledger, WRITE_BACK, target, work.worker("north"), shop="north")
            items = await once.do({shipment.key: shipment})
    """
    settle = timedelta(seconds=settings.erp.settle if settings.erp else AtOnce().settle)
    lease = Lease(
        engine_url(settings.database_url),
        lease=settings.engine.lease,
        free=lambda alive: free_dead(ledger, alive, settle),
    )
    async with lease:
        yield OwnWork(lease, run)
