"""The market's adapter over recorded answers, without a browser."""

from __future__ import annotations

from pathlib import Path

from bots.testing.platform_contract import PlatformContract


class TestMarket(PlatformContract):
    """The contract, over what the practice shop answered."""

    platform = "market"
    folder = Path(__file__).parents[2] / "recordings" / "market"
