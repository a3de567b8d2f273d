"""A process of ours keeps what it writes, and what it holds, to its user."""

from __future__ import annotations

import os


def keep_private() -> None:
    """What is written is the owner's alone, also by libraries; a crash writes no memory down."""
    os.umask(0o077)
    try:
        import resource
    except ImportError:  # Windows has neither
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
