"""Whether a measure stays flat: the slope of its second half, by Theil and Sen.

The median of the slopes between all pairs of samples: a sample that was taken while a browser
was just starting, or had just died, does not bend it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

from tests.chaos.soak.sampler import Sample

BOUNDS = {"worker_mb": 0.10, "driver_mb": 0.10, "chromium_mb": 0.10, "handles": 0.05,
          "chromiums": 0.10}  # fmt: skip
"""By how much of its own median a measure may grow over the second half."""
DATABASE_KB_AN_ORDER = 40.0
"""How much the database may grow for each order that arrives in the second half."""
_MOST_SAMPLES = 240


@dataclass(frozen=True)
class Growth:
    """How one measure moved over the second half: `level` its median, `growth` what slope x time
    adds to it, as a share of the level; `bound` what it may be.
    """

    what: str
    level: float
    growth: float
    bound: float

    @property
    def flat(self) -> bool:
        """Whether it stayed within its bound."""
        return self.growth <= self.bound

    def __str__(self) -> str:
        verdict = "flat" if self.flat else "GROWS"
        share = f"{self.growth:+.1%} (bound {self.bound:.0%})"
        return f"{self.what}: {verdict}, level {self.level:.1f}, {share}"


def growths(samples: Sequence[Sample], bounds: Mapping[str, float] = BOUNDS) -> list[Growth]:
    """Each bounded measure's growth over the second half."""
    half = samples[len(samples) // 2 :]
    thinned = half[:: max(len(half) // _MOST_SAMPLES, 1)]
    return [_growth(what, thinned, bound) for what, bound in bounds.items()]


def database_growth(samples: Sequence[Sample]) -> float:
    """By how many KB the database grew for each order that arrived in the second half."""
    first, last = samples[len(samples) // 2], samples[-1]
    orders = max(last.owed - first.owed, 1)
    return (last.database_mb - first.database_mb) * 1000 / orders


def _growth(what: str, half: Sequence[Sample], bound: float) -> Growth:
    points = [(one.minute, float(getattr(one, what))) for one in half]
    level = median(value for _, value in points)
    slopes = [
        (after - before) / (end - start)
        for (start, before), (end, after) in combinations(points, 2)
        if end > start
    ]
    slope = median(slopes) if slopes else 0.0
    return Growth(what, level, slope * (points[-1][0] - points[0][0]) / (level or 1), bound)
