"""What the sites do wrong, by chance, for a while: a set of faults drawn anew at each change."""

from __future__ import annotations

from collections import Counter
from random import Random

from bots.testing.faults import Practice

PAGES = r"^/(?!static)"
SALES = r"^/sales"
SLOWEST = 2.0
"""Seconds that a site may dawdle before it stores what was sent. Less than the settling time."""


class Weather:
    """Faults at all three sites. `struck` counts those that happened."""

    def __init__(self, desk: Practice, random: Random, pages: str = PAGES) -> None:
        self._desk = desk
        self._random = random
        self._pages = pages
        self.struck: Counter[str] = Counter()

    def change(self) -> None:
        """Other faults from now on."""
        self.clear()
        for site in ("north", "south"):
            for kind in ("error_500", "drop_before", "drop_after"):
                self._maybe(site, kind, 0.08, path=self._pages)
            self._maybe(site, "latency", 0.1, path=self._pages, seconds=self._slow())
            self._maybe(site, "expire", 0.02, path=self._pages)
        for kind, most in (("drop_after", 0.25), ("drop_before", 0.15), ("error_500", 0.15)):
            self._maybe("erp", kind, most, path=SALES, methods=("POST",))
            self._maybe("erp", kind, 0.04, path=SALES, methods=("GET",))
        self._maybe("erp", "latency", 0.2, path=SALES, methods=("POST",), seconds=self._slow())
        self._maybe("erp", "latency", 0.05, path=SALES, methods=("GET",), seconds=self._slow())
        self._maybe("erp", "expire", 0.01, path=SALES)
        self._maybe("erp", "drop_after", 0.05, path="^/login", methods=("POST",))

    def clear(self) -> None:
        """No faults."""
        self.struck += self._desk.struck()
        self._desk.no_faults()

    def _maybe(self, site: str, kind: str, most: float, **how: object) -> None:
        chance = self._random.uniform(-most / 2, most)
        if chance > 0:
            seed = self._random.randrange(1 << 30)
            self._desk.fault(site, kind, probability=chance, seed=seed, **how)

    def _slow(self) -> float:
        return self._random.uniform(0.1, SLOWEST)
