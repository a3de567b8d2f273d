"""Transport `listen`: the answers that a single-page app gets while it does its thing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request

from bots.errors import TryAgain
from bots.page import Document
from bots.settings import SiteSettings

_CALLS = ("xhr", "fetch")


class Listener:
    """Collects the wanted XHR answers of one page, in the order they came."""

    def __init__(
        self, page: BrowserPage, site: SiteSettings, wanted: Callable[[str], bool]
    ) -> None:
        self._site = site
        self._wanted = wanted
        self._under_way: set[Request] = set()
        self._came: asyncio.Queue[Document | TryAgain | None] = asyncio.Queue()
        self._reading: set[asyncio.Task[None]] = set()
        self._acting = True
        page.on("request", self._started)
        page.on("requestfinished", self._finished)
        page.on("requestfailed", self._failed)

    async def while_doing(self, act: Callable[[], Awaitable[None]]) -> AsyncIterator[Document]:
        """The answers until `act` has returned and none is under way any more."""
        acting = asyncio.create_task(self._act(act))
        try:
            while (document := await self._came.get()) is not None:
                if isinstance(document, TryAgain):
                    raise document
                yield document
            await acting
        finally:
            acting.cancel()
            await asyncio.gather(acting, *self._reading, return_exceptions=True)

    async def _act(self, act: Callable[[], Awaitable[None]]) -> None:
        try:
            await act()
        finally:
            self._acting = False
            self._end_if_quiet()

    def _started(self, request: Request) -> None:
        if request.resource_type in _CALLS and self._wanted(request.url):
            self._under_way.add(request)

    def _failed(self, request: Request) -> None:
        if request in self._under_way:
            self._came.put_nowait(
                TryAgain(f"{self._site.name}: a call of the page failed", reference=self._site.name)
            )
            self._done(request)

    def _finished(self, request: Request) -> None:
        if request in self._under_way:
            task = asyncio.create_task(self._read(request))
            self._reading.add(task)
            task.add_done_callback(self._reading.discard)

    async def _read(self, request: Request) -> None:
        try:
            self._came.put_nowait(await _document(request))
        except PlaywrightError:
            name = self._site.name
            self._came.put_nowait(TryAgain(f"{name}: an answer was lost", reference=name))
        self._done(request)

    def _done(self, request: Request) -> None:
        self._under_way.discard(request)
        self._end_if_quiet()

    def _end_if_quiet(self) -> None:
        if not self._acting and not self._under_way:
            self._came.put_nowait(None)


async def _document(request: Request) -> Document:
    answer = await request.response()
    if answer is None:
        raise PlaywrightError("no answer")
    headers = await answer.all_headers()
    return Document(
        url=answer.url,
        status=answer.status,
        content_type=headers.get("content-type", ""),
        text=await answer.text(),
        headers=headers,
    )
