"""Chromium's temporary files: one folder a browser, gone whoever died."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import structlog

_log = structlog.get_logger(__name__)
_PREFIX = "bots-chromium-"


@contextmanager
def temp_folder() -> Iterator[Path]:
    """A private folder for one browser's profile, deleted at the end.

    The folders of processes that were killed before they could delete theirs go first.
    """
    sweep()
    owner = psutil.Process()
    name = f"{_PREFIX}{owner.pid}-{int(owner.create_time() * 1000)}-"
    folder = Path(tempfile.mkdtemp(prefix=name))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Delete the folders of dead processes; which ones."""
    root = Path(tempfile.gettempdir())
    dead = [folder for folder in root.glob(f"{_PREFIX}*") if not _owner_lives(folder)]
    for folder in dead:
        _log.info("deleting what a killed browser left", folder=str(folder))
        shutil.rmtree(folder, ignore_errors=True)
    return dead


def _owner_lives(folder: Path) -> bool:
    pid, started = folder.name.removeprefix(_PREFIX).split("-")[:2]
    try:
        return int(psutil.Process(int(pid)).create_time() * 1000) == int(started)
    except (psutil.Error, ValueError):
        return False
