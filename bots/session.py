"""A signed-in session of one site: sign in, keep, renew, hand over to a person."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

from aiolimiter import AsyncLimiter
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from bots.browser import Browser
from bots.errors import SessionExpired
from bots.evidence import Evidence
from bots.locators import NOTHING_REPLACED
from bots.page import Document, JsonPage, P, PageChanged
from bots.retry import SIGN_IN, retrying
from bots.session_context import SignedInContext
from bots.session_lock import site_lock
from bots.session_replay import replay
from bots.session_sign_in import Door
from bots.session_store import SessionStore
from bots.session_use import Turns
from bots.session_witness import Witness
from bots.session_words import Ask, People, SignIn, SignInSecrets
from bots.settings import SiteSettings
from bots.transport import NO_HEADERS, Transport, check
from bots.transport_fetch import FetchTransport
from bots.transport_http import HttpTransport
from bots.transport_listen import Listener
from bots.transport_navigate import NavigateTransport

__all__ = ["Ask", "People", "Session", "SignIn", "SignInSecrets", "open_session"]

T = TypeVar("T")
_AHEAD = 3  # asked for at once, in multiples of the concurrency, so that no connection idles


class Session:
    """One site, signed in. Paths are below the site's root, or whole URLs of the same site.

    Reads raise TryAgain (after the retries), SessionExpired (not renewed by itself: see
    `replayed` and `again`), PersonNeeded (a bot challenge) and ScreenChanged.

    Attributes:
        at_end: what an adapter keeps open from one call to the next; closed before the session.
        locators: in force on the documents that it brings.
    """

    def __init__(
        self, browser: Browser, door: Door, store: SessionStore, evidence: Evidence
    ) -> None:
        self.site: SiteSettings = door.site
        self.at_end = AsyncExitStack()
        self.locators = NOTHING_REPLACED
        self._sign_in = door.sign_in
        self._context = SignedInContext(browser, door, store)
        self._witness = Witness(self.site.name, evidence, lambda: self._context.alive)
        self._turns = Turns(browser.settings, browser.memory_mb, self._recycle)
        self._transport = self._make_transport()
        rate = self.site.requests_per_second
        self._rate = AsyncLimiter(1, 1 / rate) if rate else None
        delay = self.site.polite_delay
        self._politeness = AsyncLimiter(1, delay) if delay else None

    async def get(self, path: str, *, headers: Mapping[str, str] = NO_HEADERS) -> Document:
        """One document by the site's transport; a 404 is a document with status 404."""
        return await self._get(path, headers, ())

    async def get_many(
        self, paths: Iterable[str], *, headers: Mapping[str, str] = NO_HEADERS
    ) -> AsyncIterator[Document]:
        """Documents in the order asked, `site.concurrency` under way at once."""
        async for document in self._in_order(paths, headers, ()):
            yield document

    async def read(
        self, page_class: type[P], path: str, *, headers: Mapping[str, str] = NO_HEADERS
    ) -> P:
        """One page, proved; when it is not that page, evidence is kept."""
        document = await self._get(path, headers, _awaited(page_class))
        return await self._proved(page_class, document)

    async def read_many(
        self,
        page_class: type[P],
        paths: Iterable[str],
        *,
        headers: Mapping[str, str] = NO_HEADERS,
    ) -> AsyncIterator[P]:
        """Pages, proved, in the order asked."""
        async for document in self._in_order(paths, headers, _awaited(page_class)):
            yield await self._proved(page_class, document)

    async def listen(
        self,
        path: str,
        wanted: Callable[[str], bool],
        act: Callable[[BrowserPage], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Document]:
        """The XHR answers whose URL is `wanted`, while `path` loads and `act` works the page.

        Ends when `act` has returned and every answer under way has come.
        """
        async with self.page() as page:

            async def work() -> None:
                await page.goto(self._url(path), wait_until="load")
                if act is not None:
                    await act(page)

            async for document in Listener(page, self.site, wanted).while_doing(work):
                yield self._checked(document)

    @asynccontextmanager
    async def page(self) -> AsyncIterator[BrowserPage]:
        """A blank, signed-in browser page to press things on; closed at the end.

        When the body raises, evidence is taken and its folder set on the error; Playwright's own
        errors come out as TryAgain.
        """
        async with self._turns.turn(held=True):
            await self._wait_politely()
            page = await retrying(self._context.new_page)
            self._witness.watch(page)
            try:
                yield page
            except PlaywrightError as error:
                raise await self._witness.as_try_again(error, page) from error
            except Exception as error:
                await self._witness.keep(error, page=page)
                raise
            finally:
                with suppress(PlaywrightError):
                    await page.close()

    async def replayed(
        self,
        make: Callable[[], AsyncIterator[T]],
        key: Callable[[T], str],
        content: Callable[[T], str],
    ) -> AsyncIterator[T]:
        """`make()`'s items, each key once, whatever sessions expire on the way.

        On SessionExpired: sign in again, `make()` again, leave out what was yielded. An item
        whose `content` differs from what was yielded, or that is gone, raises ScreenChanged.
        """
        try:
            async for item in replay(make, key, content, self.renew, self.site.name):
                yield item
        except PageChanged as error:
            await self._witness.keep(error, document=error.document)
            raise

    async def again(self, call: Callable[[], Awaitable[T]]) -> T:
        """`call()`'s result; on SessionExpired sign in once and call again."""
        try:
            try:
                return await call()
            except SessionExpired:
                await self.renew()
                return await call()
        except PageChanged as error:
            await self._witness.keep(error, document=error.document)
            raise

    async def renew(self) -> None:
        """Prove the session; sign in again if it is none. Raises what a sign-in raises."""
        await self._transport.close()
        await retrying(self._context.renew, SIGN_IN)

    async def start(self) -> None:
        """Open the context and sign in if the saved state is stale."""
        await retrying(self._context.ready, SIGN_IN)

    async def close(self) -> None:
        """Save the state and let go of the context."""
        try:
            await self.at_end.aclose()
        finally:
            await self._recycle()

    async def _recycle(self) -> None:
        await self._transport.close()
        await self._context.close()

    async def _get(self, path: str, headers: Mapping[str, str], proof: tuple[str, ...]) -> Document:
        url = self._url(path)

        async def once() -> Document:
            if self._rate is not None:
                await self._rate.acquire()
            if self.site.transport == "navigate":
                await self._wait_politely()
            async with self._turns.turn(counted=self.site.transport != "http"):
                document = await self._transport.bring(url, headers, proof)
            return self._checked(document)

        return await retrying(once)

    def _checked(self, document: Document) -> Document:
        return check(replace(document, locators=self.locators), self.site, self._sign_in)

    async def _in_order(
        self, paths: Iterable[str], headers: Mapping[str, str], proof: tuple[str, ...]
    ) -> AsyncIterator[Document]:
        tasks: deque[asyncio.Task[Document]] = deque()
        try:
            for path in paths:
                tasks.append(asyncio.create_task(self._get(path, headers, proof)))
                if len(tasks) >= self.site.concurrency * _AHEAD:
                    yield await tasks.popleft()
            while tasks:
                yield await tasks.popleft()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _proved(self, page_class: type[P], document: Document) -> P:
        try:
            return page_class(document, self.site).prove()
        except PageChanged as error:
            await self._witness.keep(error, document=document)
            raise

    async def _wait_politely(self) -> None:
        if self._politeness is not None:
            await self._politeness.acquire()

    def _make_transport(self) -> Transport:
        match self.site.transport:
            case "http":
                return HttpTransport(self.site, self._context.home, self._witness.seen)
            case "navigate":
                return NavigateTransport(self.site, self._context.new_page, self._witness.seen)
            case _:  # a site that is listened to is fetched from where a single document is asked
                return FetchTransport(self.site, self._context.home, self._witness.seen)

    def _url(self, path: str) -> str:
        url = urljoin(self.site.url + "/", path) if "://" in path else self.site.url + path
        if urlsplit(url).netloc != urlsplit(self.site.url).netloc:
            raise ValueError(f"{self.site.name}: {urlsplit(url).netloc} is not this site")
        return url


@asynccontextmanager
async def open_session(
    browser: Browser,
    site: SiteSettings,
    sign_in: SignIn,
    secrets_of: Callable[[SiteSettings], SignInSecrets],
    people: People,
    home: Path,
    *,
    key: bytes,
    evidence: Evidence,
) -> AsyncIterator[Session]:
    """The site's session, signed in, for this process alone until the end of the block.

    Args:
        browser: the run's.
        site: the shop or ERP.
        sign_in: the adapter's way to sign in.
        secrets_of: called only when a sign-in is due.
        people: who answers captchas and codes, and remembers refused passwords.
        home: BOTS_HOME; the encrypted state lies in `sessions/` below it.
        key: 32 bytes from the secrets backend, encrypts the state.
        evidence: where a failed step's evidence goes.

    Raises:
        SignInRefused: refused now, or before with the same credentials.
        PersonNeeded: nobody answered the site's captcha or code in time.
        TryAgain: another run has the site, or the site cannot be reached.
    """
    folder = home / "sessions"
    async with site_lock(folder, site.name):
        door = Door(site, sign_in, secrets_of, people, key)
        session = Session(browser, door, SessionStore(folder, key), evidence)
        try:
            await session.start()
            yield session
        finally:
            await session.close()


def _awaited(page_class: type[P]) -> tuple[str, ...]:
    """What a rendered page is waited for: its proofs, unless it is a JSON body."""
    return () if issubclass(page_class, JsonPage) else page_class.proof
