"""One session a site at a time, across processes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import structlog
from filelock import AsyncFileLock, Timeout

from bots.errors import TryAgain

_log = structlog.get_logger(__name__)
LONGEST_WAIT = 1800.0


@asynccontextmanager
async def site_lock(folder: Path, site: str, longest: float = LONGEST_WAIT) -> AsyncIterator[None]:
    """Hold the site for this process; the system lets go of it when the process dies.

    Args:
        folder: where the lock files lie; made when missing.
        site: the site's name.
        longest: seconds to wait for another run.

    Raises:
        TryAgain: another run still has the site after `longest` seconds.
    """
    lock = _lock(folder, site)
    await _acquire(lock, site, longest)
    try:
        yield
    finally:
        await lock.release()


def _lock(folder: Path, site: str) -> AsyncFileLock:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return AsyncFileLock(folder / f"{quote(site, safe='')}.lock", mode=0o600)


async def _acquire(lock: AsyncFileLock, site: str, longest: float) -> None:
    try:
        await lock.acquire(timeout=0)
    except Timeout:
        _log.info("waiting: another run is signed in to this site", site=site, at_most=longest)
    else:
        return
    try:
        await lock.acquire(timeout=longest, poll_interval=0.2)
    except Timeout as error:
        raise TryAgain(
            f"{site}: another run has been signed in for {longest:.0f} seconds",
            reference=site,
            remedy="see `bots runs list` for the run that is under way; nothing was started",
        ) from error
