"""Two sessions: one keeps what a real one brings, one plays a recording without a site."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from playwright.async_api import Page as BrowserPage

from bots.errors import BotsError, SessionExpired
from bots.locators import NOTHING_REPLACED, Locators
from bots.page import Document, P, PageChanged
from bots.session import Session, SignIn
from bots.testing.recordings import By, Recording, Taken
from bots.transport import NO_HEADERS

T = TypeVar("T")
Headers = Mapping[str, str]


class NotRecordedError(BotsError):
    """The adapter asked for a page that the recording lacks."""

    kind = "not_recorded"


class Keeping(Session):
    """A real session that keeps every document it brings, in `taken`."""

    def __init__(self, real: Session) -> None:
        self.site = real.site
        self.taken: list[Taken] = []
        self._real = real

    async def get(self, path: str, *, headers: Headers = NO_HEADERS) -> Document:
        """As the real session; kept."""
        return self._take(path, "get", "", await self._real.get(path, headers=headers))

    async def get_many(
        self, paths: Iterable[str], *, headers: Headers = NO_HEADERS
    ) -> AsyncIterator[Document]:
        """As the real session; kept."""
        asked = list(paths)
        waiting = iter(asked)
        async for document in self._real.get_many(asked, headers=headers):
            yield self._take(next(waiting), "get", "", document)

    async def read(self, page_class: type[P], path: str, *, headers: Headers = NO_HEADERS) -> P:
        """As the real session; kept, also when it is no longer that page."""
        try:
            page = await self._real.read(page_class, path, headers=headers)
        except PageChanged as error:
            self._take(path, "get", page_class.__name__, error.document)
            raise
        self._take(path, "get", page_class.__name__, page.document)
        return page

    async def read_many(
        self, page_class: type[P], paths: Iterable[str], *, headers: Headers = NO_HEADERS
    ) -> AsyncIterator[P]:
        """As the real session, one by one, so that the page that changed is kept too."""
        for path in paths:
            yield await self.read(page_class, path, headers=headers)

    async def listen(
        self,
        path: str,
        wanted: Callable[[str], bool],
        act: Callable[[BrowserPage], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Document]:
        """As the real session; kept."""
        async for document in self._real.listen(path, wanted, act):
            yield self._take(path, "listen", "", document)

    @asynccontextmanager
    async def page(self) -> AsyncIterator[BrowserPage]:
        """As the real session; what happens on it is not kept."""
        async with self._real.page() as page:
            yield page

    def _take(self, path: str, by: By, page: str, document: Document) -> Document:
        self.taken.append(Taken(below(self.site.url, path), by, page, document))
        return document


class Replaying(Session):
    """Plays a recording: the same questions get the same answers, and there is no site.

    `locators` are in force on its documents.
    """

    def __init__(
        self, recording: Recording, sign_in: SignIn, locators: Locators = NOTHING_REPLACED
    ) -> None:
        self.site = recording.shop
        self.locators = locators
        self._sign_in = sign_in
        self._recording = recording

    async def get(self, path: str, *, headers: Headers = NO_HEADERS) -> Document:
        """The recorded document. Raises NotRecordedError; SessionExpired for a signed-out page."""
        del headers
        asked = below(self.site.url, path)
        for one in self._recording.taken:
            if one.by == "get" and one.asked == asked:
                return self._checked(one.document)
        raise NotRecordedError(
            f"the recording lacks {asked}", remedy="record again: bots record SHOP"
        )

    async def get_many(
        self, paths: Iterable[str], *, headers: Headers = NO_HEADERS
    ) -> AsyncIterator[Document]:
        """The recorded documents, in the order asked."""
        for path in paths:
            yield await self.get(path, headers=headers)

    async def read(self, page_class: type[P], path: str, *, headers: Headers = NO_HEADERS) -> P:
        """The recorded page, proved."""
        return page_class(await self.get(path, headers=headers), self.site).prove()

    async def read_many(
        self, page_class: type[P], paths: Iterable[str], *, headers: Headers = NO_HEADERS
    ) -> AsyncIterator[P]:
        """The recorded pages, proved, in the order asked."""
        for path in paths:
            yield await self.read(page_class, path, headers=headers)

    async def listen(
        self,
        path: str,
        wanted: Callable[[str], bool],
        act: Callable[[BrowserPage], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Document]:
        """The recorded answers of that page, those whose URL is wanted; `act` has no page here."""
        del act
        asked = below(self.site.url, path)
        for one in self._recording.taken:
            if one.by == "listen" and one.asked == asked and wanted(one.document.url):
                yield self._checked(one.document)

    async def again(self, call: Callable[[], Awaitable[T]]) -> T:
        """`call()`'s result: a recording does not expire."""
        return await call()

    def _checked(self, document: Document) -> Document:
        document = replace(document, locators=self.locators)
        if self._sign_in.is_signed_out(document):
            raise SessionExpired(f"{document.url} is the sign-in page", reference=self.site.name)
        return document


def below(root: str, path: str) -> str:
    """`path` below the site's root, however it was written."""
    return path.removeprefix(root) or "/"
