"""What the pages of the practice ERP that are pressed share: opening, finding, submitting."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Error as BrowserError
from playwright.async_api import Locator, Response
from playwright.async_api import Page as BrowserPage

from bots.erps.practice.pages import SIGN_IN
from bots.errors import BusinessError, OutcomeUnknown, ScreenChanged
from bots.page import Document
from bots.send_once import sent_once
from bots.settings import SiteSettings
from bots.transport import check

OK = 200


async def open_page(page: BrowserPage, site: SiteSettings, path: str, proof: str) -> None:
    """Bring `page` to `path`; what shows there must have `proof`.

    Raises SessionExpired, TryAgain, PersonNeeded (see `transport.check`), ScreenChanged.
    """
    answer = await page.goto(f"{site.url}{path}", wait_until="domcontentloaded")
    status = answer.status if answer else OK
    headers = await answer.all_headers() if answer else {}
    check(Document(page.url, status, "text/html", await page.content(), headers), site, SIGN_IN)
    if not await page.locator(proof).count():
        raise changed(site, f"{path} (status {status}) lacks {proof}")
    await page.add_locator_handler(page.locator(".overlay"), _close)


async def shown(page: BrowserPage, site: SiteSettings, answer: Response | None = None) -> Document:
    """What `page` shows now, as `answer` to what was pressed.

    Raises SessionExpired when that is the sign-in page, TryAgain when the ERP failed.
    """
    status = answer.status if answer else OK
    return check(Document(page.url, status, text=await page.content()), site, SIGN_IN)


async def _close(overlay: Locator) -> None:
    """News and promotions lie over the page until somebody closes them."""
    await overlay.get_by_role("button").click()


@asynccontextmanager
async def submitting(page: BrowserPage, site: SiteSettings) -> AsyncIterator[None]:
    """The body presses what may create records; not knowing what came of it is OutcomeUnknown."""
    try:
        async with sent_once(page), page.expect_navigation(wait_until="domcontentloaded"):
            yield
    except BrowserError as error:
        raise unknown(site, "the answer to the submit did not come") from error


def unknown(site: SiteSettings, why: str) -> OutcomeUnknown:
    """The error after a submit whose outcome cannot be told."""
    return OutcomeUnknown(
        f"{site.name}: {why}",
        reference=site.name,
        remedy="nothing to do: the ERP is read back before anything is entered again",
    )


async def refusal_of(page: BrowserPage, what: str) -> BusinessError | None:
    """What the ERP says is wrong with what was sent, if it says so; nothing was stored then."""
    alert = page.locator("main .alert[role=alert]")
    if not await alert.count():
        return None
    words = "; ".join(part.strip() for part in await alert.locator("li").all_inner_texts())
    return BusinessError(
        f"{what}: the ERP refuses it: {words}",
        rule="erp_refused",
        reference=what,
        remedy="mend the customer, the product or the mapping it names, then: bots items retry",
    )


def changed(site: SiteSettings, what: str) -> ScreenChanged:
    """The error of a page that is pressed when it is not as it was; nothing was sent."""
    return ScreenChanged(
        f"{site.name}: {what}; nothing was sent",
        reference=site.name,
        remedy="look at the evidence: the ERP's page is not as it was",
    )


async def the_one(found: Locator, site: SiteSettings, what: str) -> Locator:
    """`found`, if it is one thing on the page and can be used; ScreenChanged otherwise."""
    count = await found.count()
    if count != 1:
        raise changed(site, f"the page has {count} of {what}, not one")
    if not await found.is_enabled():
        raise changed(site, f"{what} cannot be used")
    return found
