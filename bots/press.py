"""Pressing things on a shop's page: opening it, finding what is pressed, submitting once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Error as BrowserError
from playwright.async_api import Locator
from playwright.async_api import Page as BrowserPage

from bots.errors import OutcomeUnknown, ScreenChanged
from bots.page import Document
from bots.send_once import sent_once
from bots.session import SignIn
from bots.settings import SiteSettings
from bots.transport import check

_OK = 200


async def open_page(
    page: BrowserPage, site: SiteSettings, sign_in: SignIn, path: str, proof: str
) -> None:
    """Bring `page` to `path`; what shows there must come to have `proof`.

    Raises SessionExpired, TryAgain, PersonNeeded (see `transport.check`), ScreenChanged.
    """
    answer = await page.goto(f"{site.url}{path}", wait_until="load")
    status = answer.status if answer else _OK
    headers = await answer.all_headers() if answer else {}
    check(Document(page.url, status, "text/html", await page.content(), headers), site, sign_in)
    try:
        await page.wait_for_selector(proof, state="attached")
    except BrowserError as error:
        raise changed(site, f"{path} (status {status}) lacks {proof}") from error


async def the_one(found: Locator, site: SiteSettings, what: str) -> Locator:
    """`found`, if it is one thing on the page and can be used; ScreenChanged otherwise."""
    count = await found.count()
    if count != 1:
        raise changed(site, f"the page has {count} of {what}, not one")
    if not await found.is_enabled():
        raise changed(site, f"{what} cannot be used")
    return found


@asynccontextmanager
async def submitting(page: BrowserPage, site: SiteSettings) -> AsyncIterator[None]:
    """The body presses what changes the shop; not knowing what came of it is OutcomeUnknown."""
    try:
        async with sent_once(page):
            yield
    except BrowserError as error:
        raise unknown(site, "the answer to the submit did not come") from error


def unknown(site: SiteSettings, why: str) -> OutcomeUnknown:
    """The error after a submit whose outcome cannot be told."""
    return OutcomeUnknown(
        f"{site.name}: {why}",
        reference=site.name,
        remedy="nothing to do: the shop is read back before it is told again",
    )


def changed(site: SiteSettings, what: str) -> ScreenChanged:
    """The error of a page that is pressed when it is not as it was; nothing was sent."""
    return ScreenChanged(
        f"{site.name}: {what}; nothing was sent",
        reference=site.name,
        remedy="look at the evidence: the shop's page is not as it was",
    )
