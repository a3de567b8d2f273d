"""Move stock from warehouses that have to spare to those that are short, at the least cost."""

from __future__ import annotations

import asyncio

from bots.flow import Run, flow
from bots.model.proposal import Kind
from bots.proposing.following import enter_approved, propose, read_stock, tell
from bots.proposing.transfers import plan_transfers


@flow
async def transfer_stock(run: Run, *, limit: int = 100) -> None:
    """Read the ERP's stock, propose transfers, and enter those that are approved.

    What costs less than the settings' limit is approved by that rule; the rest waits for a person
    (bots proposals list), and is entered by the next run, each once. Warehouses, targets and the
    cost matrix: [planning] in credentials.toml, and bots proposals import.

    Example: transfer_stock.py --dry-run
    """
    before = await asyncio.to_thread(run.ledger.proposals.snapshot)
    async with run.erp() as desk:
        stock = await read_stock(run, desk)
    plan = await asyncio.to_thread(plan_transfers, run.ledger, run.settings, stock, before)
    tell(run, Kind.TRANSFER, plan.left_out)
    run.count(Kind.TRANSFER, "still short", len(plan.short))
    await propose(run, Kind.TRANSFER, plan.drafts, before)
    await enter_approved(run, Kind.TRANSFER, limit)


if __name__ == "__main__":
    transfer_stock()
