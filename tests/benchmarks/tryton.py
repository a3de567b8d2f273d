"""Orders of three lines entered in a real Tryton, a minute: by form, by import, by bare JSON-RPC.

Entered means saved, read back, quoted, confirmed and read back again, as the entering protocol
does; the peers do the same or less.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path

from bots.browser import Browser, open_browser
from bots.erps.tryton.erp import Erp
from bots.model import SalesOrder
from bots.settings import BrowserSettings, ErpSettings
from tests.benchmarks.cpu import Meter
from tests.benchmarks.rows import Row, in_turns, measured
from tests.benchmarks.tryton_plain import PlainScript
from tests.real.tryton.judge import Judge
from tests.real.tryton.server import TrytonServer, running
from tests.real.tryton.signed_in import erp_settings, sales_order, signed_in

ROUNDS = int(os.environ.get("BOTS_BENCHMARK_ROUNDS", "3"))
BY_FORM = 2
BY_IMPORT = ErpSettings.model_fields["batch"].default
FORM, FORM_2 = "form, one page", "form, two pages"
PLAIN, IMPORT, BARE = "plain careful script", "import", "bare JSON-RPC import"
COLUMNS = [
    "reference", "party", "sale_date", "invoice_address", "shipment_address", "comment",
    "lines/product", "lines/quantity", "lines/unit", "lines/unit_price",
]  # fmt: skip
_numbers = count(1)


def benchmark() -> list[Row]:
    """Measure every way in turn over one server."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as server:
        meter = Meter("trytond")
        figures = asyncio.run(_measure(server, Path(folder), meter))
    job = "orders of three lines"
    unit = "orders/min"
    return [
        measured(job, PLAIN, unit, figures[PLAIN]),
        measured(job, FORM, unit, figures[FORM], ((PLAIN, 1.5),)),
        measured(job, FORM_2, unit, figures[FORM_2], ((FORM, None),)),
        measured(job, BARE, unit, figures[BARE]),
        measured(job, IMPORT, unit, figures[IMPORT], ((FORM, 40), (BARE, 0.5))),
        *(_by_cpu(job, way, meter.figures[way]) for way in (FORM, BARE, IMPORT)),
    ]


def _by_cpu(job: str, way: str, runs: list[float]) -> Row:
    """What no busy machine changes much."""
    against = ((FORM, None), (BARE, None)) if way == IMPORT else ()
    return measured(f"{job}, by CPU time of both sides", way, "orders/CPU s", runs, against)


async def _measure(server: TrytonServer, folder: Path, meter: Meter) -> dict[str, list[float]]:
    async with (
        open_browser(BrowserSettings()) as browser,
        signed_in(browser, server, folder / "home") as session,
    ):
        erp = Erp(session)
        plain = await _plain(browser, server)
        noted = partial(_noted, meter)
        with server.judge() as judge:
            ways: dict[str, Callable[[], Awaitable[float]]] = {
                PLAIN: lambda: _a_minute(BY_FORM, lambda orders: _plainly(plain, orders)),
                FORM: lambda: noted(FORM, BY_FORM, lambda orders: _one_page(erp, orders)),
                FORM_2: lambda: _a_minute(BY_FORM, lambda orders: _two_pages(erp, orders)),
                IMPORT: lambda: noted(IMPORT, BY_IMPORT, lambda orders: _import(erp, orders)),
                BARE: lambda: noted(BARE, BY_IMPORT, lambda orders: _bare(judge, orders)),
            }
            await _warm_up(erp, plain)
            return await in_turns(ways, ROUNDS)


async def _plain(browser: Browser, server: TrytonServer) -> PlainScript:
    context = await browser.context(erp_settings(server, name="plain"), None)
    script = PlainScript(await context.new_page())
    await script.sign_in(server.url, server.database, server.username, server.password)
    return script


async def _warm_up(erp: Erp, plain: PlainScript) -> None:
    """Open the pages, fill the caches of client and server."""
    await _two_pages(erp, _orders(2))
    await _plainly(plain, _orders(1))


def _orders(number: int) -> list[SalesOrder]:
    return [sales_order(f"bench/{next(_numbers)}") for _ in range(number)]


async def _a_minute(number: int, work: Callable[[list[SalesOrder]], Awaitable[None]]) -> float:
    orders = _orders(number)
    start = time.perf_counter()
    await work(orders)
    return 60 * number / (time.perf_counter() - start)


async def _noted(
    meter: Meter, way: str, number: int, work: Callable[[list[SalesOrder]], Awaitable[None]]
) -> float:
    with meter.noting(way, number):
        return await _a_minute(number, work)


async def _plainly(script: PlainScript, orders: Sequence[SalesOrder]) -> None:
    for order in orders:
        assert await script.enter(order)


async def _one_page(erp: Erp, orders: Sequence[SalesOrder]) -> None:
    for order in orders:
        await erp.enter(order, _allow)
        (record,) = await erp.find(order.reference)
        assert record.order.content_hash == order.content_hash
        await erp.confirm([record.id])
        (record,) = await erp.find(order.reference)
        assert record.state == "confirmed"


async def _two_pages(erp: Erp, orders: Sequence[SalesOrder]) -> None:
    await asyncio.gather(_one_page(erp, orders[::2]), _one_page(erp, orders[1::2]))


async def _import(erp: Erp, orders: Sequence[SalesOrder]) -> None:
    await erp.enter_many(orders, _allow)
    references = [order.reference for order in orders]
    found = await erp.find_many(references)
    for order in orders:
        assert found[order.reference][0].order.content_hash == order.content_hash
    await erp.confirm([found[reference][0].id for reference in references])
    found = await erp.find_many(references)
    assert {records[0].state for records in found.values()} == {"confirmed"}


async def _bare(judge: Judge, orders: Sequence[SalesOrder]) -> None:
    rows: list[list[str]] = []
    for order in orders:
        head = [order.reference, order.party, order.date.isoformat()]
        head += ["1 High Street", "1 High Street", order.ship_to]
        for line in order.lines:
            rows.append([*head, line.sku, str(line.quantity), "Unit", str(line.unit_price)])
            head = [""] * len(head)
    judge.call("model.sale.sale.import_data", COLUMNS, rows)
    references = [order.reference for order in orders]
    ids = judge.call("model.sale.sale.search", [["reference", "in", references]], 0, None, None)
    judge.call("model.sale.sale.quote", ids)
    judge.call("model.sale.sale.confirm", ids)
    assert len(ids) == len(orders)


async def _allow() -> None:
    """A guard that lets everything through."""
