"""The demo's course: a fresh practice, four flows as processes of their own, and a judge."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bots.commands import context
from bots.commands.failures import PERSON_NEEDED
from bots.commands.practice_site import practice_ready, refuse_second
from bots.commands.screen import problems
from bots.commands.words import Say
from bots.errors import BotsError
from bots.ledger import ENTER_ORDER, Item, Outcome, State
from bots.practice.judge import Verdict, judge
from bots.practice_settings import practice_home
from bots.settings import Settings, bots_home

STEPS = (
    ("collect_orders", "Reading the orders of the shops"),
    ("enter_orders", "Entering them into the ERP"),
    ("sweep_erp", "Counting every order in the ERP"),
    ("report_day", "Writing the report"),
)
Summary = Mapping[str, Any]


@dataclass(frozen=True)
class Story:
    """What a demo did. `items` are the orders' work items; `verdict` is not from our ledger."""

    settings: Settings
    found: Mapping[str, int]
    items: Sequence[Item]
    verdict: Verdict
    report: Path | None
    seconds: float

    @property
    def good(self) -> bool:
        """Whether every order that must be in the ERP is there, once."""
        return not (self.verdict.missing or self.verdict.duplicated or self.verdict.unexpected)

    @property
    def orders(self) -> list[Item]:
        """The work items that are orders to enter; an unpaid order has none yet."""
        return [item for item in self.items if item.kind == ENTER_ORDER]

    def entered(self, outcome: Outcome) -> list[Item]:
        """The items that came into the ERP that way."""
        return [item for item in self.orders if item.outcome is outcome]

    def standing(self, *states: State) -> list[Item]:
        """The items in one of those states."""
        return [item for item in self.orders if item.state in states]


def play(*, orders: int, seed: int, headed: bool) -> Story:
    """Run the main job on fresh practice sites. Raises BotsError when a step fails."""
    began = time.monotonic()
    home = bots_home()
    refuse_second(home)
    _clear(home)
    with practice_ready(home, seed=seed, orders=orders) as (settings, _):
        options = ["--headed"] if headed else []
        say = Say(settings.language)
        done = {flow: _step(flow, say(title), options) for flow, title in STEPS}
    with context.ledger(settings) as ledger:
        items = ledger.items.search(limit=10_000)
    return Story(
        settings=settings,
        found=_found(done["collect_orders"]),
        items=items,
        verdict=judge(practice_home(home)),
        report=_workbook(done["report_day"]),
        seconds=time.monotonic() - began,
    )


def _clear(home: Path) -> None:
    """Only the practice's own folder, which holds made-up data."""
    place = practice_home(home)
    if place.exists():
        shutil.rmtree(place)


def _step(flow: str, title: str, options: Sequence[str]) -> Summary:
    """One flow, as `bots run` runs it: its progress on this terminal, its summary read as JSON."""
    problems().print(f"[bold]{title}[/] [dim](bots run {flow})[/]")
    told = subprocess.PIPE if flow == "report_day" else None  # its tables are in the workbook
    command = [sys.executable, "-m", "bots.cli", "run", flow, "--json", *options]
    ended = subprocess.run(  # noqa: S603  our own command line
        command,
        check=False,
        stdout=subprocess.PIPE,
        stderr=told,
        env={**os.environ, "BOTS_PRACTICE": context.DEMO},
        encoding="utf-8",
    )
    if ended.returncode not in {0, PERSON_NEEDED}:
        problems().print(ended.stderr or "", markup=False)
        raise BotsError(
            f"the step {flow} failed (exit code {ended.returncode})",
            remedy="see what it said above; then: BOTS_PRACTICE=1 bots runs list",
        )
    summary: Summary = json.loads(ended.stdout)
    return summary


def _found(summary: Summary) -> dict[str, int]:
    return {shop: counts.get("found", 0) for shop, counts in summary["parts"].items()}


def _workbook(summary: Summary) -> Path | None:
    """The workbook that report_day wrote into its run's folder."""
    written = sorted(Path(summary["folder"]).glob("*.xlsx"))
    return written[0] if written else None
