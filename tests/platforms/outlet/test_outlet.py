"""The outlet's adapter over recorded answers, without a browser."""

from __future__ import annotations

from pathlib import Path

from bots.testing.platform_contract import PlatformContract


class TestOutlet(PlatformContract):
    """The contract, over what the practice shop answered."""

    platform = "outlet"
    folder = Path(__file__).parents[2] / "recordings" / "outlet"
