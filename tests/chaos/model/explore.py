"""Follow everything that can happen, breadth first, each state once; judge every end."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field

from bots.entering import Swept, sweep
from bots.ledger import State
from tests.chaos.model.shelf import Shelf
from tests.chaos.model.states import ALIVE, NAMES, World
from tests.chaos.model.world import Model

End = tuple[str, str, int]
"""An item's state, its rule, and how many records there are of it."""
Verdict = tuple[list[str], list[End]]


@dataclass
class Explored:
    """What was found.

    Attributes:
        states, steps: how many different states there are, and ways between them.
        ends: how often each order ended in each way.
        wrong: what must not be, each kind once, with the shortest way there.
        twice: states with two records of one reference, by the windows that were open.
    """

    states: int = 0
    steps: int = 0
    ends: Counter[End] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)
    twice: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        ways = "\n".join(f"{what}:\n  " + "\n  ".join(way) for what, way in self.wrong.items())
        return (
            f"{self.states} states, {self.steps} steps, ends {dict(self.ends)}, "
            f"two records in {dict(self.twice)}\n{ways}"
        )


class Explorer:
    """One exhaustive search of a model."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._from: dict[World, tuple[World, str] | None] = {model.start: None}
        self._judged: dict[tuple[object, ...], Verdict] = {}
        self.found = Explored()

    def run(self, *, first: bool = False) -> Explored:
        """Search to the end, or (`first`) to the first thing that is wrong."""
        waiting = deque([self._model.start])
        while waiting and not (first and self.found.wrong):
            world = waiting.popleft()
            for told, after in self._model.nexts(world):
                self.found.steps += 1
                if after not in self._from:
                    self._from[after] = (world, told)
                    waiting.append(after)
            self._look_at(world)
        self.found.states = len(self._from)
        return self.found

    def _look_at(self, world: World) -> None:
        shelf = self._model.shelf(world)
        for reference in self._model.references:
            if shelf.times(reference) > 1:
                self.found.twice[" and ".join(sorted(world.window))] += 1
                if not world.window:
                    self._wrong("two records, and no window was open", world)
        self._look_for_leftovers(world)
        if self._model.over(world):
            wrong, ends = self._judge(world)
            self.found.ends.update(ends)
            for what in wrong:
                self._wrong(what, world)

    def _look_for_leftovers(self, world: World) -> None:
        """With no more than one answer lost, a call that ends holds nothing afterwards."""
        if self._model.start.budget.lost - world.budget.lost > 1:
            return
        for who in (0, 1):
            if world.lives[who] == ALIVE and self._model.ended(world, who):
                for reference in self._model.references:
                    if self._model.books.standing(world.books, reference).owner == NAMES[who]:
                        self._wrong("a call ended, and holds an item still", world)

    def _judge(self, world: World) -> Verdict:
        key = (world.books, world.ticks, world.shelf, world.late)
        if key not in self._judged:
            end = self._model.settled(world)
            judged = [self._verdict(end, reference) for reference in self._model.references]
            self._judged[key] = ([w for wrong, _ in judged for w in wrong], [e for _, e in judged])
        return self._judged[key]

    def _verdict(self, end: World, reference: str) -> tuple[list[str], End]:
        item = self._model.books.standing(end.books, reference)
        shelf, wrong = self._model.shelf(end), []
        times = shelf.times(reference)
        if item.state.needs_person and not item.explained:
            wrong.append(f"{item.state}, and nobody is told why and what to do")
        if times == 0 and not item.state.needs_person:
            wrong.append(f"lost: no record, and the item is {item.state}")
        if times == 1:
            wrong += self._of_one(item.state, shelf, reference)
        if times > 1 and reference not in self._swept(end).duplicated:
            wrong.append("two records, and the sweep does not tell")
        if item.state is State.FAILED and times and reference not in self._swept(end).unknown:
            wrong.append("failed, the record is there, and the sweep does not tell")
        return wrong, (str(item.state), item.rule, times)

    @staticmethod
    def _of_one(state: State, shelf: Shelf, reference: str) -> list[str]:
        if state not in {State.ENTERED, State.FAILED}:
            return [f"one record, and the item is {state}"]
        if state is State.ENTERED and shelf.drafts(reference):
            return ["entered, and the record was never finished"]
        return []

    def _swept(self, world: World) -> Swept:
        ledger = self._model.books.turn_to(world.books, world.ticks + 1)
        return asyncio.run(sweep(ledger, self._model.shelf(world), ["north"]))

    def _wrong(self, what: str, world: World) -> None:
        if what not in self.found.wrong:
            self.found.wrong[what] = self._way_to(world)

    def _way_to(self, world: World) -> list[str]:
        way = []
        while (before := self._from[world]) is not None:
            world, told = before
            way.append(told)
        return way[::-1]
