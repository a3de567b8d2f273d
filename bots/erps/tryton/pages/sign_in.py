"""Signing in to Sao: the name, then whatever Tryton asks for, one question a dialog."""

from __future__ import annotations

from playwright.async_api import Page as BrowserPage
from playwright.async_api import Response

from bots.erps.tryton.pages.sao import MENU, SIGN_IN, database, home, load
from bots.errors import SignInRefused, TryAgain
from bots.page import Document
from bots.session_words import Ask, SignInSecrets
from bots.settings import SiteSettings

_UNAUTHORIZED = 401
_ANSWER = ".ask-dialog #ask-dialog-entry"
_OK = ".ask-dialog .btn-primary"


class SaoSignIn:
    """Sao's sign-in. The session is a cookie, beside what Sao keeps in localStorage."""

    # the export of nothing: 404 when signed in, 401 when not; a real one would be a download
    probe = "/data/-"

    def is_signed_out(self, document: Document) -> bool:
        """An export without a session answers 401; a door before Tryton asks for a password."""
        if document.status == _UNAUTHORIZED:
            return True
        is_page = "html" in document.content_type
        return is_page and document.html.css_first("input[type=password]") is not None

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        """Sign in. Raises SignInRefused when Tryton does not take the name or the password."""
        await load(page, home(site))
        # a session that ended leaves its name behind, and Sao then shows no sign-in
        await page.evaluate("localStorage.clear(); sessionStorage.clear()")
        await load(page, home(site))
        await page.locator(SIGN_IN).fill(secrets.username)
        await _choose_database(page, site)
        asked = await _answer_to(page, site, ".login-dialog [type=submit]")
        while asked is not None:
            await page.locator(_ANSWER).fill(await _answer(asked, page, site, secrets, ask))
            asked = await _answer_to(page, site, _OK)
        await page.wait_for_selector(MENU)


async def _choose_database(page: BrowserPage, site: SiteSettings) -> None:
    choice = page.locator(".login-dialog select#database:visible")
    if await choice.count():
        await choice.select_option(database(site))


async def _answer(
    asked: str, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
) -> str:
    if asked == "password":
        return secrets.password
    if secrets.totp_seed:
        return secrets.totp()
    return await ask(need="code", prompt=f"{site.name}: Tryton asks for {asked}", page=page)


async def _answer_to(page: BrowserPage, site: SiteSettings, button: str) -> str | None:
    """Press; what Tryton asks for next (`password`, ...), or None once signed in."""
    async with page.expect_response(_is_login) as coming:
        await page.locator(button).click()
    response = await coming.value
    if response.status == _UNAUTHORIZED:
        raise _refused(site)
    if not response.ok:
        raise TryAgain(f"{site.name}: Tryton's sign-in answered {response.status}")
    match await response.json():
        case {"error": ["LoginException", [str(name), *_]]}:
            return name
        case {"error": _} | None:
            raise TryAgain(f"{site.name}: Tryton's sign-in failed; it may be busy")
        case _:
            return None


def _is_login(answer: Response) -> bool:
    return answer.url.partition("#")[0].endswith("/session/login")


def _refused(site: SiteSettings) -> SignInRefused:
    return SignInRefused(
        f"{site.name}: Tryton does not take this user name and password",
        reference=site.name,
        remedy=f"set the right ones with `bots credentials set {site.name}`",
    )
