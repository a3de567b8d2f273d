"""One state of everything: the ledger, the ERP, two workers, what may still go wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tests.chaos.model.program import Answer

NAMES = ("a", "b")
BOTH = (0, 1)
ALIVE, SILENT, CANCELLED, DEAD = "alive", "silent", "cancelled", "dead"
LATE, FROZEN = "commits late", "frozen before the click"
T = TypeVar("T")


class Budget(NamedTuple):
    """How often each thing may still go wrong; `ticks`: how often the settling time passes."""

    crashes: int = 1
    lost: int = 1
    silences: int = 1
    ticks: int = 2


class World(NamedTuple):
    """One state. Numbers stand for what `Books`, `Shelves` and `Program` keep.

    Attributes:
        late: submits that hang about, sent by whom: they may still arrive.
        points: how far each worker's code came.
        held: what the reaper saw a worker hold, before it frees it; None: it has not looked.
        window: the named windows that were open when time passed: two records may come of them.
    """

    books: int
    shelf: int
    budget: Budget
    ticks: int = 0
    late: tuple[tuple[int, int], ...] = ()
    points: tuple[int, int] = (0, 0)
    lives: tuple[str, str] = (ALIVE, ALIVE)
    held: tuple[int | None, int | None] = (None, None)
    window: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """One way in which a worker's step may end; `lost` is one of the answers that may be lost.

    `late`: the orders of a submit that now hangs about, by number.
    """

    told: str
    answer: Answer
    books: int
    shelf: int
    late: int | None = None
    lost: bool = False

    def put_into(self, world: World, who: int) -> World:
        """The world after it, but for the worker's own point."""
        late = () if self.late is None else ((who, self.late),)
        budget = world.budget
        if self.lost:
            budget = budget._replace(lost=budget.lost - 1)
        return world._replace(
            books=self.books, shelf=self.shelf, late=(*world.late, *late), budget=budget
        )


def changed(pair: tuple[T, T], who: int, value: T) -> tuple[T, T]:
    """The pair, with the value of one worker's."""
    return (value, pair[1]) if who == 0 else (pair[0], value)
