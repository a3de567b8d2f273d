"""How often credentials may be submitted: a wrong password once, ever, until a person changes it.

A try counts before it is made, so that whoever dies in the middle has used it. When the site's
answer is lost nobody knows what it said. Credentials that the site never took are then not
submitted again without a person: they may be the wrong ones. Those that it took before are, but
seldom enough that no site locks the account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

UNANSWERED = 2  # in a row, of credentials that were taken before
THEN_EVERY = timedelta(hours=1)


class Permit(StrEnum):
    """Whether credentials may be submitted now."""

    GRANTED = "granted"
    LATER = "later"
    REFUSED = "refused"


class Outcome(StrEnum):
    """What a site said of the credentials."""

    TAKEN = "taken"
    REFUSED = "refused"
    UNJUDGED = "unjudged"


@dataclass(frozen=True)
class Tries:
    """What is remembered of one site and one set of credentials.

    Attributes:
        unanswered: tries in a row of which nobody knows how they ended.
        last: when the last one began.
    """

    refused: bool = False
    taken: bool = False
    unanswered: int = 0
    last: datetime | None = None

    def permit(self, now: datetime) -> Permit:
        """Whether one more try may be made at `now`."""
        if self.refused or (self.unanswered and not self.taken):
            return Permit.REFUSED
        if self.unanswered < UNANSWERED or self.last is None or now - self.last >= THEN_EVERY:
            return Permit.GRANTED
        return Permit.LATER

    def begun(self, now: datetime) -> Tries:
        """With a try that begins at `now`."""
        return Tries(self.refused, self.taken, self.unanswered + 1, now)

    def ended(self, outcome: Outcome) -> Tries:
        """With the last try's end."""
        match outcome:
            case Outcome.TAKEN:
                return Tries(taken=True, last=self.last)
            case Outcome.REFUSED:
                return Tries(refused=True, taken=self.taken, last=self.last)
            case Outcome.UNJUDGED:
                return Tries(self.refused, self.taken, max(0, self.unanswered - 1), self.last)
