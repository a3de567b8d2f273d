"""What a session asks of an adapter, of the secrets and of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import pyotp
from playwright.async_api import Page as BrowserPage

from bots.errors import SettingsError
from bots.page import Document
from bots.settings import SiteSettings
from bots.sign_in_tries import Outcome, Permit


@dataclass(frozen=True)
class SignInSecrets:
    """User name and password of one site, and the seed of its one-time codes (base32)."""

    username: str
    password: str = field(repr=False)
    totp_seed: str = field(default="", repr=False)

    def totp(self) -> str:
        """The one-time code of this moment. Raises SettingsError without a seed."""
        if not self.totp_seed:
            raise SettingsError(
                f"{self.username}: the site asks for a one-time code and the settings name no seed",
                remedy="store the seed with `bots credentials set` and set `totp` of this site",
            )
        return pyotp.TOTP(self.totp_seed.replace(" ", "")).now()


class Ask(Protocol):
    """Puts a question to a person while the page stays open.

    `need` is `captcha`, `code`, `qr` or `slider`; the person sees `prompt` and a screenshot of
    `page`, or of the one element `of` (CSS). Raises PersonNeeded when nobody answers in time.
    """

    async def __call__(
        self, *, need: str, prompt: str, page: BrowserPage, of: str | None = None
    ) -> str:
        """The person's answer."""
        ...


class SignIn(Protocol):
    """How one adapter signs in; it lives in the adapter's `pages.py`.

    Attributes:
        probe: path of a cheap page that needs a sign-in.
    """

    probe: str

    def is_signed_out(self, document: Document) -> bool:
        """Whether this document is the sign-in page, or a 401."""
        ...

    async def press(
        self, page: BrowserPage, site: SiteSettings, secrets: SignInSecrets, ask: Ask
    ) -> None:
        """Fill and submit the sign-in page that `page` shows; return once signed in.

        Submits the password once. Raises SignInRefused when the site refuses it.
        """
        ...


class People(Protocol):
    """The people and the memory behind a session; `flow` passes one that the ledger backs."""

    async def ask(self, site: str, need: str, prompt: str, screenshot: bytes, wait: float) -> str:
        """A person's answer. Raises PersonNeeded after `wait` seconds without one."""
        ...

    async def may_submit(self, site: str, fingerprint: str) -> Permit:
        """Whether the credentials of that fingerprint may be submitted now."""
        ...

    async def submitting(self, site: str, fingerprint: str) -> None:
        """Remember the try, durably, before the credentials are submitted."""
        ...

    async def submitted(self, site: str, fingerprint: str, outcome: Outcome) -> None:
        """Remember how the try ended."""
        ...
