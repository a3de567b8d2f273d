"""Signing in: with a password that is tried once, ever, until a person changes it."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol

import structlog
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Page as BrowserPage
from playwright.async_api import Request, Response

from bots.errors import BotsError, PersonNeeded, SignInRefused, TryAgain
from bots.redact import EVERYWHERE
from bots.session_words import People, SignIn, SignInSecrets
from bots.settings import SiteSettings
from bots.sign_in_tries import THEN_EVERY, UNANSWERED, Outcome, Permit

_TYPED = "input, textarea, [contenteditable]"
_log = structlog.get_logger(__name__)
_SERVER_FAILED = 500
_CALLS = ("document", "xhr", "fetch")


class IsSignedIn(Protocol):
    """Whether the page's context is signed in, by what the page shows or, `anew`, by the probe."""

    async def __call__(self, *, anew: bool = False) -> bool:
        """The answer; raises what a read raises."""
        ...


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

    async def enter(self, page: BrowserPage, is_signed_in: IsSignedIn) -> None:
        """Sign in on `page`, and prove it by `is_signed_in`.

        Raises:
            SignInRefused: refused now or before, or submitted before and never taken.
            PersonNeeded: nobody answered the site's captcha or code in time.
            TryAgain: the site failed before it judged the credentials, or its answers were lost
                lately and the credentials rest.
        """
        secrets = self._secrets_of(self.site)
        EVERYWHERE.know(secrets.username, secrets.password, secrets.totp_seed)
        fingerprint = self._fingerprint(secrets)
        permit = await self._people.may_submit(self.site.name, fingerprint)
        if permit is not Permit.GRANTED:
            raise self._refused_before() if permit is Permit.REFUSED else self._later()
        _log.info("signing in", site=self.site.name)
        async with self._attempt(page, fingerprint) as submits:
            if not await self._through(page, secrets, submits, is_signed_in):
                raise self._refused_now() if submits.judged() else self._unfinished()

    async def _through(
        self, page: BrowserPage, secrets: SignInSecrets, submits: _Submits, is_signed_in: IsSignedIn
    ) -> bool:
        try:
            await self.sign_in.press(page, self.site, secrets, self._ask)
        except (TryAgain, PlaywrightError):
            # The answer was lost, or shows no sign that the adapter knows: the probe tells.
            if not (submits.judged() and await is_signed_in(anew=True)):
                raise
            return True
        return await is_signed_in()

    @asynccontextmanager
    async def _attempt(self, page: BrowserPage, fingerprint: str) -> AsyncIterator[_Submits]:
        # Counted first: a process that dies after the submit must have used its try.
        await self._people.submitting(self.site.name, fingerprint)
        submits = _Submits(page)
        try:
            yield submits
        except SignInRefused:
            await self._ended(fingerprint, Outcome.REFUSED)
            raise
        except PersonNeeded:
            await self._ended(fingerprint, Outcome.UNJUDGED)
            raise
        except (BotsError, PlaywrightError) as error:
            if not submits.judged():
                await self._ended(fingerprint, Outcome.UNJUDGED)
            if isinstance(error, BotsError):
                raise
            raise self._unfinished() from error
        else:
            await self._ended(fingerprint, Outcome.TAKEN)
        finally:
            submits.close()

    async def _ended(self, fingerprint: str, outcome: Outcome) -> None:
        await self._people.submitted(self.site.name, fingerprint, outcome)

    async def _ask(
        self, *, need: str, prompt: str, page: BrowserPage, of: str | None = None
    ) -> str:
        if of:
            picture = await page.locator(of).first.screenshot()
        else:
            picture = await page.screenshot(
                mask=[page.locator("input, textarea, [contenteditable]")]
            )
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

    def _later(self) -> TryAgain:
        name = self.site.name
        return TryAgain(
            f"{name}: the site did not answer the last {UNANSWERED} sign-ins, so the password "
            f"rests until {THEN_EVERY} after the last one",
            reference=name,
            retry_after=THEN_EVERY.total_seconds(),
            remedy="look whether the site works; sooner, once a sign-in by hand worked: "
            f"bots credentials check --resume {name}",
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
