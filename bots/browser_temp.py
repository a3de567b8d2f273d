"""Chromium's temporary files: one folder a browser, gone whoever died."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import structlog

from bots.process_birth import birth

_log = structlog.get_logger(__name__)
_PREFIX = "botsb-"  # not "bots-": what an older release named by the wall clock is left to it
_SAME = 100  # milliseconds by which the same process's birth may be rounded
_LONGEST_ROOT = 48  # Chromium makes a socket in it, whose path may have 107 bytes in all


@contextmanager
def temp_folder() -> Iterator[Path]:
    """A private folder for one browser's profile, deleted at the end.

    The folders of processes that were killed before they could delete theirs go first.
    """
    sweep()
    name = f"{_PREFIX}{os.getpid()}-{int(birth() * 1000):x}-"
    folder = Path(tempfile.mkdtemp(prefix=name, dir=_root()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep() -> list[Path]:
    """Delete the folders of dead processes; which ones."""
    dead = [folder for folder in _root().glob(f"{_PREFIX}*-*-*") if _owner_is_dead(folder)]
    for folder in dead:
        _log.info("deleting what a killed browser left", folder=str(folder))
        shutil.rmtree(folder, ignore_errors=True)
    return dead


def _root() -> Path:
    root = Path(tempfile.gettempdir())
    return root if os.name == "nt" or len(str(root)) <= _LONGEST_ROOT else Path("/tmp")  # noqa: S108 - a private folder is made in it


def _owner_is_dead(folder: Path) -> bool:
    try:
        pid, started = folder.name.removeprefix(_PREFIX).split("-")[:2]
        number, born = int(pid), int(started, 16)
    except ValueError:
        return False  # not one of ours
    try:
        return abs(birth(number) * 1000 - born) > _SAME
    except psutil.NoSuchProcess:
        return True
