"""Tell the shops carrier and tracking number of what was shipped, each once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bots.flow import Run, Shops, Since, flow
from bots.model import Shipment
from bots.own_work import OwnWork, own_work
from bots.shipping.keeping import Keeper
from bots.shipping.reading import read_all
from bots.shipping.sorting import sort
from bots.shipping.writing import due, not_yet, plan, told, write_back


@flow
async def write_back_shipments(
    run: Run, *, shop: Shops = Shops(), since: Since = Since("7d"), file: Path | None = None
) -> None:
    """Read shipments from the ERP, or a carrier's spreadsheet, and tell the shops of them.

    Each shop is told once, and read back. A voided label is replaced by the one in its place. An
    unknown carrier or order, two numbers for one order, another number in the shop already, or an
    order that the shop cancelled: that shipment alone goes to the worklist.

    Example: write_back_shipments.py --shop north --file sf-november.xlsx --dry-run
    """
    names = run.shops(shop)
    found = await read_all(run, names, since, file)
    run.count("shipments", "read", len(found))
    read = sort(found, await told(run.ledger, [one.key for one in found]))
    if run.dry_run:
        for key, error in read.refused.items():
            run.would(f"ask a person about {key}: {error.message}")
        await run.each(names, lambda name: would(run, name, read.live))
        return
    keeper = Keeper(run.ledger, run.id)
    for item in await asyncio.to_thread(keeper.keep, read):
        run.count(item.shop or "file", "for a person", for_person=item.state.needs_person)
    async with own_work(run.settings, run.ledger, run.id) as work:
        await run.each(names, lambda name: tell(run, keeper, work, name, read.live))


async def would(run: Run, name: str, live: Mapping[str, Shipment]) -> None:
    """Say what this shop would be told."""
    wanted = {key: one for key, one in live.items() if one.shop == name}
    if wanted:
        async with run.shop(name) as site:
            for planned in await plan(run.ledger, run.settings, site, wanted):
                run.count(name, f"would {planned.action}")
                run.would(f"{planned.action} {planned.reference} {planned.why}".rstrip())


async def tell(
    run: Run, keeper: Keeper, work: OwnWork, name: str, live: Mapping[str, Shipment]
) -> None:
    """Tell this shop what is due, and count how each ended."""
    wanted = await asyncio.to_thread(due, run.ledger, name, live)
    if not wanted:
        return
    async with run.shop(name) as site:
        with run.progress(name, len(wanted)) as bar:
            worker = work.worker(f"write_back {name}")
            items = await write_back(run.ledger, run.settings, site, worker, wanted)
            for item in items:
                bar.advance(**{item.state.value: 1})
                run.count(name, item.outcome or item.state, for_person=item.state.needs_person)
                if item.state.done:
                    await asyncio.to_thread(keeper.replaced, wanted[item.key])
    if left := not_yet(items):
        run.trouble(name, left)


if __name__ == "__main__":
    write_back_shipments()
