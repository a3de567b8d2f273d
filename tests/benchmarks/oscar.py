"""Orders read per second from a real oscar shop: 200 orders, every detail page, all fields.

Every way starts signed in and has the whole machine. The peers take the order numbers as given;
ours read the list of orders as well, and every field as what it is, checked against the list. The
distant shop answers everything 200 ms later. Each round runs every way once; ratios are taken
between medians of the same rounds. Ways that navigate read the first 50 only: they are slow, and
each page costs them the same.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path

from playwright.async_api import BrowserContext

from bots.browser import Browser, open_browser
from bots.platforms.oscar.sign_in import SignIn
from bots.settings import BrowserSettings
from bots.testing.people import Nobody
from tests.benchmarks import oscar_peers as peers
from tests.benchmarks.cpu import Meter
from tests.benchmarks.rows import Row, in_turns, measured
from tests.real.oscar.server import EMAIL, PASSWORD, Shop, running_shop
from tests.real.oscar.signed_in import SignInSecrets, read_all, shop_settings, signed_in
from tests.real.oscar.signed_in import wrong as wrong_orders

ORDERS = int(os.environ.get("BOTS_BENCHMARK_ORDERS", "200"))
ROUNDS = int(os.environ.get("BOTS_BENCHMARK_ROUNDS", "3"))
NAVIGATED = min(ORDERS, 50)
DISTANT_SECONDS = 0.2
CELLS, BARE = "Playwright, cell by cell", "bare HTTP, 8 connections"
GOALS = {
    "our fetch": ((CELLS, 13.0), (BARE, 0.7)),
    "our http": ((BARE, 0.9),),
}
WHOLE = (BARE, "our fetch", "our http")  # the ways that read every order

Way = Callable[[], Awaitable[float]]


def benchmark() -> list[Row]:
    """The rows of the near shop and of the distant one."""
    return asyncio.run(_benchmark())


async def _benchmark() -> list[Row]:
    rows = await _rows(f"{ORDERS} orders of a shop nearby", 0)
    return rows + await _rows(f"{ORDERS} orders of a shop 200 ms away", DISTANT_SECONDS)


async def _rows(job: str, latency: float) -> list[Row]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        shop = stack.enter_context(running_shop(ORDERS, folder, latency))
        meter = Meter("gunicorn")
        ways = await stack.enter_async_context(_ways(shop, folder, meter, distant=latency > 0))
        figures = await in_turns(ways, ROUNDS)
    near = latency == 0
    rows = [
        measured(job, way, "orders/s", runs, GOALS.get(way, ()) if near else _plain(way))
        for way, runs in figures.items()
    ]
    return rows if not near else rows + [_by_cpu(job, way, meter.figures[way]) for way in WHOLE]


def _by_cpu(job: str, way: str, runs: list[float]) -> Row:
    """What no busy machine changes much: where both share the cores, CPU time is the limit."""
    against = tuple((other, None) for other, _goal in GOALS.get(way, ()) if other in WHOLE)
    return measured(f"{job}, by CPU time of both sides", way, "orders/CPU s", runs, against)


def _plain(way: str) -> tuple[tuple[str, float | None], ...]:
    """The same ratios without goals: those were set for a shop nearby."""
    return tuple((against, None) for against, _goal in GOALS.get(way, ()))


@asynccontextmanager
async def _ways(
    shop: Shop, folder: Path, meter: Meter, *, distant: bool
) -> AsyncIterator[dict[str, Way]]:
    """Every way, ready to be run again and again."""
    async with AsyncExitStack() as stack:
        browser = await stack.enter_async_context(open_browser(BrowserSettings()))
        ours = {
            f"our {transport}": await stack.enter_async_context(
                signed_in(browser, _named(shop, transport), folder)
            )
            for transport in ("fetch", "http")
        }
        context = await _peer_context(browser, shop)
        stack.push_async_callback(context.close)
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in await context.cookies())
        headers = {"Cookie": cookies, "Accept-Language": "en"}
        paths = [f"{shop.url}/dashboard/orders/{one['number']}/" for one in shop.truth()]
        few = paths[:NAVIGATED]
        ways: dict[str, Way] = {
            CELLS: partial(_timed, lambda: peers.cell_by_cell(context, few)),
            "one evaluate a page": partial(_timed, lambda: peers.one_evaluate(context, few)),
        }
        if distant:
            ways["one evaluate, 4 pages"] = partial(
                _timed, lambda: peers.one_evaluate_on(context, few, 4)
            )
        bare = partial(asyncio.to_thread, peers.bare_http, shop.url, headers, paths, 8)
        ways[BARE] = partial(_bare, bare, meter)
        for name, session in ours.items():
            ways[name] = partial(_ours, shop, session, name, meter)
        yield ways


def _named(shop: Shop, transport: str):
    """A site of its own for each transport: one session a site at a time."""
    return shop_settings(shop, name=f"oscar-{transport}", transport=transport)


async def _peer_context(browser: Browser, shop: Shop) -> BrowserContext:
    """A signed-in context for the peers, whose pages may load nothing from elsewhere."""
    context = await browser.context(shop_settings(shop))
    page = await peers.new_page(context)
    await page.goto(shop.url + SignIn.probe)
    await SignIn().press(page, shop_settings(shop), SignInSecrets(EMAIL, PASSWORD), Nobody().ask)
    await page.close()
    return context


async def _timed(read: Callable[[], Awaitable[list[peers.Read]]]) -> float:
    start = time.perf_counter()
    orders = await read()
    seconds = time.perf_counter() - start
    if not all(one["summary"] and one["lines"] for one in orders):
        raise RuntimeError("a peer read an order without its total or its lines")
    return len(orders) / seconds


async def _bare(read: Callable[[], Awaitable[list[peers.Read]]], meter: Meter) -> float:
    with meter.noting(BARE, ORDERS):
        return await _timed(read)


async def _ours(shop: Shop, session, way: str, meter: Meter) -> float:
    start = time.perf_counter()
    with meter.noting(way, ORDERS):
        orders = await read_all(session)
    seconds = time.perf_counter() - start
    faults = wrong_orders(orders, shop.truth(), session.site.name)
    if faults:
        raise RuntimeError(f"read wrongly: {faults[0]}")
    return ORDERS / seconds
