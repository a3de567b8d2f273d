"""Transport `http`: the session carried over to an HTTP client, for sites that allow it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from http.cookies import Morsel
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientSession, ClientTimeout, CookieJar, TCPConnector
from playwright.async_api import BrowserContext, Cookie
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage
from yarl import URL

from bots.errors import TryAgain
from bots.page import Document
from bots.requests_seen import RequestsSeen
from bots.settings import SiteSettings
from bots.transport import ANSWER_SECONDS, Stopwatch, decode

_LONGEST_HEADER = 100_000  # bytes; browsers take that much, and some sites' policies need it
_QUOTED = re.compile(r"[!-~]+")  # as it goes over the line; anything else is still to be quoted


class HttpTransport:
    """An HTTP client that looks like the page: its cookies, agent and language."""

    def __init__(
        self, site: SiteSettings, home: Callable[[], Awaitable[BrowserPage]], seen: RequestsSeen
    ) -> None:
        self._site = site
        self._home = home
        self._seen = seen
        self._slots = asyncio.Semaphore(site.concurrency)
        self._opening = asyncio.Lock()
        self._client: ClientSession | None = None
        self._context: BrowserContext | None = None
        self._carried: list[Cookie] = []

    async def bring(
        self, url: str, headers: Mapping[str, str], proof: tuple[str, ...] = ()
    ) -> Document:
        """The answer of `url`, redirects followed; `proof` is not waited for."""
        del proof
        client = await self._opened()
        async with self._slots:
            watch = Stopwatch()
            try:
                document = await _get(client, url, headers)
            except (ClientError, TimeoutError) as error:
                self._seen.add("GET", url, 0, watch.seconds())
                raise TryAgain(
                    f"{self._site.name}: {type(error).__name__} at {url.partition('?')[0]}",
                    reference=self._site.name,
                ) from error
        self._seen.add("GET", document.url, document.status, watch.seconds())
        return document

    async def close(self) -> None:
        """Close the client; cookies that the site renewed go back to the browser."""
        if self._client is None or self._context is None:
            return
        client, self._client = self._client, None
        renewed = _renewed(client.cookie_jar, self._carried, self._site.url)
        await client.close()
        with suppress(PlaywrightError):
            await self._context.add_cookies(renewed)

    async def _opened(self) -> ClientSession:
        async with self._opening:
            if self._client is None:
                page = await self._home()
                self._context = page.context
                self._carried = await self._context.cookies(self._site.url)
                self._client = self._new(await page.evaluate("navigator.userAgent"))
            return self._client

    def _new(self, agent: str) -> ClientSession:
        # Quoting would change values that the site gave, such as base64's `=`.
        jar = CookieJar(unsafe=True, quote_cookie=False)
        jar.update_cookies(map(_morsel, self._carried), URL(self._site.url))
        return ClientSession(
            connector=TCPConnector(limit=self._site.concurrency),
            cookie_jar=jar,
            headers={"User-Agent": agent, "Accept-Language": self._site.language},
            timeout=ClientTimeout(sock_connect=ANSWER_SECONDS, sock_read=ANSWER_SECONDS),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            proxy=_proxy(self._site.url),
        )


async def _get(client: ClientSession, url: str, headers: Mapping[str, str]) -> Document:
    quoted = _QUOTED.fullmatch(url) is not None
    async with client.get(URL(url, encoded=quoted), headers=headers) as answer:
        body = await answer.read()
    told = {name.lower(): value for name, value in answer.headers.items()}
    kind = told.get("content-type", "")
    text, damaged = decode(body, kind)
    return Document(str(answer.url), answer.status, kind, text, told, damaged)


def _proxy(url: str) -> str | None:
    """The machine's proxy for that site, as its environment or system says."""
    # Asked once: the client itself would ask a thread for it, at every request.
    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _morsel(cookie: Cookie) -> tuple[str, Morsel[str]]:
    """A cookie of the browser's; without a leading dot its domain is that host alone."""
    name, value = cookie.get("name", ""), cookie.get("value", "")
    morsel: Morsel[str] = Morsel()
    # Not `set`: it refuses names that browsers take, such as PHP's `cart[1]`.
    morsel.__setstate__({"key": name, "value": value, "coded_value": value})  # type: ignore[attr-defined]
    morsel["path"] = cookie.get("path", "/")
    if cookie.get("domain", "").startswith("."):
        morsel["domain"] = cookie.get("domain", "")
    return name, morsel


def _renewed(jar: Iterable[Morsel[str]], carried: list[Cookie], url: str) -> list[Any]:
    """The cookies that the site set or changed since they were carried over."""
    before = {
        _identity(one.get("name"), one.get("domain"), one.get("path")): one for one in carried
    }
    changed: list[Any] = []
    for cookie in jar:
        old = before.get(_identity(cookie.key, cookie["domain"], cookie["path"]))
        if old is None:
            changed.append({"name": cookie.key, "value": cookie.value, "url": url})
        elif old.get("value") != cookie.value:
            changed.append({**old, "value": cookie.value})
    return changed


def _identity(name: str | None, domain: str | None, path: str | None) -> tuple[str, str, str]:
    return name or "", (domain or "").lstrip("."), path or "/"
