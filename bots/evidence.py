"""What a failed step leaves, redacted: page, screenshot, trace, the last requests."""

from __future__ import annotations

from pathlib import Path


class Evidence:
    """Evidence of one run, each failed step in a folder of its own below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder


def prune(root: Path, days: int) -> int:
    """Delete evidence folders below `root` older than `days`; how many went."""
    raise NotImplementedError
