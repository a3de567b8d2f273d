"""A submit that leaves the machine once, whatever becomes of the connection.

Chromium itself sends a request again, POST or not, when a kept connection breaks before the answer
has begun (net::HttpNetworkTransaction, "ShouldResendRequest"). A server that had stored the order
and then lost the connection so gets it a second time, and a third: seen on the practice ERP.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_EVERYTHING = "**/*"


@asynccontextmanager
async def sent_once(page: Page) -> AsyncIterator[None]:
    """In the block, what `page` writes goes out by a client that never sends twice.

    A connection that breaks shows in the page as a failed request. Not for uploads: Chromium
    does not hand out the files of a form. The page's other routes end with the block.
    """
    await page.route(_EVERYTHING, _once)
    try:
        yield
    finally:
        with suppress(PlaywrightError):  # the page may be gone; what matters was said in the block
            await page.unroute_all(behavior="ignoreErrors")


async def _once(route: Route) -> None:
    if route.request.method in _READS:
        await route.continue_()
        return
    try:
        answer = await route.fetch(max_redirects=0, max_retries=0, timeout=0)
    except PlaywrightError:
        await route.abort("connectionreset")
    else:
        await route.fulfill(response=answer)
