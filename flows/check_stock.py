"""Compare the stock that shops show and people counted with the ERP's books."""

from __future__ import annotations

import asyncio

from bots.flow import Files, Run, Shops, flow
from bots.platforms.stocks import platforms_with_stocks
from bots.stock.book import write_stock_report
from bots.stock.check import compared, keep, read_all


@flow
async def check_stock(
    run: Run, *, shop: Shops = Shops(), counts: Files = Files(), fewer: bool = False
) -> None:
    """Read all stock, put every SKU at every place into one class, and follow what differs.

    Orders that the ERP lacks yet, goods that are reserved or on their way, and bundles are taken
    account of; collect_orders first. `--counts` are spreadsheets of warehouses that were counted.
    `--fewer`: a place that has less than half of the SKUs that it had is right. What is let pass:
    [checking] in credentials.toml. Writes nothing but the workbook and the ledger.

    Without `--shop`, shops whose stock cannot be read are left out, and named.

    Example: check_stock.py --counts shanghai.xlsx --counts guangzhou.csv
    """
    read = await read_all(run, shops_of(run, shop), counts)
    found = await asyncio.to_thread(compared, run, read)
    checked = await keep(run, read, found, fewer=fewer)
    for (_, place), change in checked.followed.items():
        for what in ("new", "still", "gone"):
            run.count(place, what, getattr(change, what))
    file = run.folder / "stock.xlsx"
    if run.dry_run:
        run.would(f"write {file}")
        return
    await asyncio.to_thread(write_stock_report, run, read, checked, file)
    run.note(f"report: {file}")
    run.tally.look_at = str(file)


def shops_of(run: Run, shop: Shops) -> list[str]:
    """The shops to read: those that were named, else all that can be."""
    able = platforms_with_stocks()
    names = run.shops(shop)
    left_out = [] if shop else [one for one in names if run.settings.shop(one).platform not in able]
    for name in left_out:
        run.note(f"{name}: left out, its platform has no stock that can be read")
    return [name for name in names if name not in left_out]


if __name__ == "__main__":
    check_stock()
