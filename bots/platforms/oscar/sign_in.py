"""Signing in to django-oscar's dashboard."""

from __future__ import annotations

from playwright.async_api import Page as BrowserPage

from bots.errors import SignInRefused
from bots.page import Document
from bots.session import Ask, SignInSecrets
from bots.settings import SiteSettings


class SignIn:
    """The dashboard's sign-in, by e-mail address and password."""

    probe = "/dashboard/orders/?order_number=-"  # finds no order: the shortest page behind the door
    form = "#dashboard_login_form"
    refused = f"{form} .alert-danger"
    signed_in = "#logout_form"
    answered = """([form, refused]) =>
        !document.querySelector(form) || document.querySelector(refused)"""

    def is_signed_out(self, document: Document) -> bool:
        """An expired session is answered with the sign-in page, and status 200.

        Whatever that is called: no other page of the dashboard asks for a password.
        """
        if "html" not in document.content_type:
            return document.status == 401  # noqa: PLR2004 (HTTP)
        return document.html.css_first(f"{self.form}, input[type=password]") is not None

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        """Fill and submit the form; oscar asks for nothing but the password."""
        del ask
        await page.locator("#id_username").fill(secrets.username)
        await page.locator("#id_password").fill(secrets.password)
        await page.locator(f"{self.form} [type=submit]").click()
        # Chromium keeps the old page, which has neither mark, until the answer is there.
        await page.wait_for_function(self.answered, arg=[self.form, self.refused])
        if await page.locator(self.refused).count():
            raise SignInRefused(
                f"{site.name}: the shop refuses this e-mail address and password",
                reference=site.name,
                remedy=f"store the right password: bots credentials set {site.password}",
            )
        if not await page.locator(self.signed_in).count():
            raise SignInRefused(
                f"{site.name}: this account may not see the shop's orders",
                reference=site.name,
                remedy="let the shop's owner make it staff, with the permission to view orders",
            )
