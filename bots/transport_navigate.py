"""Transport `navigate`: pages that must be rendered, several at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from playwright.async_api import Download, Response
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import TimeoutError as PlaywrightTimeout

from bots.errors import TryAgain
from bots.page import Document
from bots.requests_seen import RequestsSeen
from bots.settings import SiteSettings
from bots.transport import ANSWER_SECONDS, decode, is_cut_short

_RENDER_SECONDS = 10.0


class NavigateTransport:
    """Keeps up to `site.concurrency` pages and sends each where it is asked to."""

    def __init__(
        self,
        site: SiteSettings,
        open_page: Callable[[], Awaitable[BrowserPage]],
        seen: RequestsSeen,
    ) -> None:
        self._site = site
        self._open_page = open_page
        self._seen = seen
        self._free: list[BrowserPage] = []
        self._slots = asyncio.Semaphore(site.concurrency)

    async def bring(self, url: str, headers: Mapping[str, str], proof: tuple[str, ...]) -> Document:
        """The rendered page at `url`, once every selector of `proof` is there."""
        async with self._slots, self._page() as page:
            if headers:
                await page.set_extra_http_headers(dict(headers))
            document = await visit(page, url, self._site, proof)
            if headers:
                await page.set_extra_http_headers({})
            return document

    async def close(self) -> None:
        """Close the pages."""
        pages, self._free = self._free, []
        for page in pages:
            with suppress(PlaywrightError):
                await page.close()

    @asynccontextmanager
    async def _page(self) -> AsyncIterator[BrowserPage]:
        page = self._free.pop() if self._free else await self._open_page()
        try:
            yield page
        except BaseException:
            with suppress(PlaywrightError):
                await page.close()
            raise
        self._free.append(page)


async def visit(
    page: BrowserPage, url: str, site: SiteSettings, proof: tuple[str, ...] = ()
) -> Document:
    """Send `page` to `url`; the document as rendered, once `proof` is there or was awaited long.

    Raises:
        TryAgain: no answer in time, or the connection was lost.
    """
    answers: list[Response] = []
    files: list[Download] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    def save(file: Download) -> None:
        files.append(file)

    page.on("response", note)
    page.on("download", save)
    try:
        answer = await page.goto(url, wait_until="load", timeout=ANSWER_SECONDS * 1000)
        if answer is not None and answer.ok:
            await _whole(answer, site)
            await _wait_for(page, proof)
        return await document_of(page, answer)
    except PlaywrightTimeout as error:
        raise TryAgain(f"{site.name}: no answer in time", reference=site.name) from error
    except PlaywrightError as error:
        instead = _refused(answers, page) or await _file(answers, files, page)
        if instead is not None:
            return instead
        raise TryAgain(f"{site.name}: lost the connection", reference=site.name) from error
    finally:
        page.remove_listener("response", note)
        page.remove_listener("download", save)


def _refused(answers: list[Response], page: BrowserPage) -> Document | None:
    """An error status without a body: Chromium shows a page of its own, and `goto` raises."""
    answer = _last(answers, page)
    if answer is None or answer.status < HTTPStatus.BAD_REQUEST:
        return None
    return Document(url=answer.url, status=answer.status, headers=answer.headers)


async def _file(
    answers: list[Response], files: list[Download], page: BrowserPage
) -> Document | None:
    """A file instead of a page: Chromium saves it, and `goto` raises."""
    answer = _last(answers, page)
    if answer is None or "attachment" not in answer.headers.get("content-disposition", ""):
        return None
    try:
        file = files[0] if files else await page.wait_for_event("download")
        body = await asyncio.to_thread((await file.path()).read_bytes)
    except PlaywrightError:
        return None
    kind = answer.headers.get("content-type", "")
    text, damaged = decode(body, kind)
    return Document(answer.url, answer.status, kind, text, answer.headers, damaged)


def _last(answers: list[Response], page: BrowserPage) -> Response | None:
    """The answer to the navigation itself, after redirects."""
    mine = (
        answer
        for answer in reversed(answers)
        if answer.request.is_navigation_request() and answer.frame == page.main_frame
    )
    return next(mine, None)


async def document_of(page: BrowserPage, answer: Response | None) -> Document:
    """What `page` shows now, as a document; other than HTML, the answer's own body."""
    kind = "text/html" if answer is None else answer.headers.get("content-type", "text/html")
    html = answer is None or "html" in kind
    return Document(
        url=page.url,
        status=200 if answer is None else answer.status,
        content_type=kind,
        text=await page.content() if html or answer is None else await answer.text(),
        headers={} if answer is None else answer.headers,
    )


async def _whole(answer: Response, site: SiteSettings) -> None:
    # What the browser shows always has an end, so the body itself is looked at.
    kind = answer.headers.get("content-type", "")
    if "html" in kind:
        body = Document(answer.url, answer.status, kind, await answer.text())
        if is_cut_short(body):
            raise TryAgain(f"{site.name}: a page came cut short", reference=site.name)


async def _wait_for(page: BrowserPage, proof: tuple[str, ...]) -> None:
    # Without the proof in time the page is read all the same: it says itself what it lacks.
    with suppress(PlaywrightTimeout):
        for css in proof:
            await page.wait_for_selector(css, state="attached", timeout=_RENDER_SECONDS * 1000)
