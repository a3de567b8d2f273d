"""When a site's context is recycled: after so many pages, or when it holds too much memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bots.settings import BrowserSettings

_LOOK_AT_MEMORY_EVERY = 50


class Turns:
    """Counts what is brought; between two turns, with nothing under way, it recycles.

    Args:
        memory_mb: what the browser holds now.
        recycle: closes the context; awaited with nothing under way.
    """

    def __init__(
        self,
        settings: BrowserSettings,
        memory_mb: Callable[[], int],
        recycle: Callable[[], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._memory_mb = memory_mb
        self._recycle = recycle
        self._brought = 0
        self._under_way = 0
        self._held = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._gate = asyncio.Lock()

    @asynccontextmanager
    async def turn(self, *, held: bool = False, counted: bool = True) -> AsyncIterator[None]:
        """One use of the context; not `counted` when what is brought does not pass through it.

        While one is `held` (a page in somebody's hands) nothing is recycled: whoever holds it may
        take further turns.
        """
        async with self._gate:
            if counted and self._held == 0 and self._is_due():
                await self._idle.wait()
                await self._recycle()
                self._brought = 0
            self._brought += counted
            self._under_way += 1
            self._held += held
            self._idle.clear()
        try:
            yield
        finally:
            self._held -= held
            self._under_way -= 1
            if self._under_way == 0:
                self._idle.set()

    def _is_due(self) -> bool:
        if self._brought >= self._settings.pages_per_context:
            return True
        if self._brought == 0 or self._brought % _LOOK_AT_MEMORY_EVERY:
            return False
        return self._memory_mb() > self._settings.memory_mb
