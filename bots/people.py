"""The people behind a run: their answers go through the ledger, and wait durably."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import structlog

from bots.commands.screen import problems
from bots.errors import PersonNeeded
from bots.ledger import Ledger, Question
from bots.sign_in_tries import Outcome, Permit

ANSWERED_WITHIN = timedelta(days=7)
_LOOK_EVERY = 0.5
log = structlog.get_logger(__name__)


class LedgerPeople:
    """Asks through the ledger's questions table; remembers sign-ins there too.

    `tell` shows a new question to whoever watches the run.
    """

    def __init__(
        self, ledger: Ledger, run: int | None, folder: Path, tell: Callable[[Question], None]
    ) -> None:
        self._ledger = ledger
        self._run = run
        self._folder = folder
        self._tell = tell

    async def ask(self, site: str, need: str, prompt: str, screenshot: bytes, wait: float) -> str:
        """A person's answer, while the page stays open for `wait` seconds.

        After that the question stays open, for days; PersonNeeded carries its id.
        """
        question = await asyncio.to_thread(self._put, site, need, prompt, screenshot)
        self._tell(question)
        answer = await self._answer(question.id, wait)
        if answer is not None:
            return answer
        raise PersonNeeded(
            f"{site} wants a person: {prompt}",
            need=need,
            question=question.id,
            remedy=f"run: bots items resolve Q{question.id} ; then the run goes on and asks "
            "afresh: stay for its next question",
            evidence=question.screenshot,
        )

    async def may_submit(self, site: str, fingerprint: str) -> Permit:
        """Whether the credentials of that fingerprint may be submitted now."""
        return await asyncio.to_thread(self._ledger.sites.may_submit, site, fingerprint)

    async def submitting(self, site: str, fingerprint: str) -> None:
        """Remember the try, durably, before the credentials are submitted."""
        await asyncio.to_thread(self._ledger.sites.submitting, site, fingerprint)

    async def submitted(self, site: str, fingerprint: str, outcome: Outcome) -> None:
        """Remember how the try ended."""
        await asyncio.to_thread(self._ledger.sites.submitted, site, fingerprint, outcome)

    def _put(self, site: str, need: str, prompt: str, screenshot: bytes) -> Question:
        return self._ledger.questions.ask(
            site,
            need,
            prompt,
            wait=ANSWERED_WITHIN,
            screenshot=self._kept(site, screenshot),
            run=self._run,
        )

    def _kept(self, site: str, screenshot: bytes) -> Path | None:
        if not screenshot:
            return None
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = len(list(self._folder.glob("question-*.png"))) + 1
        file = self._folder / f"question-{site}-{number}.png"
        with os.fdopen(os.open(file, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as out:
            out.write(screenshot)
        return file

    async def _answer(self, question: int, wait: float) -> str | None:
        """The answer, looked for in the ledger: whoever gives it may sit at another machine."""
        try:
            async with asyncio.timeout(wait):
                while True:
                    answer = await asyncio.to_thread(self._ledger.questions.take, question)
                    if answer is not None:
                        return answer
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            return await asyncio.to_thread(self._ledger.questions.take, question)


def tell(question: Question) -> None:
    """Show a question to whoever watches; the log has it too."""
    log.warning("a_person_is_needed", question=question.id, site=question.site, need=question.need)
    problems().print(
        f"{question.site} needs a person: {question.prompt}\n"
        f"  picture: {question.screenshot or 'none'}\n"
        f"  answer:  bots items resolve Q{question.id} --answer ...",
        markup=False,
        soft_wrap=True,
    )
