"""The browser context of one site: restored, signed in, kept, and made anew when it is due."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from playwright.async_api import BrowserContext, CDPSession
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from bots.browser import Browser, made_or_closed
from bots.errors import TryAgain
from bots.session_sign_in import Door
from bots.session_store import SavedState, SessionStore
from bots.settings import SiteSettings
from bots.transport import check
from bots.transport_navigate import document_of, visit

_log = structlog.get_logger(__name__)
_CLOSING = 20.0
"""Seconds that saving the state, and closing, may each take."""

_RESTORE = """(saved => {
  const mine = saved[location.origin];
  if (mine && !sessionStorage.length)
    for (const [name, value] of Object.entries(mine)) sessionStorage.setItem(name, value);
})"""
_TAKE = "() => [location.origin, {...sessionStorage}]"


class SignedInContext:
    """Holds the site's context and its home page, a page of the site that stays signed in."""

    def __init__(self, browser: Browser, door: Door, store: SessionStore) -> None:
        self.site: SiteSettings = door.site
        self._browser = browser
        self._door = door
        self._store = store
        self._context: BrowserContext | None = None
        self._home: BrowserPage | None = None
        self._state: SavedState | None = None
        self._opening = asyncio.Lock()

    async def ready(self) -> BrowserContext:
        """The context, signed in; opened anew when there is none or it died.

        Raises what `Door.enter` and `check` raise, but never SessionExpired.
        """
        async with self._opening:
            if self._context is None or self._home is None or self._home.is_closed():
                await self._open()
            if self._context is None:
                raise TryAgain(f"{self.site.name}: the browser died", reference=self.site.name)
            return self._context

    async def home(self) -> BrowserPage:
        """The page that is signed in and that nobody presses."""
        await self.ready()
        if self._home is None:
            raise TryAgain(f"{self.site.name}: the browser died", reference=self.site.name)
        return self._home

    @property
    def alive(self) -> BrowserContext | None:
        """The context if there is one, as it is."""
        return self._context

    async def new_page(self) -> BrowserPage:
        """A blank page of the context, foreign hosts blocked where the settings say so."""
        context = await self.ready()
        try:
            page = await made_or_closed(context.new_page())
            await self._block(page)
        except PlaywrightError as error:
            raise TryAgain(
                f"{self.site.name}: the browser died", reference=self.site.name
            ) from error
        return page

    async def renew(self) -> None:
        """Prove the session, and sign in again if it is no longer one."""
        async with self._opening:
            if self._context is None or self._home is None:
                await self._open()
            else:
                await self._prove(self._home)

    async def close(self) -> None:
        """Save the state and close the context; the next `ready` opens another."""
        context, self._context = self._context, None
        if context is None:
            return
        for last in (lambda: self._keep(context), context.close):
            with suppress(PlaywrightError):
                await self._bounded(last)

    async def _bounded(self, call: Callable[[], Awaitable[None]]) -> None:
        """Playwright sets no bound of its own on these; a stuck page must not hold up a run."""
        try:
            async with asyncio.timeout(_CLOSING):
                await call()
        except TimeoutError:
            _log.warning("the browser did not answer while closing", site=self.site.name)

    async def _open(self) -> None:
        state = self._state or self._store.load(self.site.name)
        context = await self._browser.context(self.site, state.storage if state else None)
        context.on("close", self._closed)
        try:
            if state:
                words = json.dumps(state.session_storage)
                await context.add_init_script(f"{_RESTORE}({words})")
            page = await context.new_page()
            page.on("crash", lambda _: self._closed(context))
            if "hosts" in self.site.options:
                await self._block(page)
            await self._prove(page)
            # Started after the sign-in, so that no password can be in it.
            await context.tracing.start(screenshots=False, snapshots=False, sources=False)
            await context.tracing.start_chunk()
        except PlaywrightError as error:
            await _close(context)
            raise TryAgain(
                f"{self.site.name}: the browser died", reference=self.site.name
            ) from error
        except BaseException:
            await _close(context)
            raise
        self._context, self._home = context, page

    async def _prove(self, page: BrowserPage) -> None:
        async with self._blocked(page):
            await self._prove_blocked(page)

    async def _prove_blocked(self, page: BrowserPage) -> None:
        probe = self.site.url + self._door.sign_in.probe
        document = await visit(page, probe, self.site)
        if not self._door.sign_in.is_signed_out(document):
            check(document, self.site, self._door.sign_in)
            return

        async def is_signed_in(*, anew: bool = False) -> bool:
            return await self._is_signed_in(page, probe, anew=anew)

        await self._door.enter(page, is_signed_in)
        await self._keep(page.context, page)

    async def _is_signed_in(self, page: BrowserPage, probe: str, *, anew: bool) -> bool:
        if page.url == probe and not anew:  # most sites send one on to where one wanted to go
            document = await document_of(page, None)
        else:
            document = await visit(page, probe, self.site)
        if self._door.sign_in.is_signed_out(document):
            return False
        check(document, self.site, self._door.sign_in)
        return True

    async def _keep(self, context: BrowserContext, page: BrowserPage | None = None) -> None:
        home = page or self._home
        storage = await context.storage_state(indexed_db=True)
        taken = dict([await home.evaluate(_TAKE)]) if home and not home.is_closed() else {}
        self._state = SavedState(storage, taken)
        self._store.save(self.site.name, self._state)

    def _closed(self, context: BrowserContext) -> None:
        if self._context is context:
            _log.warning("the browser context died", site=self.site.name)
            self._context = self._home = None

    @asynccontextmanager
    async def _blocked(self, page: BrowserPage) -> AsyncIterator[None]:
        """Foreign hosts blocked while the home page loads, and no longer where nobody asked for it.

        What blocks is also told of every request of the page, and fetches are many.
        """
        blocking = None if "hosts" in self.site.options else await self._block(page)
        try:
            yield
        finally:
            if blocking is not None:
                with suppress(PlaywrightError):
                    await blocking.detach()

    async def _block(self, page: BrowserPage) -> CDPSession | None:
        patterns = _blocked_hosts(self.site)
        if not patterns:
            return None
        cdp = await page.context.new_cdp_session(page)
        await cdp.send("Network.enable")
        await cdp.send("Network.setBlockedURLs", {"urlPatterns": patterns})
        return cdp


def _blocked_hosts(site: SiteSettings) -> list[dict[str, Any]]:
    """Which requests pages of the site may not make, as CDP takes it: nothing by default.

    `options.hosts` lists the only hosts allowed beside the site's own. A site on this machine
    has no business elsewhere: on a closed network each look-up of a foreign host would be waited
    for.
    """
    host = urlsplit(site.url).hostname or ""
    if "hosts" not in site.options and not _is_loopback(host):
        return []
    allowed = [host, *site.options.get("hosts", [])]
    free = [{"urlPattern": f"*://{name}:*/*", "block": False} for name in allowed]
    return [*free, {"urlPattern": "*://*:*/*", "block": True}]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


async def _close(context: BrowserContext) -> None:
    with suppress(PlaywrightError):
        await context.close()
