"""A short soak; the half hour is a command, see `tests/chaos/soak/__main__.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.deployment import Plan
from tests.chaos.soak.run import soak

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(3600)]


def test_nothing_is_held_on_to(tmp_path: Path):
    """Eight minutes of collecting and entering with faults: flat, and every order there once."""
    plan = Plan("sqlite", "form", (0, 0), orders=4, lease=45, settle=20)
    ending = soak(plan, tmp_path / "soak", minutes=8)
    assert ending.wrong == []
    assert (tmp_path / "soak" / "soak.png").exists()
    assert ending.samples[-1].right > 0
