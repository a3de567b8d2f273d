"""`bots demo`, as the README's first command runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bots.practice import practice_running


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.ci
def test_the_demo_enters_every_order_once_and_says_so(home):
    """One JSON object on standard output; the comparison finds nothing missing, nothing twice."""
    command = [sys.executable, "-m", "bots.cli", "demo", "--orders", "3", "--json"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    assert told["orders_found"] == 6
    assert (told["missing"], told["duplicated"]) == (0, 0)
    assert told["entered"] + told["adopted"] == told["comparison"]["right"] > 0
    assert Path(told["report"]).suffix == ".xlsx"
    assert Path(told["report"]).exists()
    assert sum(told["rejected_reasons"].values()) == told["rejected"]
    assert not (home / "ledger.sqlite").exists()


@pytest.mark.browser
def test_a_demo_does_not_disturb_practice_sites_that_are_being_served(bots, home):
    """Two stories in one place would mix; the error says which process to end."""
    with practice_running(home, orders=2) as state:
        said = bots("demo")
    assert said.code == 2
    assert f"kill {state.pid}" in said.err
