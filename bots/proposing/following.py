"""What both flows do: read the stock, propose, and enter what is approved, each once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import partial

from bots.desk_run import enter_all
from bots.flow_run import Run
from bots.ledger import Actor, Snapshot, Standing
from bots.model import Draft
from bots.model.proposal import Kind
from bots.proposing.record import Recorded, preview, record
from bots.proposing.stock import Stock, gathered
from bots.sites import SignedInErp


async def read_stock(run: Run, desk: SignedInErp) -> Stock:
    """The ERP's stock of the planned warehouses; what could not be read is for a person."""
    with run.progress("stock") as bar:
        stock = await gathered(desk.stock(), run.settings.planning)
        bar.advance(found=len(stock.levels))
    run.count("stock", "found", len(stock.levels))
    run.count("stock", "other places", stock.elsewhere)
    for error in stock.unreadable:
        run.note(error.message)
    run.count("stock", "unreadable", len(stock.unreadable), for_person=bool(stock.unreadable))
    return stock


async def propose(
    run: Run, kind: Kind, drafts: Sequence[Draft], before: Snapshot, *, by_rule: bool = True
) -> None:
    """Record the drafts, or say what would be; count what became of them."""
    if run.dry_run:
        for draft in drafts:
            lines = ", ".join(f"{line.sku} {line.quantity:f}" for line in draft.lines)
            run.would(f"propose {draft.key}: {lines}; {draft.money}")
        tell(run, kind, preview(drafts, run.settings.planning, by_rule=by_rule))
        return
    done: Recorded = await asyncio.to_thread(
        partial(record, before=before, by_rule=by_rule),
        run.ledger,
        run.settings.planning,
        kind,
        drafts,
        run.id,
    )
    tell(run, kind, done.counts)


async def enter_approved(run: Run, kind: Kind, limit: int) -> None:
    """Enter what is approved, through the engine; then note what is in the ERP.

    What a dead process held is among them: it is freed, read back and brought to its end.
    """
    due = (await asyncio.to_thread(_to_enter, run, kind))[:limit]
    if run.dry_run:
        for key in due:
            run.would(f"enter {key}")
    else:
        if due:
            await enter_all(run, due, kind)
        await asyncio.to_thread(run.ledger.proposals.settle, Actor(f"run {run.id}", run.id))
    open_ones = await asyncio.to_thread(
        run.ledger.proposals.search, kind=kind, states=[Standing.OPEN]
    )
    run.count(kind, "waiting for approval", len(open_ones), for_person=bool(open_ones))
    run.tally.look_at = "bots proposals list; bots items list"
    for one in open_ones:
        run.note(f"bots proposals show {one.id}: {one.draft.money}, {one.draft.role}")


def _to_enter(run: Run, kind: Kind) -> list[str]:
    """The keys of what is approved and neither in the ERP nor in the worklist, oldest first."""
    approved = run.ledger.proposals.search(kind=kind, states=[Standing.APPROVED])
    items = run.ledger.items.find_many([one.key for one in approved], kind)
    left = [item for item in items.values() if not (item.state.done or item.state.needs_person)]
    return [item.key for item in sorted(left, key=lambda item: item.id)]


def tell(run: Run, kind: Kind, counts: Mapping[str, int]) -> None:
    """Into the run's counts."""
    for what, number in Counter(counts).items():
        run.count(kind, what, number)
