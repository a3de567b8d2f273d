"""A mixed-integer model with several aims, one after the other, for SciPy's HiGHS."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

from bots.errors import TechnicalError

_INTEGER, _INTEGER_OR_ZERO = 1, 3  # SciPy's words for the kinds of variables
_OPTIMAL, _TIME_UP = 0, 1
_HALF = 0.5  # aims are whole numbers: what is within a half of the best is the best


@dataclass
class Model:
    """Variables are numbered as they are made. Everything is a whole number."""

    kinds: list[int] = field(default_factory=list)
    least: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    rows: list[tuple[Mapping[int, int], float]] = field(default_factory=list)
    aims: list[Mapping[int, int]] = field(default_factory=list)

    def whole(self, most: int, *, least: int = 0) -> int:
        """A variable from `least` to `most`, or 0; its number."""
        self.kinds.append(_INTEGER_OR_ZERO if least > 1 else _INTEGER)
        self.least.append(least if least > 1 else 0)
        self.most.append(most)
        return len(self.kinds) - 1

    def yes_or_no(self) -> int:
        """A variable that is 1 or 0; its number."""
        return self.whole(1)

    def at_most(self, parts: Mapping[int, int], limit: float) -> None:
        """The sum of factor times variable is not more than `limit`."""
        self.rows.append((parts, limit))

    def only_if(self, variable: int, yes: int) -> None:
        """The variable is 0 unless `yes` is 1."""
        self.at_most({variable: 1, yes: -self.most[variable]}, 0)

    def aim(self, parts: Mapping[int, int]) -> None:
        """Then make this sum as small as the former aims allow."""
        if parts:
            self.aims.append(parts)

    def solve(self, seconds: float) -> tuple[list[int], bool]:
        """The variables, and whether the best is proven; within `seconds` an answer or an error.

        Raises TechnicalError when the solver gives none.
        """
        until = time.monotonic() + seconds
        answer: list[int] = []
        for parts in self.aims:
            result = self._minimise(parts, max(until - time.monotonic(), 1.0))
            if result.x is None:
                if answer:
                    return answer, False
                raise TechnicalError(
                    f"no plan was found: {result.message}",
                    remedy="plan fewer SKUs at once, or leave the lanes' journeys out",
                )
            answer = [round(value) for value in result.x]
            if result.status != _OPTIMAL:
                return answer, False
            best = sum(factor * answer[number] for number, factor in parts.items())
            self.at_most(parts, best + _HALF)
        return answer, True

    def _minimise(self, parts: Mapping[int, int], seconds: float) -> OptimizeResult:
        aim = np.zeros(len(self.kinds))
        aim[list(parts)] = list(parts.values())
        result: OptimizeResult = milp(
            aim,
            integrality=np.array(self.kinds),
            bounds=Bounds(np.array(self.least, float), np.array(self.most, float)),
            constraints=self._constraints(),
            options={"mip_rel_gap": 0.0, "time_limit": seconds},
        )
        if result.status not in {_OPTIMAL, _TIME_UP}:
            raise TechnicalError(
                f"the solver gave no plan: {result.message}",
                remedy="keep this run's log and tell the developers",
            )
        return result

    def _constraints(self) -> LinearConstraint:
        row_of = [row for row, (parts, _) in enumerate(self.rows) for _ in parts]
        column_of = [number for parts, _ in self.rows for number in parts]
        factors = [float(factor) for parts, _ in self.rows for factor in parts.values()]
        shape = (len(self.rows), len(self.kinds))
        matrix = coo_array((factors, (row_of, column_of)), shape=shape).tocsr()
        limits = np.array([limit for _, limit in self.rows], float)
        return LinearConstraint(matrix, -np.inf, limits)
