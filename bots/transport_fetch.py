"""Transport `fetch`: inside the signed-in page, many at once, few crossings to Python."""

from __future__ import annotations

import asyncio
import json
import zlib
from base64 import b64decode
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
from bots.transport import ANSWER_SECONDS, decode

_SCRIPT = resources.files("bots").joinpath("transport_fetch.js").read_text(encoding="utf-8")
_RAW = -zlib.MAX_WBITS  # deflate without a head, as the page makes it
_Answer = tuple[dict[str, Any], bytes]
_Future = asyncio.Future[_Answer]


class FetchTransport:
    """Asks the page for documents, and takes what has come: few crossings, many documents each.

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
        self._told = 0  # how many the page knows of and has not given
        self._waiting: dict[int, _Future] = {}
        self._cdp: CDPSession | None = None
        self._installing = asyncio.Lock()
        self._asker: asyncio.Task[None] | None = None
        self._taker: asyncio.Task[None] | None = None

    async def bring(
        self, url: str, headers: Mapping[str, str], proof: tuple[str, ...] = ()
    ) -> Document:
        """The answer of `url`, fetched by the page itself; `proof` is not waited for."""
        del proof
        number = next(self._ids)
        future: _Future = asyncio.get_running_loop().create_future()
        self._waiting[number] = future
        self._asked.append({"id": number, "url": url, "headers": dict(headers)})
        self._see_to_it()
        answer, body = await future
        self._seen.add("GET", answer["url"], answer.get("status", 0), answer["ms"] / 1000)
        return self._document(answer, body)

    async def close(self) -> None:
        """Stop asking; whoever still waits is told to try again."""
        for task in (self._asker, self._taker):
            if task is not None:
                task.cancel()
        self._fail(TryAgain(f"{self._site.name}: the page was closed", reference=self._site.name))

    def _see_to_it(self) -> None:
        """Tell the page at once while it has connections free, else when it is next taken from."""
        if self._taker is None:
            self._taker = asyncio.create_task(self._failing(self._take))
        elif self._asker is None and self._told < self._site.concurrency:
            self._asker = asyncio.create_task(self._failing(self._ask))

    async def _ask(self) -> None:
        cdp = await self._installed()
        self._asker = None
        if self._asked:
            await _call(cdp, f"void __bots.ask({self._to_tell()})")

    async def _take(self) -> None:
        cdp = await self._installed()
        while self._waiting:
            self._deliver(await _call(cdp, f"__bots.take({self._to_tell()})"))
        self._taker = None

    def _to_tell(self) -> str:
        """Whatever was asked up to here, for one crossing."""
        asked, self._asked = self._asked, []
        self._told += len(asked)
        return json.dumps(asked)

    async def _failing(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work`; when it fails, so does everybody who waits."""
        try:
            await work()
        except PlaywrightError as error:
            again = TryAgain(f"{self._site.name}: the page died", reference=self._site.name)
            again.__cause__ = error
            self._fail(again)
        except Exception as error:  # noqa: BLE001 - goes to whoever waits, unchanged
            self._fail(error)

    async def _installed(self) -> CDPSession:
        # CDP and not page.evaluate: no copy of every body in the trace, a cheaper crossing.
        async with self._installing:
            if self._cdp is None:
                page = await self._home()
                cdp = await page.context.new_cdp_session(page)
                await _call(cdp, f"void {_SCRIPT}({self._site.concurrency}, {ANSWER_SECONDS})")
                self._cdp = cdp
            return self._cdp

    def _deliver(self, taken: dict[str, Any]) -> None:
        bodies, start = zlib.decompress(b64decode(taken["bodies"]), wbits=_RAW), 0
        for answer in taken["answers"]:
            end = start + answer["size"]
            future = self._waiting.pop(answer["id"], None)
            if future is not None and not future.done():
                future.set_result((answer, bodies[start:end]))
            start = end
        self._told -= len(taken["answers"])

    def _fail(self, error: Exception) -> None:
        waiting, self._waiting, self._asked = self._waiting, {}, []
        self._told = 0
        self._cdp = self._asker = self._taker = None
        for future in waiting.values():
            if not future.done():
                future.set_exception(error)

    def _document(self, answer: dict[str, Any], body: bytes) -> Document:
        name, url = self._site.name, answer["url"].partition("?")[0]
        match answer.get("failed"):
            case None:
                kind = answer["headers"].get("content-type", "")
                text, damaged = decode(body, kind)
                told = answer["headers"]
                return Document(answer["url"], answer["status"], kind, text, told, damaged)
            case "away":
                raise SessionExpired(f"{name}: sent to another site from {url}", reference=name)
            case "late":
                raise TryAgain(f"{name}: no answer in time from {url}", reference=name)
            case _:
                raise TryAgain(f"{name}: lost the connection to {url}", reference=name)


async def _call(cdp: CDPSession, expression: str) -> dict[str, Any]:
    answer = await cdp.send(
        "Runtime.evaluate",
        {"expression": expression, "awaitPromise": True, "returnByValue": True},
    )
    if "exceptionDetails" in answer:
        raise TryAgain("the page was left while it was asked for documents")
    return dict(answer["result"].get("value", {}))
