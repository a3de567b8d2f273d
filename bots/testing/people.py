"""Nobody: the people behind a session where there are none, as in tests and benchmarks."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime

from bots.errors import PersonNeeded
from bots.sign_in_tries import Outcome, Permit, Tries


class Nobody:
    """Answers no question; remembers for its own lifetime what sites said of credentials."""

    def __init__(self) -> None:
        self.tries: defaultdict[str, Tries] = defaultdict(Tries)

    async def ask(self, site: str, need: str, prompt: str, screenshot: bytes, wait: float) -> str:
        """Raises PersonNeeded."""
        del screenshot, wait
        raise PersonNeeded(f"{site}: {prompt}", need=need)

    async def may_submit(self, site: str, fingerprint: str) -> Permit:
        """By the tries so far."""
        return self.tries[site + fingerprint].permit(datetime.now(UTC))

    async def submitting(self, site: str, fingerprint: str) -> None:
        """One try more."""
        self.tries[site + fingerprint] = self.tries[site + fingerprint].begun(datetime.now(UTC))

    async def submitted(self, site: str, fingerprint: str, outcome: Outcome) -> None:
        """How it ended."""
        self.tries[site + fingerprint] = self.tries[site + fingerprint].ended(outcome)
