"""The practice company, and flows as processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bots.commands.practice_site import practice_ready
from bots.ledger import Ledger
from bots.practice.judge import Verdict, judge
from bots.practice_settings import practice_home
from bots.settings import Settings
from bots.testing.faults import Practice

ORDERS = 4
FLOWS = Path(__file__).parents[2] / "flows"


def wait_until(true: Callable[[], object], what: str, patience: float = 120) -> None:
    """Wait for a condition; fail, naming it, when it never comes."""
    end = time.monotonic() + patience
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)


@dataclass
class Company:
    """A practice company: its settings, its fault switchboard, its flows.

    `told` is what the environment of its processes says beside their home.
    """

    home: Path
    settings: Settings
    desk: Practice
    told: dict[str, str] = field(default_factory=lambda: {"BOTS_PRACTICE": "1"})
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """A process of ours, in the company's home."""
        process = subprocess.Popen(
            [sys.executable, *command],
            stdout=subprocess.PIPE,
            env={**os.environ, "BOTS_HOME": str(self.home), **self.told},
            encoding="utf-8",
        )
        self.started.append(process)
        return process

    def flow(self, name: str, *arguments: str) -> subprocess.Popen[str]:
        return self.start(str(FLOWS / f"{name}.py"), "--json", *arguments)

    def run(self, name: str, *arguments: str) -> tuple[int, dict[str, Any]]:
        """Run a flow to its end: exit code and summary."""
        process = self.flow(name, *arguments)
        out, _ = process.communicate(timeout=500)
        return process.returncode, json.loads(out)

    def verdict(self) -> Verdict:
        """What the ERP holds against what it must, by the sites' own databases."""
        return judge(practice_home(self.home))

    def ledger(self) -> Ledger:
        return Ledger.open(self.settings.database_url)

    def entered(self) -> int:
        with self.ledger() as ledger:
            return len([one for one in ledger.items.search(limit=1000) if one.state.done])

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.kill()
            process.communicate()


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    """Four orders a shop, served until the test ends."""
    with (
        practice_ready(tmp_path, seed=1, orders=ORDERS) as (settings, state),
        Practice(state) as desk,
    ):
        for site in ("north", "south", "erp"):
            desk.switch(site, captcha=False)
        made = Company(tmp_path, settings, desk)
        yield made
        made.end()
