"""One execution of a flow, as the flow's own code sees it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog

from bots.errors import BotsError, PersonNeeded, SettingsError
from bots.flow_options import Common, Shops
from bots.ledger import Ledger
from bots.mending import Mended, told
from bots.people import LedgerPeople
from bots.progress import Bar, ProgressBoard
from bots.settings import Settings
from bots.sites import Shop, SignedInErp, Sites

log = structlog.get_logger(__name__)

DONE, FAILED, PERSON = 0, 1, 3
"""Exit codes of a flow that started; 2 is wrong use, and nothing was started."""


@dataclass(frozen=True)
class Trouble:
    """A part of the run (a shop, the ERP) that did not end well."""

    part: str
    error: BotsError


@dataclass
class Tally:
    """What a run did, by part and in all; what it would have done; what people must know."""

    parts: dict[str, Counter[str]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    would: list[str] = field(default_factory=list)
    for_person: int = 0
    look_at: str = "bots items list"  # where a person finds what waits

    @property
    def totals(self) -> dict[str, int]:
        """The counts of all parts together."""
        totals: dict[str, int] = {}
        for counts in self.parts.values():
            for kind, number in counts.items():
                totals[kind] = totals.get(kind, 0) + number
        return totals

    @property
    def questions(self) -> list[PersonNeeded]:
        """The questions that stopped a part."""
        return [one.error for one in self.troubles if isinstance(one.error, PersonNeeded)]

    @property
    def exit_code(self) -> int:
        """One of `DONE`, `FAILED`, `PERSON`."""
        if len(self.troubles) > len(self.questions):
            return FAILED
        return PERSON if self.questions or self.for_person else DONE


class Run:
    """What a flow works with: settings, ledger, signed-in sites, progress, counts.

    Attributes:
        id: the run's number in the ledger.
        dry_run: read everything, write nothing outside, say `would`.
        folder: where its log and its evidence lie.
        people: who answers what only a person can.
        console: where people read along; standard output is for the summary.
        now: when it started, aware; the end of every window it reads.
    """

    def __init__(
        self,
        number: int,
        flow: str,
        *,
        settings: Settings,
        ledger: Ledger,
        common: Common,
        folder: Path,
        people: LedgerPeople,
        sites: Sites,
        board: ProgressBoard,
    ) -> None:
        self.id = number
        self.flow = flow
        self.settings = settings
        self.ledger = ledger
        self.dry_run = common.dry_run
        self.folder = folder
        self.now = datetime.now(UTC)
        self.tally = Tally()
        self.people = people
        self.sites = sites
        self.console = board.console
        self._board = board

    def shops(self, chosen: Shops, *, one: bool = False) -> list[str]:
        """The shops named, or all when none was. SettingsError when not `one`, where it must be."""
        names = list(chosen or self.settings.shops)
        if one and len(names) != 1:
            raise SettingsError("this is of one shop only", remedy="name it with --shop")
        return names

    @asynccontextmanager
    async def shop(self, name: str, **options: object) -> AsyncIterator[Shop]:
        """A shop, signed in; the `options` that are given go over its settings' own."""
        given = {key: value for key, value in options.items() if value is not None}
        async with self.sites.shop(name, given) as shop:
            yield shop
            if shop.mended is not None:
                self._tell_mended(name, shop.mended)

    def _tell_mended(self, name: str, mended: Mended) -> None:
        """A read that went on with proposals is for a person to look at."""
        count = len(mended.trial.proposals)
        self.count(name, "proposed locators", count, for_person=True)
        why = told(mended.trial)
        self.note(f"{name}: pages changed; read with {count} proposed locators: {why}")
        if mended.to_do:
            self.note(f"{name}: {mended.to_do}")

    def erp(self) -> AbstractAsyncContextManager[SignedInErp]:
        """The ERP, signed in."""
        return self.sites.erp()

    def progress(self, title: str, total: int | None = None) -> AbstractContextManager[Bar]:
        """A progress bar for one piece of work."""
        return self._board.bar(title, total)

    def count(self, part: str, what: str, number: int = 1, *, for_person: bool = False) -> None:
        """Count what was done; `for_person` when it now waits for a person (exit code 3)."""
        self.tally.parts.setdefault(part, Counter())[what] += number
        if for_person:
            self.tally.for_person += number

    def would(self, text: str) -> None:
        """Say what a dry run would have done."""
        self.tally.would.append(text)
        log.debug("would", what=text)

    def note(self, text: str) -> None:
        """Something people must know, shown in the summary."""
        self.tally.notes.append(text)
        log.debug("note", text=text)

    def trouble(self, part: str, error: BotsError) -> None:
        """A part of the run stopped here; the other parts go on."""
        self.tally.troubles.append(Trouble(part, error))
        log.error(
            "stopped",
            part=part,
            kind=error.kind,
            message=error.message,
            reference=error.reference,
            remedy=error.remedy,
            evidence=str(error.evidence or ""),
        )

    async def each(self, parts: Iterable[str], work: Callable[[str], Awaitable[None]]) -> None:
        """`work` on all parts at once; the trouble of one does not stop the others."""

        async def one(part: str) -> None:
            try:
                await work(part)
            except BotsError as error:
                self.trouble(part, error)

        try:
            async with asyncio.TaskGroup() as group:
                for part in parts:
                    group.create_task(one(part))
        except BaseExceptionGroup as mistakes:  # the first one is the reason; it ended the others
            raise mistakes.exceptions[0] from None
