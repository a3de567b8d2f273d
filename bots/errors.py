"""What can go wrong, by what happens next. Nothing inspects messages."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

MOST_MESSAGE = 2_000
"""Characters of a message: what a site wrote may be in it, and may be without end."""


class BotsError(Exception):
    """An error of ours: what happened, and for whom it is.

    Attributes:
        reference: the order (`shop/number`) or shop it concerns, if any.
        remedy: what a person can do about it, one sentence.
        evidence: the folder of the failed step's evidence, if any was kept.
    """

    kind: ClassVar[str] = "error"

    def __init__(
        self,
        message: str,
        *,
        reference: str | None = None,
        remedy: str | None = None,
        evidence: Path | None = None,
    ) -> None:
        message = _short(message)
        super().__init__(message)
        self.message = message
        self.reference = reference
        self.remedy = remedy
        self.evidence = evidence


def _short(message: str) -> str:
    rest = len(message) - MOST_MESSAGE
    return f"{message[:MOST_MESSAGE]} ... ({rest} characters more)" if rest > 0 else message


class SettingsError(BotsError):
    """The settings or a command's options are wrong: nothing was started. Exit code 2."""

    kind = "settings"


class BusinessError(BotsError):
    """A rule of the business refuses one item; never retried, the batch goes on.

    Attributes:
        rule: short stable name, e.g. `unmapped_sku`, `total_mismatch`, `cancelled`.
        field: the field it is about, e.g. `lines[2].sku`.
        value: the offending value, if it holds no personal data.
    """

    kind = "business"

    def __init__(
        self,
        message: str,
        *,
        rule: str,
        field: str | None = None,
        value: str | None = None,
        reference: str | None = None,
        remedy: str | None = None,
        evidence: Path | None = None,
    ) -> None:
        super().__init__(message, reference=reference, remedy=remedy, evidence=evidence)
        self.rule = rule
        self.field = field
        self.value = value


class TechnicalError(BotsError):
    """The machinery failed; each kind below says what happens next."""

    kind = "technical"


class TryAgain(TechnicalError):
    """Passing trouble (time-out, 5xx, connection lost, page half loaded): retried by `retry`.

    Attributes:
        retry_after: seconds the other side asked us to wait, if it did.
    """

    kind = "try_again"

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        reference: str | None = None,
        remedy: str | None = None,
        evidence: Path | None = None,
    ) -> None:
        super().__init__(message, reference=reference, remedy=remedy, evidence=evidence)
        self.retry_after = retry_after


class SessionExpired(TechnicalError):
    """The site wants a sign-in again: sign in once, replay the read, skip what was yielded."""

    kind = "session_expired"


class SignInRefused(TechnicalError):
    """The site refused our credentials: never retried, the shop is paused, a person is told."""

    kind = "sign_in_refused"


class PersonNeeded(TechnicalError):
    """Only a person can go on (captcha, code, slider, approval): the run waits durably.

    Attributes:
        need: `captcha`, `code`, `qr`, `slider` or `approval`.
        question: the id of the question in the ledger, once it was asked.
    """

    kind = "person_needed"

    def __init__(
        self,
        message: str,
        *,
        need: str,
        question: int | None = None,
        reference: str | None = None,
        remedy: str | None = None,
        evidence: Path | None = None,
    ) -> None:
        super().__init__(message, reference=reference, remedy=remedy, evidence=evidence)
        self.need = need
        self.question = question


class ScreenChanged(TechnicalError):
    """A page does not prove itself, or holds fewer rows than the floor: the flow stops."""

    kind = "screen_changed"


class OutcomeUnknown(TechnicalError):
    """Something failed after the submit was sent: read back first, never submit blindly."""

    kind = "outcome_unknown"


class NotMine(TechnicalError):
    """The work item is no longer this worker's (it was paused past its lease): let go."""

    kind = "not_mine"
