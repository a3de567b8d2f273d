"""The crash test: everything dies, hangs, fills up or jumps, and every order is in the ERP once.

The long one is a command, and says how in `tests/chaos/__main__.py`.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.crash import Ending, crash_test
from tests.chaos.deployment import PLANS

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SHORT = ["sqlite-form-2workers", "postgresql-import-3workers"]


def passed(ending: Ending, kills: int) -> bool:
    """Whether all is right after at least so many kills; shows what was wrong."""
    assert ending.wrong == []
    assert ending.conductor.kills.total() >= kills
    return True


@pytest.mark.ci
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", SHORT)
def test_no_order_is_lost_or_doubled_whoever_dies(name: str, tmp_path: Path) -> None:
    """A dozen kills among faults of every kind: the ERP's own database holds each order once."""
    plan = replace(PLANS[name], orders=5, lease=8, settle=8)
    assert passed(crash_test(plan, tmp_path / "run", kills=12, seconds=120), kills=12)


@pytest.mark.timeout(4000)
@pytest.mark.parametrize("name", list(PLANS))
def test_a_hundred_deaths_change_nothing(name: str, tmp_path: Path) -> None:
    """The same with 130 kills for each database and way of entering, over five hundred in all."""
    plan = replace(PLANS[name], seed=7)
    assert passed(crash_test(plan, tmp_path / "run", kills=130, seconds=2400), kills=130)
