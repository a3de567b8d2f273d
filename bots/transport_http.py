"""Transport `http`: the session carried over to an HTTP client, for sites that allow it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from http.cookiejar import CookieJar
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Cookie
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from bots.errors import TryAgain
from bots.page import Document
from bots.requests_seen import RequestsSeen
from bots.settings import SiteSettings
from bots.transport import ANSWER_SECONDS, Stopwatch, decode


class HttpTransport:
    """An HTTP client that looks like the page: its cookies, agent and language."""

    def __init__(
        self, site: SiteSettings, home: Callable[[], Awaitable[BrowserPage]], seen: RequestsSeen
    ) -> None:
        self._site = site
        self._home = home
        self._seen = seen
        # The client's own queue goes through all its connections for each of its requests.
        self._slots = asyncio.Semaphore(site.concurrency)
        self._client: httpx.AsyncClient | None = None
        self._context: BrowserContext | None = None
        self._carried: list[Cookie] = []

    async def bring(
        self, url: str, headers: Mapping[str, str], proof: tuple[str, ...] = ()
    ) -> Document:
        """The answer of `url`, redirects followed; `proof` is not waited for."""
        del proof
        client = self._client or await self._open()
        watch = Stopwatch()
        try:
            async with self._slots:
                answer = await client.get(url, headers=dict(headers))
        except httpx.HTTPError as error:
            self._seen.add("GET", url, 0, watch.seconds())
            raise TryAgain(
                f"{self._site.name}: {type(error).__name__} at {url.partition('?')[0]}",
                reference=self._site.name,
            ) from error
        self._seen.add("GET", str(answer.url), answer.status_code, watch.seconds())
        kind = answer.headers.get("content-type", "")
        text = decode(answer.content, kind)
        return Document(str(answer.url), answer.status_code, kind, text, dict(answer.headers))

    async def close(self) -> None:
        """Close the client; cookies that the site renewed go back to the browser."""
        if self._client is None or self._context is None:
            return
        client, self._client = self._client, None
        await client.aclose()
        with suppress(PlaywrightError):
            await self._context.add_cookies(
                _renewed(client.cookies.jar, self._carried, self._site.url)
            )

    async def _open(self) -> httpx.AsyncClient:
        page = await self._home()
        self._context = page.context
        agent = await page.evaluate("navigator.userAgent")
        client = httpx.AsyncClient(
            headers={"user-agent": agent, "accept-language": self._site.language},
            timeout=httpx.Timeout(ANSWER_SECONDS, pool=None),
            limits=httpx.Limits(
                max_connections=self._site.concurrency,
                max_keepalive_connections=self._site.concurrency,
            ),
            follow_redirects=True,
        )
        self._carried = await self._context.cookies(self._site.url)
        for one in self._carried:
            client.cookies.set(one["name"], one["value"], domain=one["domain"], path=one["path"])
        self._client = client
        return client


def _renewed(jar: CookieJar, carried: list[Cookie], url: str) -> list[Any]:
    """The cookies that the site set or changed since they were carried over."""
    before = {
        _identity(one.get("name"), one.get("domain"), one.get("path")): one for one in carried
    }
    changed: list[Any] = []
    for cookie in jar:
        old = before.get(_identity(cookie.name, cookie.domain, cookie.path))
        if old is None:
            changed.append({"name": cookie.name, "value": cookie.value or "", "url": url})
        elif old.get("value") != cookie.value:
            changed.append({**old, "value": cookie.value or ""})
    return changed


def _identity(name: str | None, domain: str | None, path: str | None) -> tuple[str, str, str]:
    return name or "", (domain or "").lstrip(".").removesuffix(".local"), path or "/"
