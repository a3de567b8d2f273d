"""One soak from beginning to end."""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random

from bots.ledger import Ledger
from tests.chaos.crash import ended_in_order, finished
from tests.chaos.deployment import Deployment, Plan, deployed
from tests.chaos.peek import Peek
from tests.chaos.soak.flat import DATABASE_KB_AN_ORDER, Growth, database_growth, growths
from tests.chaos.soak.plot import plot
from tests.chaos.soak.sampler import Sample, sample, write_samples
from tests.chaos.staff import Staff
from tests.chaos.verdict import judged, left_behind
from tests.chaos.weather import Weather

SAMPLE_EVERY = 5.0
ARRIVALS_EVERY = 4.0
WEATHER_EVERY = 20.0
EXPIRY_EVERY = 90.0


@dataclass
class Ending:
    """How a soak ended."""

    plan: Plan
    samples: list[Sample]
    growths: list[Growth]
    faults: Counter[str]
    ended: Counter[str]
    wrong: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether everything was flat, and right."""
        return not self.wrong

    @property
    def rate(self) -> float:
        """Orders entered a minute, over the whole."""
        return self.samples[-1].right / self.samples[-1].minute

    def write(self, folder: Path) -> str:
        """JSON and text; the text."""
        words = self._text()
        figures = {
            "passed": self.passed, "plan": asdict(self.plan), "orders_a_minute": self.rate,
            "growths": [asdict(one) for one in self.growths], "faults": self.faults,
            "ended": self.ended, "wrong": self.wrong, "last": asdict(self.samples[-1]),
            "database_kb_an_order": database_growth(self.samples),
        }  # fmt: skip
        (folder / "soak.json").write_text(json.dumps(figures, indent=1), "utf-8")
        (folder / "soak.txt").write_text(words, "utf-8")
        return words

    def _text(self) -> str:
        last = self.samples[-1]
        ending = "PASSED" if self.passed else "FAILED"
        orders = f"{last.right} of {last.owed} orders right, {self.rate:.1f} a minute"
        an_order = f"{database_growth(self.samples):.1f} KB an order"
        lines = [
            f"Soak {self.plan.name}: {ending}, {last.minute:.0f} minutes, {orders}",
            f"  {self.faults.total()} faults",
            *(f"  {one}" for one in self.growths),
            f"  database: {an_order} (bound {DATABASE_KB_AN_ORDER:.0f})",
            *(f"  wrong: {what}" for what in self.wrong),
        ]
        return "\n".join(lines) + "\n"


def soak(plan: Plan, folder: Path, minutes: float) -> Ending:
    """So many minutes of work with faults; then the calm, and the judge."""
    folder.mkdir(parents=True, exist_ok=True)
    with deployed(plan, folder / "deployment") as deployment:
        random = Random(plan.seed)
        staff = Staff(deployment, random, since="1h")
        weather = Weather(deployment.desk, random)
        peek = Peek(deployment.settings.database_url)
        samples = _work(deployment, staff, weather, peek, minutes * 60)
        write_samples(samples, folder / "soak.csv")
        plot(samples, folder / "soak.png", f"{plan.name}, {minutes:.0f} minutes")
        weather.clear()
        wrong = list(finished(deployment, staff))
        wrong += ended_in_order(deployment)
        with Ledger.open(deployment.settings.database_url) as ledger:
            wrong += judged(deployment, ledger).wrong
        wrong += [what for what in left_behind(deployment) if "temporary" not in what]
        wrong += [f"a site was paused: {pause}" for pause in staff.paused]
        peek.close()
    grown = growths(samples)
    wrong += [str(one) for one in grown if not one.flat]
    if database_growth(samples) > DATABASE_KB_AN_ORDER:
        wrong.append(f"the database grows by {database_growth(samples):.0f} KB an order")
    return Ending(plan, samples, grown, weather.struck, staff.ended, wrong)


def _work(
    deployment: Deployment, staff: Staff, weather: Weather, peek: Peek, seconds: float
) -> list[Sample]:
    samples: list[Sample] = []
    began = time.monotonic()
    due = dict.fromkeys(("sample", "arrivals", "weather", "expiry"), began)
    acts = {
        "sample": (SAMPLE_EVERY, lambda: samples.append(
            sample(deployment, peek, (time.monotonic() - began) / 60))),
        "arrivals": (ARRIVALS_EVERY, lambda: deployment.desk.arrive(
            staff.random.choice(["north", "south"]))),
        "weather": (WEATHER_EVERY, weather.change),
        "expiry": (EXPIRY_EVERY, lambda: deployment.desk.expire(
            staff.random.choice(["north", "south", "erp"]))),
    }  # fmt: skip
    while time.monotonic() < began + seconds:
        staff.tick()
        for what, (every, act) in acts.items():
            if time.monotonic() >= due[what]:
                due[what] = time.monotonic() + every
                act()
        time.sleep(0.1)
    return samples
