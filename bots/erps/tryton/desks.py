"""Browser pages with Sao in them, kept open between orders: loading Sao takes seconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bots.erps.tryton.pages.sao import Sao
from bots.session import Session

_JOBS_A_PAGE = 200  # Sao keeps every record it has shown


@dataclass
class _Desk:
    sao: Sao
    closing: AsyncExitStack
    jobs: int = 0


class Desks:
    """As many pages as are used at once; a page in which anything failed is closed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._free: list[_Desk] = []
        session.at_end.push_async_callback(self._close)

    @asynccontextmanager
    async def desk(self, showing: str | None = None) -> AsyncIterator[Sao]:
        """A page for one job; with `showing`, preferably the one that shows that sale."""
        desk = self._taken(showing) or await self._opened()
        await desk.sao.page.bring_to_front()
        try:
            yield desk.sao
        except BaseException:
            # leaves through the session's own page, which takes evidence and closes it
            async with desk.closing:
                raise
        desk.jobs += 1
        if desk.jobs < _JOBS_A_PAGE:
            self._free.append(desk)
        else:
            await desk.closing.aclose()

    def _taken(self, showing: str | None) -> _Desk | None:
        self._free = [desk for desk in self._free if not desk.sao.page.is_closed()]
        if not self._free:
            return None
        ranks = [desk.sao.record_id == showing for desk in self._free]
        return self._free.pop(ranks.index(True) if any(ranks) else -1)

    async def _opened(self) -> _Desk:
        async with AsyncExitStack() as closing:
            page = await closing.enter_async_context(self._session.page())
            sao = Sao(page, self._session.site)
            await sao.start()
            return _Desk(sao, closing.pop_all())

    async def _close(self) -> None:
        free, self._free = self._free, []
        for desk in free:
            await desk.closing.aclose()
