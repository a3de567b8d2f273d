"""A read that survives an expired session: replay it, skip what was yielded, or stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import TypeVar

from bots.errors import ScreenChanged, SessionExpired

T = TypeVar("T")


async def replay(
    make: Callable[[], AsyncIterator[T]],
    key: Callable[[T], str],
    content: Callable[[T], str],
    renew: Callable[[], Awaitable[None]],
    site: str,
) -> AsyncIterator[T]:
    """`make()`'s items, each key once, renewing the session and starting over as it expires.

    Raises:
        SessionExpired: it expired twice with nothing new read in between.
        ScreenChanged: a replay shows something else than was yielded.
    """
    yielded: dict[str, str] = {}
    before = -1
    while True:
        seen: set[str] = set()
        try:
            async for item in make():
                seen.add(key(item))
                if _is_new(yielded, key(item), content(item), site):
                    yield item
        except SessionExpired:
            if len(yielded) == before:
                raise
            before = len(yielded)
            await renew()
        else:
            _nothing_gone(yielded, seen, site)
            return


async def goes_on(
    items: AsyncIterator[T],
    told: Mapping[str, str],
    key: Callable[[T], str],
    content: Callable[[T], str],
    site: str,
) -> AsyncIterator[T]:
    """Of a list that is read once more, what was not told; ScreenChanged where the rest differs."""
    yielded, seen = dict(told), set[str]()
    async for item in items:
        seen.add(key(item))
        if _is_new(yielded, key(item), content(item), site):
            yield item
    _nothing_gone(yielded, seen, site)


def _is_new(yielded: dict[str, str], key: str, content: str, site: str) -> bool:
    if key not in yielded:
        yielded[key] = content
        return True
    if yielded[key] != content:
        raise _differs(site, f"{key} reads differently")
    return False


def _nothing_gone(yielded: dict[str, str], seen: set[str], site: str) -> None:
    gone = sorted(yielded.keys() - seen)
    if gone:
        raise _differs(site, f"{len(gone)} are no longer there, first {gone[0]}")


def _differs(site: str, what: str) -> ScreenChanged:
    return ScreenChanged(
        f"{site}: a list was read once more from its start, and {what}",
        reference=site,
        remedy="what was read before is kept; start the flow again to read the list afresh",
    )
