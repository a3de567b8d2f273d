"""A small disk that can be filled: a tmpfs of its own, for a root; else none."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Disk:
    """A folder on a file system of `megabytes`. `why_not`: why it cannot be filled, if so."""

    def __init__(self, folder: Path, why_not: str = "") -> None:
        self.folder = folder
        self.why_not = why_not
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Take the last free block."""
        with self._filler.open("wb", buffering=0) as filler:
            for size in (1 << 24, 1 << 20, 1 << 16, 1 << 12):
                with suppress(OSError):
                    while True:
                        os.posix_fallocate(filler.fileno(), filler.seek(0, os.SEEK_END), size)

    def free(self) -> None:
        """Give the room back."""
        self._filler.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    """A tmpfs at `folder` until the end of the block; a plain folder where that is not allowed."""
    folder.mkdir(parents=True, mode=0o700)
    why_not = _mounted(folder, megabytes)
    try:
        yield Disk(folder, why_not)
    finally:
        if not why_not:
            subprocess.run(["umount", "--lazy", folder], check=True)


def _mounted(folder: Path, megabytes: int) -> str:
    if os.geteuid() != 0:
        return "only root may mount a tmpfs"
    options = f"size={megabytes}m,mode=0700"
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr.strip() if done.returncode else ""
