"""An order is entered once: claim, look, submit, read back. The protocol over ledger and ERP."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bots.ledger import Item, Ledger
from bots.settings import ErpSettings

if TYPE_CHECKING:
    from bots.erps import Erp

Guard = Callable[[], Awaitable[None]]


async def always_mine() -> None:
    """The guard of a worker that nobody can overtake: a single process, or a test."""


@dataclass(frozen=True)
class Worker:
    """Who enters: the name that owns claimed items, its run, and its lease.

    `still_mine` is awaited right before a submit; it raises NotMine when the worker's own
    heartbeat is too old for it to trust what it holds.
    """

    name: str
    run: int | None = None
    still_mine: Guard = always_mine


@dataclass(frozen=True)
class Planned:
    """What entering would do with one order: `enter`, `adopt`, `reject`, `ask` or `nothing`."""

    reference: str
    action: str
    why: str = ""


class Entering:
    """Enters orders through one signed-in ERP session. Not to be called twice at once.

    `platforms` gives each shop's platform, for the SKU mapping.
    """

    def __init__(
        self,
        ledger: Ledger,
        erp: Erp,
        settings: ErpSettings,
        platforms: Mapping[str, str],
        worker: Worker,
    ) -> None:
        self._ledger = ledger
        self._erp = erp
        self._settings = settings
        self._platforms = platforms
        self._worker = worker

    async def enter(self, references: Sequence[str]) -> list[Item]:
        """Bring each order as far as it goes now; give the items as they then stand.

        `new` ones that are due are claimed, adopted when the ERP holds them already, else
        entered by `settings.way`; `unsure` ones are read back first, and entered when they
        are not there and their settling time is over. What another worker holds is left out.
        An item that comes back `new` or `unsure` wants another call, at its `next_try_at`.

        Passing trouble, refusals and differences end in the items. Raises SessionExpired,
        SignInRefused, ScreenChanged and PersonNeeded after the items were let go safely:
        then no more can be done with this session.
        """
        raise NotImplementedError

    async def plan(self, references: Sequence[str]) -> list[Planned]:
        """What `enter` would do, for a dry run: reads the ERP, writes nothing."""
        raise NotImplementedError


@dataclass(frozen=True)
class Swept:
    """What the sweep found, by reference; each is also an incident in the worklist."""

    records: int
    duplicated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    different: tuple[str, ...] = ()


async def sweep(
    ledger: Ledger, erp: Erp, settings: ErpSettings, platforms: Mapping[str, str], run: int | None
) -> Swept:
    """Compare every record in the ERP with the ledger; findings become incidents."""
    raise NotImplementedError
