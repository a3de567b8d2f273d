"""A shop's live pages, for `bots check` and `bots record`: read once, kept, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bots import platforms
from bots.commands import context
from bots.commands.screen import problems
from bots.errors import BotsError, BusinessError, ScreenChanged, SettingsError
from bots.log import start_log, stop_log
from bots.mending import Mended, Mender
from bots.model import Order
from bots.people import LedgerPeople, tell
from bots.settings import Settings
from bots.sites import Shop, Sites
from bots.testing.recordings import Recording
from bots.testing.replay import Keeping

Read = list[Order | BusinessError]


@dataclass(frozen=True)
class Visit:
    """One reading: every document, what was read, what stopped it, and what may mend it.

    Attributes:
        why_not: why nothing was tried to mend it, in words.
    """

    recording: Recording
    read: Read
    stopped: BotsError | None
    mended: Mended | None = None
    why_not: str = ""


async def visit(
    settings: Settings,
    name: str,
    since: datetime,
    until: datetime,
    *,
    headed: bool = False,
    mend: bool = False,
) -> Visit:
    """Read a shop's orders in [since, until); `mend`: where pages changed, look what stands in."""
    folder = look_folder(settings, name)
    with context.ledger(settings) as ledger, logging_to(folder):
        sites = Sites(
            settings, ledger, LedgerPeople(ledger, None, folder, tell), folder, headed=headed
        )
        async with sites, sites.shop(name) as shop:
            keeping = Keeping(shop.session)
            portal = platforms.load(shop.settings.platform)(keeping)
            read: Read = []
            stopped: BotsError | None = None
            try:
                async for one in portal.orders(since, until):
                    read.append(one)
            except BotsError as error:
                stopped = error
            recording = Recording(shop.settings, since, until, tuple(keeping.taken))
            found = Visit(recording, read, stopped)
            if mend and isinstance(stopped, ScreenChanged):
                return await _looked(found, Mender(settings, ledger), shop)
            return found


async def _looked(found: Visit, mender: Mender, shop: Shop) -> Visit:
    try:
        return replace(found, mended=await mender.look(shop.settings, shop.session))
    except BotsError as error:
        return replace(found, why_not=error.message)


async def replay(recording: Recording) -> Read:
    """What the adapter reads from a recording."""
    from bots.testing.replay import Replaying

    adapter = platforms.load(recording.shop.platform)
    portal = adapter(Replaying(recording, adapter.sign_in))
    return [one async for one in portal.orders(recording.since, recording.until)]


def window(settings: Settings, name: str, since: str) -> tuple[datetime, datetime]:
    """[since, now) for a shop, `since` as people write it. Raises SettingsError."""
    from bots.flow_options import Since

    now = datetime.now(UTC).replace(microsecond=0)
    try:
        return Since(since).at(now, settings.shop(name).zone), now
    except ValueError as error:
        raise SettingsError(str(error)) from error


def look_folder(settings: Settings, what: str) -> Path:
    """A new folder for the log and the evidence of one look."""
    stamp = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    folder = settings.home / "runs" / f"{stamp}-look-{what}-{uuid4().hex[:4]}"
    folder.mkdir(parents=True, mode=0o700)
    return folder


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Logs go to a file in `folder` and to standard error; nothing to standard output."""
    start_log(folder / "log.jsonl", problems())
    try:
        yield
    finally:
        stop_log()
