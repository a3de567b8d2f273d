"""Watches a session, and keeps evidence of the step that failed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import structlog
from playwright.async_api import BrowserContext, Request
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage

from bots.errors import BotsError, NotMine, SessionExpired, TryAgain
from bots.evidence import Evidence, Scene
from bots.page import Document
from bots.requests_seen import RequestsSeen
from bots.transport_navigate import document_of

_log = structlog.get_logger(__name__)
_LEAVE_NOTHING = (SessionExpired, NotMine)  # the ordinary course of things


class Witness:
    """Remembers the last requests, and writes scenes down.

    Args:
        alive: gives the site's browser context, if there is one.
    """

    def __init__(
        self, site: str, evidence: Evidence, alive: Callable[[], BrowserContext | None]
    ) -> None:
        self._site = site
        self._evidence = evidence
        self._alive = alive
        self.seen = RequestsSeen()

    def watch(self, page: BrowserPage) -> None:
        """Remember this page's requests."""
        page.on("requestfinished", self._note)
        page.on("requestfailed", self._note)

    async def keep(
        self,
        error: BaseException,
        *,
        document: Document | None = None,
        page: BrowserPage | None = None,
    ) -> None:
        """Keep evidence, once an error, and note on the error where it is."""
        if isinstance(error, _LEAVE_NOTHING) or getattr(error, "evidence", None) is not None:
            return
        if page is not None and not page.is_closed():
            with suppress(PlaywrightError):
                document = await document_of(page, None)
        try:
            folder = await self._evidence.keep(
                Scene(self._site, error, document, self._alive(), self.seen)
            )
        except OSError as full:
            _log.warning("no evidence could be written", site=self._site, why=full.strerror)
            return
        if isinstance(error, BotsError):
            error.evidence = folder

    async def as_try_again(self, error: PlaywrightError, page: BrowserPage) -> TryAgain:
        """Playwright's error as ours, with evidence.

        Playwright's own words hold the browser's command line and log: they are not passed on.
        """
        again = TryAgain(
            f"{self._site}: {type(error).__name__} on a page of the site",
            reference=self._site,
            remedy="see the evidence for where it stood",
        )
        await self.keep(again, page=page)
        return again

    def _note(self, request: Request) -> None:
        answer = request.existing_response
        took = max(request.timing["responseEnd"], 0) / 1000
        self.seen.add(request.method, request.url, answer.status if answer else 0, took)
