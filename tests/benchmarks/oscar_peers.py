"""Other ways to read oscar's orders, as good plain scripts would: what ours is measured against.

All start signed in and with the order numbers at hand, and read the same fields as text.
"""

from __future__ import annotations

import asyncio
import http.client
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from itertools import chain
from queue import Empty, SimpleQueue
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, Page
from selectolax.lexbor import LexborHTMLParser

SUMMARY = "table:has(caption .fa-shopping-cart) td"
CUSTOMER = "table:has(caption .fa-user) td"
LINES = "#order_lines_form tbody tr:has(input[name=selected_line])"
DISCOUNT = "#order_lines_form tbody tr:not(:has(input)) td:nth-last-child(2)"
DELIVERY = "#shipping table td"
PAYMENTS = "#payment .table-header + table tbody td"
LINE_CELLS = (3, 4, 6, 8, 10)

Read = dict[str, list[str]]

ALL_CELLS = """([summary, customer, lines, discount, delivery, payments]) => {
    const texts = css => [...document.querySelectorAll(css)].map(cell => cell.textContent.trim());
    const rows = [...document.querySelectorAll(lines)].map(
        row => [3, 4, 6, 8, 10].map(place => row.cells[place].textContent.trim()));
    return {
        summary: texts(summary), customer: texts(customer), lines: rows.flat(),
        discount: texts(discount).slice(0, 1), delivery: texts(delivery),
        payments: texts(payments),
    };
}"""


async def new_page(context: BrowserContext) -> Page:
    """A page that loads from the shop alone: on a closed network other hosts are waited for."""
    page = await context.new_page()
    cdp = await context.new_cdp_session(page)
    await cdp.send("Network.enable")
    free = {"urlPattern": "*://127.0.0.1:*/*", "block": False}
    patterns = [free, {"urlPattern": "*://*:*/*", "block": True}]
    await cdp.send("Network.setBlockedURLs", {"urlPatterns": patterns})
    return page


async def cell_by_cell(context: BrowserContext, paths: list[str]) -> list[Read]:
    """Playwright, one page: navigate, then one locator call a cell."""
    page = await new_page(context)
    read = [await _cell_by_cell(page, path) for path in paths]
    await page.close()
    return read


async def _cell_by_cell(page: Page, path: str) -> Read:
    await page.goto(path, wait_until="domcontentloaded")
    rows = page.locator(LINES)
    lines = [
        await _text(rows.nth(row).locator("td").nth(place))
        for row in range(await rows.count())
        for place in LINE_CELLS
    ]
    return {
        "summary": await _texts(page, SUMMARY),
        "customer": await _texts(page, CUSTOMER),
        "lines": lines,
        "discount": [await _text(page.locator(DISCOUNT).first)],
        "delivery": await _texts(page, DELIVERY),
        "payments": await _texts(page, PAYMENTS),
    }


async def _texts(page: Page, css: str) -> list[str]:
    cells = page.locator(css)
    return [await _text(cells.nth(place)) for place in range(await cells.count())]


async def _text(locator) -> str:
    return (await locator.text_content() or "").strip()


async def one_evaluate(context: BrowserContext, paths: list[str]) -> list[Read]:
    """Playwright, one page: navigate, then one evaluate that brings every cell."""
    page = await new_page(context)
    read = [await _one_evaluate(page, path) for path in paths]
    await page.close()
    return read


async def one_evaluate_on(context: BrowserContext, paths: list[str], pages: int) -> list[Read]:
    """The same over several pages at once: what a navigating script gains by opening more."""
    shares = await asyncio.gather(
        *(one_evaluate(context, paths[first::pages]) for first in range(pages))
    )
    return list(chain.from_iterable(shares))


async def _one_evaluate(page: Page, path: str) -> Read:
    await page.goto(path, wait_until="domcontentloaded")
    wanted = [SUMMARY, CUSTOMER, LINES, DISCOUNT, DELIVERY, PAYMENTS]
    return await page.evaluate(ALL_CELLS, wanted)


def bare_http(root: str, headers: dict[str, str], paths: list[str], connections: int) -> list[Read]:
    """No browser: the session's cookie, kept-alive connections (http.client), selectolax."""
    waiting: SimpleQueue[str] = SimpleQueue()
    for path in paths:
        waiting.put(path)
    with ThreadPoolExecutor(connections) as pool:
        shares = [pool.submit(_bare, root, headers, waiting) for _ in range(connections)]
    return list(chain.from_iterable(share.result() for share in shares))


def _bare(root: str, headers: dict[str, str], waiting: SimpleQueue[str]) -> list[Read]:
    connection = http.client.HTTPConnection(urlsplit(root).netloc)
    read: list[Read] = []
    with suppress(Empty), closing(connection):
        while True:
            path = waiting.get_nowait()
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            if answer.status != http.client.OK:
                raise RuntimeError(f"{path} answered {answer.status}")
            read.append(_parsed(answer.read().decode()))
    return read


def _parsed(text: str) -> Read:
    page = LexborHTMLParser(text)
    rows = [row.css("td") for row in page.css(LINES)]
    texts = {
        "summary": page.css(SUMMARY),
        "customer": page.css(CUSTOMER),
        "lines": [cells[place] for cells in rows for place in LINE_CELLS],
        "discount": page.css(DISCOUNT)[:1],
        "delivery": page.css(DELIVERY),
        "payments": page.css(PAYMENTS),
    }
    return {name: [cell.text().strip() for cell in cells] for name, cells in texts.items()}
