"""A signed-in session of one site: sign in, keep, renew, hand over to a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

from playwright.async_api import Page as BrowserPage

from bots.browser import Browser
from bots.evidence import Evidence
from bots.page import Document, P
from bots.session_words import Ask, People, SignIn, SignInSecrets
from bots.settings import SiteSettings

__all__ = ["Ask", "People", "Session", "SignIn", "SignInSecrets", "open_session"]

T = TypeVar("T")


class Session:
    """One site, signed in. Paths are below the site's root, or whole URLs of the same site.

    Reads raise TryAgain (after the retries), SessionExpired (not renewed by itself: see
    `replayed` and `again`), PersonNeeded (a bot challenge) and ScreenChanged.
    """

    site: SiteSettings

    async def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> Document:
        """One document by the site's transport; a 404 is a document with status 404."""
        raise NotImplementedError

    def get_many(
        self, paths: Iterable[str], *, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[Document]:
        """Documents in the order asked, `site.concurrency` under way at once."""
        raise NotImplementedError

    async def read(
        self, page_class: type[P], path: str, *, headers: Mapping[str, str] | None = None
    ) -> P:
        """One page, proved."""
        raise NotImplementedError

    def read_many(
        self,
        page_class: type[P],
        paths: Iterable[str],
        *,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[P]:
        """Pages, proved, in the order asked."""
        raise NotImplementedError

    def listen(
        self,
        path: str,
        wanted: Callable[[str], bool],
        act: Callable[[BrowserPage], Awaitable[None]] | None = None,
    ) -> AsyncIterator[Document]:
        """The XHR answers whose URL is `wanted`, while `path` loads and `act` works the page.

        Ends when `act` has returned and every answer under way has come.
        """
        raise NotImplementedError

    def page(self) -> AbstractAsyncContextManager[BrowserPage]:
        """A signed-in browser page to press things on; closed at the end.

        When the body raises, evidence is taken and its folder set on the error; Playwright's own
        errors come out as TryAgain.
        """
        raise NotImplementedError

    def replayed(
        self,
        make: Callable[[], AsyncIterator[T]],
        key: Callable[[T], str],
        content: Callable[[T], str],
    ) -> AsyncIterator[T]:
        """`make()`'s items, each key once, whatever sessions expire on the way.

        On SessionExpired: sign in again, `make()` again, leave out what was yielded. An item
        whose `content` differs from what was yielded, or that is gone, raises ScreenChanged.
        """
        raise NotImplementedError

    async def again(self, call: Callable[[], Awaitable[T]]) -> T:
        """`call()`'s result; on SessionExpired sign in once and call again."""
        raise NotImplementedError


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
        secrets_of: called only when a sign-in is due.
        home: BOTS_HOME; the encrypted state lies in `sessions/` below it.
        key: 32 bytes from the secrets backend, encrypts the state.
        evidence: where a failed step's evidence goes.

    Raises:
        SignInRefused: refused now, or before with the same credentials.
        PersonNeeded: nobody answered the site's captcha or code in time.
    """
    raise NotImplementedError
    yield
