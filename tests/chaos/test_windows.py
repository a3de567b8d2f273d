"""The windows that no client can close: provoked, and what comes of them is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.windows import Measured, frozen, late_commit

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(1800)]


def test_a_commit_after_the_settling_time_is_an_incident(tmp_path: Path) -> None:
    """The ERP stores a dead worker's order after another entered it anew: the sweep reports it."""
    assert late_commit(tmp_path / "run", 1) == Measured(provoked=1, twice=1, caught=1)


def test_a_worker_that_stood_still_before_the_click_sends_nothing(tmp_path: Path) -> None:
    """It goes on after another host entered its order: nothing leaves, the order is there once."""
    measured = frozen(tmp_path / "run", 1)
    assert (measured.provoked, measured.twice) == (1, 0)
