"""A read that stopped because pages changed: what may stand in is tried out, used, asked about."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from bots import platforms
from bots.errors import BusinessError, ScreenChanged, SessionExpired, SettingsError, TryAgain
from bots.ledger import Ledger, Locator, Question
from bots.locators import Locators, Replacement
from bots.locators.lessons import Lessons, learn
from bots.locators.trial import Reader, Trial, replayed, try_out
from bots.model import Order
from bots.people import ANSWERED_WITHIN
from bots.session import Session
from bots.settings import Settings, ShopSettings
from bots.testing.recordings import Recording, recordings_folder
from bots.testing.replay import Keeping

KNOWN = 12
"""Orders of the ledger, the newest, that a proposal is compared with."""
_MINUTE = timedelta(minutes=1)  # some shops print times without seconds
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Mended:
    """What was tried, and the questions that were asked about it."""

    trial: Trial
    questions: tuple[Question, ...]

    @property
    def to_do(self) -> str:
        """What a person does about it, "" for nothing."""
        names = [f"Q{one.id}" for one in self.questions]
        if not names:
            return ""
        return f"look with: bots items show {names[0]} ; then approve or refuse: " + " ; ".join(
            f"bots items resolve {name} --answer yes" for name in names
        )


class Mender:
    """Tries locators out for one run, on reading pages alone.

    Args:
        run: the run's number, None outside of one.
        ask: whether people are asked; else nothing is written.
    """

    def __init__(
        self, settings: Settings, ledger: Ledger, run: int | None = None, *, ask: bool = True
    ) -> None:
        self._settings = settings
        self._ledger = ledger
        self._run = run
        self._ask = ask

    async def mend(self, shop: ShopSettings, session: Session, error: ScreenChanged) -> Mended:
        """Proposals with which the shop's known orders read the same; the session uses them.

        Raises `error`, with what was found in its remedy, when there are none to be trusted.
        """
        try:
            mended = await self.look(shop, session)
        except (SettingsError, TryAgain, SessionExpired) as missing:
            error.remedy = _joined(error.remedy, f"nothing can be proposed: {missing.message}")
            raise error from None
        trial = mended.trial
        if not trial.proved:
            error.remedy = _joined(error.remedy, *trial.doubts[:1], mended.to_do)
            raise error
        log.warning("mended", shop=shop.name, locators=len(trial.proposals), equal=len(trial.equal))
        session.locators = trial.locators
        return mended

    async def look(self, shop: ShopSettings, session: Session) -> Mended:
        """Try out what may stand in, and ask about it. Raises SettingsError without a recording."""
        lessons = await learnt(recordings_folder(self._settings.recordings), shop)
        known = await asyncio.to_thread(self._known, shop.name)
        approved = session.locators
        try:
            trial = await self._trial(shop, session, lessons, known)
        finally:
            session.locators = approved
        questions = await asyncio.to_thread(self._asked, shop.name, trial) if self._ask else ()
        return Mended(trial, tuple(questions))

    async def _trial(
        self,
        shop: ShopSettings,
        session: Session,
        lessons: Lessons,
        known: Mapping[str, Order],
    ) -> Trial:
        last = Keeping(session)
        since, until = _window(known.values())

        def read(locators: Locators) -> AsyncIterator[Order | BusinessError]:
            nonlocal last
            session.locators, last = locators, Keeping(session)
            return platforms.load(shop.platform)(last).orders(since, until)

        def offline() -> Reader:
            return replayed(Recording(shop, since, until, tuple(last.taken)))

        refused = await asyncio.to_thread(self._ledger.locators.refused, shop.name)
        return await try_out(
            lessons,
            read,
            known,
            approved=session.locators,
            refused={one.key for one in refused},
            offline=offline,
        )

    def _known(self, shop: str) -> dict[str, Order]:
        """The newest orders that the ledger holds of the shop."""
        found: dict[str, Order] = {}
        for stored in self._ledger.orders.find(shop=shop):
            if len(found) == KNOWN:
                break
            found[stored.order.reference] = stored.order
        if not found:
            raise SettingsError("the ledger holds no order of this shop to compare with")
        return found

    def _asked(self, shop: str, trial: Trial) -> Sequence[Question]:
        """The questions, when the read went through with the proposals."""
        if trial.stopped or not trial.equal:
            return ()
        evidence = told(trial)
        proposed = [
            Locator(one.page, one.selector, one.css, one.label, one.score, evidence)
            for one in trial.proposals
        ]
        return self._ledger.locators.propose(shop, proposed, wait=ANSWERED_WITHIN, run=self._run)


def approved(ledger: Ledger, site: str) -> Locators:
    """What people approved for a site."""
    return Locators(
        Replacement(one.page, one.selector, one.css, one.label, one.score, approved=True)
        for one in ledger.locators.approved(site)
    )


def told(trial: Trial) -> str:
    """The evidence in a sentence."""
    count = len(trial.equal) + len(trial.different) + len(trial.missing)
    text = f"{len(trial.equal)} of {count} known orders read the same with it"
    if others := [*trial.different, *trial.missing]:
        text += f"; not {', '.join(others[:3])}"
    return text


async def learnt(folder: Path, shop: ShopSettings) -> Lessons:
    """What the shop's adapter holds on to. Raises SettingsError without a recording of it."""
    recording = await asyncio.to_thread(Recording.load, folder / shop.platform)
    return await asyncio.to_thread(lambda: asyncio.run(learn(recording)))


def _window(known: Iterable[Order]) -> tuple[datetime, datetime]:
    placed = [order.placed_at for order in known]
    return min(placed), max(placed) + _MINUTE


def _joined(*parts: str | None) -> str:
    return "; ".join(part for part in parts if part)
