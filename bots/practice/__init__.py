"""Two shops and an ERP to practise on, served on loopback. They meet the bots over HTTP alone."""

from __future__ import annotations

from pathlib import Path

from bots.practice.running import practice_running
from bots.practice.state import State, read_state

__all__ = ["State", "practice_running", "read_state", "serve"]


def serve(
    home: Path, *, seed: int = 1, orders: int = 24, port: int = 0, until_stdin_closes: bool = False
) -> None:
    """Serve the practice sites in this process until a signal; see `bots.practice.server`."""
    from bots.practice.server import serve as serve_now

    serve_now(home, seed=seed, orders=orders, port=port, until_stdin_closes=until_stdin_closes)
