"""A submit that leaves the machine once, whatever becomes of the connection.

Chromium itself sends a request again, POST or not, when a kept connection breaks before the answer
has begun (net::HttpNetworkTransaction, "ShouldResendRequest"). A server that had stored the order
and then lost the connection so gets it a second time, and a third: seen on the practice ERP.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page, Route

from bots.send_by import SendBy

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_EVERYTHING = "**/*"
_log = structlog.get_logger(__name__)


@asynccontextmanager
async def sent_once(page: Page) -> AsyncIterator[None]:
    """In the block, what `page` writes goes out by a client that never sends twice.

    A connection that breaks shows in the page as a failed request. Not for uploads: Chromium
    does not hand out the files of a form. The page's other routes end with the block. What is
    late (see `bots.send_by`) does not go out at all.
    """
    send_by = SendBy()
    await page.route(_EVERYTHING, lambda route: _once(route, send_by))
    try:
        yield
    finally:
        with suppress(PlaywrightError):  # the page may be gone; what matters was said in the block
            await page.unroute_all(behavior="ignoreErrors")


async def _once(route: Route, send_by: SendBy) -> None:
    if route.request.method in _READS:
        await route.continue_()
        return
    if send_by.is_over():
        _log.warning("too late to submit", kept="nothing was sent; the order is read back first")
        await route.abort("aborted")
        return
    try:
        answer = await route.fetch(max_redirects=0, max_retries=0, timeout=0)
    except PlaywrightError:
        await route.abort("connectionreset")
    else:
        send_by.went_on()
        await route.fulfill(response=answer)
        await answer.dispose()  # or the driver keeps it for as long as the session lives
