"""Signing in by a form, declared by its selectors: password, perhaps a captcha, perhaps a code."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Page as BrowserPage

from bots.errors import SignInRefused, TryAgain
from bots.page import Document
from bots.session_words import Ask, SignInSecrets
from bots.settings import SiteSettings

UNAUTHORISED = 401
CAPTCHA_TRIES = 3
SIGNS_SECONDS = 10.0
PASSWORD = "input[type=password]"  # noqa: S105  a selector


@dataclass
class FormSignIn:
    """A sign-in form. Every field but `probe` is a CSS selector; an empty one: there is none.

    Attributes:
        probe: path of a cheap page that needs a sign-in.
        form: what proves that a document is the sign-in page.
        signed_in: what only a signed-in page has.
        refused: the site says that name, password or code are wrong.
        judged_nothing: the site says that the captcha was wrong or the form too old.
        captcha, captcha_field: the picture, and where its characters are typed.
        code_field, code_submit: where the one-time code is typed after the password.
    """

    probe: str
    form: str
    username: str
    password: str
    submit: str
    signed_in: str
    refused: str
    judged_nothing: str = ""
    captcha: str = ""
    captcha_field: str = ""
    code_field: str = ""
    code_submit: str = ""

    def is_signed_out(self, document: Document) -> bool:
        """Whether the site answered with the sign-in page, or a 401.

        A page that asks for a password is one too, whatever it is called now: back offices ask
        for it nowhere else, and if one does, signing in again changes nothing and is told.
        """
        if document.status == UNAUTHORISED:
            return True
        signs = ", ".join(filter(None, (self.form, self.code_field, PASSWORD)))
        return "html" in document.content_type and document.html.css_first(signs) is not None

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        """Fill and submit; again only where the site judged the captcha and not the password."""
        for _ in range(CAPTCHA_TRIES):
            await self._submit(page, secrets, ask)
            if not await self._shows(page, self.judged_nothing):
                break
        else:
            raise TryAgain(f"{site.name}: the captcha was not solved", reference=site.name)
        if await self._shows(page, self.code_field):
            await self._give_code(page, secrets, ask)
        if await self._shows(page, self.refused):
            raise SignInRefused(
                f"{site.name} refuses the stored user name, password or one-time code",
                reference=site.name,
                remedy="sign in by hand once, then store the right ones: bots credentials set",
            )

    async def _submit(self, page: BrowserPage, secrets: SignInSecrets, ask: Ask) -> None:
        await page.locator(self.username).fill(secrets.username)
        await page.locator(self.password).fill(secrets.password)
        if await self._shows(page, self.captcha):
            prompt = "Type the characters in the picture."
            answer = await ask(need="captcha", prompt=prompt, page=page, of=self.captcha)
            await page.locator(self.captcha_field).fill(answer)
        await self._press(page, self.submit, self.code_field)

    async def _give_code(self, page: BrowserPage, secrets: SignInSecrets, ask: Ask) -> None:
        if secrets.totp_seed:
            code = secrets.totp()
        else:
            prompt = "Type the code that the site sent or that the app shows."
            code = await ask(need="code", prompt=prompt, page=page)
        await page.locator(self.code_field).fill(code)
        await self._press(page, self.code_submit)

    async def _press(self, page: BrowserPage, button: str, *also: str) -> None:
        """Press, and wait until the answer shows one of the signs that this form knows."""
        async with page.expect_navigation(wait_until="domcontentloaded"):
            await page.locator(button).click()
        signs = (self.signed_in, self.refused, self.judged_nothing, *also)
        await page.wait_for_selector(
            ", ".join(filter(None, signs)), state="attached", timeout=SIGNS_SECONDS * 1000
        )

    async def _shows(self, page: BrowserPage, css: str) -> bool:
        return bool(css) and await page.locator(css).count() > 0
