"""Signing in: with a password that is tried once, ever, until a person changes it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request, Response

from bots.errors import BotsError, PersonNeeded, SignInRefused, TryAgain
from bots.redact import EVERYWHERE
from bots.session_words import People, SignIn, SignInSecrets
from bots.settings import SiteSettings

_log = structlog.get_logger(__name__)
_SERVER_FAILED = 500
_CALLS = ("document", "xhr", "fetch")


class Door:
    """Signs one site in, on a page that shows its sign-in form."""

    def __init__(
        self,
        site: SiteSettings,
        sign_in: SignIn,
        secrets_of: Callable[[SiteSettings], SignInSecrets],
        people: People,
        key: bytes,
    ) -> None:
        self.site = site
        self.sign_in = sign_in
        self._secrets_of = secrets_of
        self._people = people
        self._key = key

    async def enter(self, page: BrowserPage, is_signed_in: Callable[[], Awaitable[bool]]) -> None:
        """Sign in on `page`, and prove it by `is_signed_in`.

        Raises:
            SignInRefused: refused now, or these credentials were submitted before and never taken.
            PersonNeeded: nobody answered the site's captcha or code in time.
            TryAgain: the site failed before it judged the credentials.
        """
        secrets = self._secrets_of(self.site)
        EVERYWHERE.know(secrets.username, secrets.password, secrets.totp_seed)
        fingerprint = self._fingerprint(secrets)
        if await self._people.refused_before(self.site.name, fingerprint):
            raise self._refused_before()
        _log.info("signing in", site=self.site.name)
        async with self._attempt(page, fingerprint) as submits:
            await self.sign_in.press(page, self.site, secrets, self._ask)
            if not await is_signed_in():
                raise self._refused_now() if submits.judged() else self._unfinished()

    @asynccontextmanager
    async def _attempt(self, page: BrowserPage, fingerprint: str) -> AsyncIterator[_Submits]:
        # Remembered first: a process that dies after the submit must never submit again.
        await self._people.remember_refusal(self.site.name, fingerprint)
        submits = _Submits(page)
        try:
            yield submits
        except SignInRefused:
            raise
        except PersonNeeded:
            await self._people.forget_refusal(self.site.name, fingerprint)
            raise
        except (BotsError, PlaywrightError) as error:
            if not submits.judged():
                await self._people.forget_refusal(self.site.name, fingerprint)
            if isinstance(error, BotsError):
                raise
            raise self._unfinished() from error
        else:
            await self._people.forget_refusal(self.site.name, fingerprint)
        finally:
            submits.close()

    async def _ask(
        self, *, need: str, prompt: str, page: BrowserPage, of: str | None = None
    ) -> str:
        if of:
            picture = await page.locator(of).first.screenshot()
        else:
            picture = await page.screenshot(mask=[page.locator("input, textarea")])
        words = EVERYWHERE.redact(prompt)
        _log.warning("a person is needed to sign in", site=self.site.name, need=need)
        return await self._people.ask(self.site.name, need, words, picture, self.site.person_wait)

    def _fingerprint(self, secrets: SignInSecrets) -> str:
        words = [self.site.name, self.site.url, secrets.username, secrets.password]
        return hmac.new(self._key, json.dumps(words).encode(), hashlib.sha256).hexdigest()

    def _unfinished(self) -> TryAgain:
        return TryAgain(
            f"{self.site.name}: the sign-in did not come to an end", reference=self.site.name
        )

    def _refused_now(self) -> SignInRefused:
        return SignInRefused(
            f"{self.site.name}: the user name and password were submitted, and the site still "
            "wants a sign-in",
            reference=self.site.name,
            remedy="sign in by hand to see what the site wants; then store the right password "
            "with `bots credentials set`",
        )

    def _refused_before(self) -> SignInRefused:
        name = self.site.name
        return SignInRefused(
            f"{name}: the stored user name and password were submitted before and not taken, "
            "so they are not tried again",
            reference=name,
            remedy="sign in by hand once; if the password is wrong, store the right one with "
            f"`bots credentials set`, then: bots credentials check --resume {name}",
        )


class _Submits:
    """The calls of a page, while it signs in, that may have carried the credentials."""

    def __init__(self, page: BrowserPage) -> None:
        self._requests: list[Request] = []
        self._failed_there: set[Request] = set()
        self._page = page
        page.on("request", self._sent)
        page.on("response", self._answered)

    def close(self) -> None:
        """Stop watching: every fetch of the page would cross to Python otherwise."""
        self._page.remove_listener("request", self._sent)
        self._page.remove_listener("response", self._answered)

    def judged(self) -> bool:
        """Whether the site may have judged the credentials; its own 5xx says that it did not."""
        return any(request not in self._failed_there for request in self._requests)

    def _sent(self, request: Request) -> None:
        if request.method != "GET" and request.resource_type in _CALLS:
            self._requests.append(request)

    def _answered(self, answer: Response) -> None:
        if answer.status >= _SERVER_FAILED:
            self._failed_there.add(answer.request)
