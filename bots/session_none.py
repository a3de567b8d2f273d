"""A shop that nobody signs in to: its orders come as files."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from bots.locators import NOTHING_REPLACED
from bots.session import Session
from bots.settings import SiteSettings

T = TypeVar("T")


class NoSession(Session):
    """Knows its site and opens no browser; there is nothing to fetch, press or renew."""

    def __init__(self, site: SiteSettings) -> None:  # no super: that would open a browser
        self.site = site
        self.locators = NOTHING_REPLACED

    def replayed(
        self,
        make: Callable[[], AsyncIterator[T]],
        key: Callable[[T], str],  # noqa: ARG002 - the contract of Session
        content: Callable[[T], str],  # noqa: ARG002 - likewise
    ) -> AsyncIterator[T]:
        """`make()`'s items: no session can expire on the way."""
        return make()

    async def again(self, call: Callable[[], Awaitable[T]]) -> T:
        """`call()`'s result."""
        return await call()
