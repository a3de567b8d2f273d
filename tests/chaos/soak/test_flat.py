"""The judge of the soak: what is flat, what grows."""

from __future__ import annotations

from random import Random

import pytest

from tests.chaos.soak.flat import BOUNDS, database_growth, growths
from tests.chaos.soak.sampler import Sample

LEVELS = {"worker_mb": 220.0, "driver_mb": 75.0, "chromium_mb": 360.0, "handles": 77,
          "chromiums": 13}  # fmt: skip


def samples(leaking: str = "", a_minute: float = 0.0, spike: float = 0.0) -> list[Sample]:
    """Half an hour with noise; one measure grows, or jumps up twice, in the second half."""
    random = Random(1)
    made = []
    for number in range(360):
        minute = number / 12
        values = {what: level * random.uniform(0.99, 1.01) for what, level in LEVELS.items()}
        if leaking:
            values[leaking] += a_minute * minute
        if number in {200, 300}:
            values["chromium_mb"] += spike
        made.append(
            Sample(
                minute, **values, database_mb=1 + number / 100, home_mb=2, right=number, owed=number
            )
        )
    return made


def test_noise_and_a_browser_that_starts_anew_are_flat():
    """Samples scatter, and some are taken while two browsers run: nothing grows."""
    assert [one.what for one in growths(samples(spike=400)) if not one.flat] == []


@pytest.mark.parametrize(
    ("what", "a_minute"),
    [("worker_mb", 3.0), ("driver_mb", 1.0), ("chromium_mb", 5.0), ("handles", 0.5),
     ("chromiums", 0.2)],
)  # fmt: skip
def test_a_leak_is_found(what: str, a_minute: float):
    """A few MB or one handle in two minutes, through all the noise: that measure, and no other."""
    found = growths(samples(what, a_minute))
    assert [one.what for one in found if not one.flat] == [what]
    assert {one.what for one in found} == set(BOUNDS)


def test_the_database_is_judged_by_the_order():
    """It grows with the orders that arrive: ten KB for each here."""
    assert database_growth(samples()) == pytest.approx(10)
