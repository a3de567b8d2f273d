"""What a benchmark module gives back, and the median of repeated measuring."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One way of doing one job, measured.

    Attributes:
        job: what was done; rows of one job are compared with each other.
        way: how it was done.
        value: the median.
        unit: of `value`, e.g. "orders/s", "s", "MB".
        runs: every single measurement.
        against: the ways whose value this one's is divided by, with the least ratio wanted
            (None: no goal).
    """

    job: str
    way: str
    value: float
    unit: str
    runs: tuple[float, ...] = ()
    against: tuple[tuple[str, float | None], ...] = ()


def measured(
    job: str,
    way: str,
    unit: str,
    runs: list[float],
    against: tuple[tuple[str, float | None], ...] = (),
) -> Row:
    """The row of these measurements, its value their median."""
    return Row(job, way, statistics.median(runs), unit, tuple(runs), against)


async def in_turns(
    ways: dict[str, Callable[[], Awaitable[float]]], rounds: int
) -> dict[str, list[float]]:
    """Measure each way once a round, in turn, so that a busy minute falls on all of them."""
    figures: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, measure in ways.items():
            figures[way].append(await measure())
    return figures
