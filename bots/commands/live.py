"""A shop's live pages, for `bots check` and `bots record`: read once, kept, nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from bots import platforms
from bots.commands import context
from bots.commands.screen import problems
from bots.errors import BotsError, BusinessError, SettingsError
from bots.log import start_log, stop_log
from bots.model import Order
from bots.people import LedgerPeople, tell
from bots.settings import Settings
from bots.sites import Sites
from bots.testing.recordings import Recording
from bots.testing.replay import Keeping

Read = list[Order | BusinessError]


async def visit(
    settings: Settings, name: str, since: datetime, until: datetime, *, headed: bool = False
) -> tuple[Recording, Read, BotsError | None]:
    """Read a shop's orders in [since, until): every document, what was read, what stopped it."""
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
            return Recording(shop.settings, since, until, tuple(keeping.taken)), read, stopped


def recordings_folder() -> Path:
    """Where the recordings of this checkout lie."""
    from bots.scaffold.make import checkout

    return checkout() / "tests" / "recordings"


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
