"""Transport `fetch`: inside the signed-in page, many at once, few crossings to Python."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from importlib import resources
from itertools import count
from typing import Any

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from bots.errors import SessionExpired, TryAgain
from bots.page import Document
from bots.requests_seen import RequestsSeen
from bots.settings import SiteSettings
from bots.transport import ANSWER_SECONDS

_SCRIPT = resources.files("bots").joinpath("transport_fetch.js").read_text(encoding="utf-8")
_Future = asyncio.Future[dict[str, Any]]


class FetchTransport:
    """Asks the page for documents; what is asked while a call is under way goes with the next.

    Args:
        home: gives the signed-in page of the site.
    """

    def __init__(
        self, site: SiteSettings, home: Callable[[], Awaitable[BrowserPage]], seen: RequestsSeen
    ) -> None:
        self._site = site
        self._home = home
        self._seen = seen
        self._ids = count()
        self._asked: list[dict[str, Any]] = []
        self._waiting: dict[int, _Future] = {}
        self._pump: asyncio.Task[None] | None = None
        self._cdp: CDPSession | None = None

    async def bring(
        self, url: str, headers: Mapping[str, str], proof: tuple[str, ...] = ()
    ) -> Document:
        """The answer of `url`, fetched by the page itself; `proof` is not waited for."""
        del proof
        number = next(self._ids)
        future: _Future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self._asked.append({"id": number, "url": url, "headers": dict(headers)})
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._work())
        try:
            answer = await future
        finally:
            self._waiting.pop(number, None)
        self._seen.add("GET", answer["url"], answer.get("status", 0), answer["ms"] / 1000)
        return self._document(answer)

    async def close(self) -> None:
        """Stop asking; whoever still waits is told to try again."""
        if self._pump is not None:
            self._pump.cancel()
        self._fail(TryAgain(f"{self._site.name}: the page was closed", reference=self._site.name))
        self._cdp = None

    async def _work(self) -> None:
        try:
            while self._waiting:
                cdp = self._cdp or await self._install()
                asked, self._asked = self._asked, []
                for answer in json.loads(await _call(cdp, f"__bots({json.dumps(asked)})")):
                    self._deliver(answer)
        except PlaywrightError as error:
            self._cdp = None
            again = TryAgain(f"{self._site.name}: the page died", reference=self._site.name)
            again.__cause__ = error
            self._fail(again)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits, unchanged
            self._cdp = None
            self._fail(error)

    async def _install(self) -> CDPSession:
        # CDP and not page.evaluate: no copy of every body in the trace, a cheaper crossing.
        page = await self._home()
        cdp = await page.context.new_cdp_session(page)
        await _call(cdp, f"{_SCRIPT}({self._site.concurrency}, {ANSWER_SECONDS})")
        self._cdp = cdp
        return cdp

    def _deliver(self, answer: dict[str, Any]) -> None:
        future = self._waiting.get(answer["id"])
        if future is not None and not future.done():
            future.set_result(answer)

    def _fail(self, error: Exception) -> None:
        self._asked = []
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(error)

    def _document(self, answer: dict[str, Any]) -> Document:
        name, url = self._site.name, answer["url"].partition("?")[0]
        match answer.get("failed"):
            case None:
                return Document(
                    url=answer["url"],
                    status=answer["status"],
                    content_type=answer["type"],
                    text=answer["text"],
                    headers=answer["headers"],
                )
            case "away":
                raise SessionExpired(f"{name}: sent to another site from {url}", reference=name)
            case "late":
                raise TryAgain(f"{name}: no answer in time from {url}", reference=name)
            case _:
                raise TryAgain(f"{name}: lost the connection to {url}", reference=name)


async def _call(cdp: CDPSession, expression: str) -> str:
    answer = await cdp.send(
        "Runtime.evaluate",
        {"expression": expression, "awaitPromise": True, "returnByValue": True},
    )
    if "exceptionDetails" in answer:
        raise TryAgain("the page was left while it was asked for documents")
    return str(answer["result"].get("value", ""))
