"""Two workers, a ledger, an ERP and what may go wrong: every state, and every next one."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from bots.ledger import Ledger, State
from bots.settings import ErpSettings
from tests.chaos.model.books import Books
from tests.chaos.model.keys import Numbered
from tests.chaos.model.program import Answer, Point, Program
from tests.chaos.model.shelf import Shelf, Shelves
from tests.chaos.model.states import (
    ALIVE,
    BOTH,
    CANCELLED,
    DEAD,
    FROZEN,
    LATE,
    NAMES,
    SILENT,
    Budget,
    World,
    changed,
)
from tests.chaos.model.steps import Steps

Next = tuple[str, World]
_STOP = Answer.of(asyncio.CancelledError())
_ROUNDS = 4  # calls of others after all went wrong: enough for any state to come to its end


class Model:
    """The states and what leads from one to the next."""

    def __init__(
        self, ledger: Ledger, settings: ErpSettings, references: Sequence[str], budget: Budget
    ) -> None:
        self.references = references
        self._settle = timedelta(seconds=settings.settle)
        self._ledger = ledger
        self.books = Books(ledger, self._settle + timedelta(seconds=1))
        self.shelves = Shelves()
        self._steps = Steps(self.books, self.shelves)
        self._programs = [Program(name, ledger, settings, references) for name in (*NAMES, "last")]
        self._held = Numbered()
        self.start = World(self.books.start, self.shelves.start, budget)

    def shelf(self, world: World) -> Shelf:
        """What the ERP holds."""
        return self.shelves[world.shelf]

    def ended(self, world: World, who: int) -> bool:
        """Whether a worker has no step left."""
        return world.lives[who] == DEAD or self._point(world, who).step is None

    def over(self, world: World) -> bool:
        """Whether neither has."""
        return all(self.ended(world, who) for who in BOTH)

    def nexts(self, world: World) -> Iterator[Next]:
        """Everything that may happen next."""
        for who in BOTH:
            if not self.ended(world, who):
                yield from self._goes_on(world, who)
                yield from self._dies(world, who)
                yield from self._is_silent(world, who)
            if world.lives[who] != ALIVE or self.ended(world, who):
                yield from self._reaped(world, who)
        if world.budget.ticks:
            yield "time passes", self._later(world)
        for number in range(len(world.late)):
            yield "what hung about arrives", self._arrived(world, number)

    def _point(self, world: World, who: int) -> Point:
        return self._programs[who].points[world.points[who]]

    def _goes_on(self, world: World, who: int) -> Iterator[Next]:
        point = self._point(world, who)
        ways = [self._steps.plain(world, point, world.lives[who])]
        if world.budget.lost:
            ways += self._steps.lost(world, point)
        for way in ways:
            after = self._programs[who].after(world.points[who], way.answer)
            yield (
                f"{NAMES[who]}: {point.step}{way.told}",
                way.put_into(world, who)._replace(points=changed(world.points, who, after)),
            )

    # What goes wrong ----------------------------------------------------------------------

    def _dies(self, world: World, who: int) -> Iterator[Next]:
        """Killed before its next step, or while its submit is on the way."""
        if not world.budget.crashes:
            return
        budget = world.budget._replace(crashes=world.budget.crashes - 1)
        dead = world._replace(lives=changed(world.lives, who, DEAD), budget=budget)
        yield f"{NAMES[who]} is killed", dead
        point = self._point(world, who)
        if point.step.name == "submit" and budget.lost:
            way = self._steps.hangs(world, point)
            yield f"{NAMES[who]} is killed{way.told}", way.put_into(dead, who)

    def _is_silent(self, world: World, who: int) -> Iterator[Next]:
        """Past its lease: others take its items, and its own reaper ends its job if it wakes."""
        if world.lives[who] == ALIVE and world.budget.silences:
            budget = world.budget._replace(silences=world.budget.silences - 1)
            lives = changed(world.lives, who, SILENT)
            yield f"{NAMES[who]} is silent", world._replace(lives=lives, budget=budget)
        if world.lives[who] == SILENT:
            yield from self._cancelled(world, who)

    def _cancelled(self, world: World, who: int) -> Iterator[Next]:
        """Its job is ended at a step that was not done yet, was done, or is on the way."""
        point, name = self._point(world, who), NAMES[who]
        after = self._programs[who].after(world.points[who], _STOP)
        ended = {
            "points": changed(world.points, who, after),
            "lives": changed(world.lives, who, CANCELLED),
        }
        yield f"{name} is cancelled", world._replace(**ended)
        done = self._steps.plain(world, point, SILENT).put_into(world, who)
        yield f"{name} is cancelled in {point.step}", done._replace(**ended)
        if point.step.name == "submit" and world.budget.lost:
            late = self._steps.hangs(world, point).put_into(world, who)
            yield f"{name} is cancelled, and its submit hangs about", late._replace(**ended)

    def _reaped(self, world: World, who: int) -> Iterator[Next]:
        """Others take it for dead, rightly or not: they look what it holds, then free that."""
        if world.held[who] is not None:
            yield f"the reaper frees what {NAMES[who]} held", self._freed(world, who)
        elif (held := self._held_by(world, who)) is not None:
            seen = world._replace(held=changed(world.held, who, held))
            yield f"the reaper looks at {NAMES[who]}", seen

    def _held_by(self, world: World, who: int) -> int | None:
        call = partial(self._ledger.items.held_by, NAMES[who])
        _, held = self.books.do(world.books, world.ticks, f"held_by {NAMES[who]}", call)
        return self._held.number(held.key, held.value) if held.value else None

    def _freed(self, world: World, who: int) -> World:
        number = world.held[who]
        call = partial(self._ledger.items.free, self._held[number], "died", self._settle)
        books, _ = self.books.do(world.books, world.ticks, f"free {number}", call)
        return world._replace(books=books, held=changed(world.held, who, None))

    # Time ---------------------------------------------------------------------------------

    def _later(self, world: World) -> World:
        budget = world.budget._replace(ticks=world.budget.ticks - 1)
        window = world.window | self._windows(world)
        return world._replace(ticks=world.ticks + 1, budget=budget, window=window)

    def _windows(self, world: World) -> set[str]:
        """What is under way although the ledger no longer waits for it: time makes it two."""
        found = {
            LATE for who, sent in world.late if self._forsaken(world, who, self._steps.sent[sent])
        }
        for who in BOTH:
            step = None if self.ended(world, who) else self._point(world, who).step
            if step and step.name == "submit" and self._forsaken(world, who, step.args):
                found.add(FROZEN)
        return found

    def _forsaken(self, world: World, who: int, orders: Sequence) -> bool:
        """Whether one of the orders that a worker sent is no longer the ledger's to wait for."""
        items = [self.books.standing(world.books, order.reference) for order in orders]
        return any((one.state, one.owner) != (State.SUBMITTING, NAMES[who]) for one in items)

    def _arrived(self, world: World, number: int) -> World:
        sent = self._steps.sent[world.late[number][1]]
        shelf = self.shelves.number(self.shelf(world).saved(sent))
        late = world.late[:number] + world.late[number + 1 :]
        return world._replace(shelf=shelf, late=late)

    # The end ------------------------------------------------------------------------------

    def settled(self, world: World) -> World:
        """Nothing more goes wrong: what hangs about arrives, leftovers are freed, others go on."""
        while world.late:
            world = self._arrived(world, 0)
        for _ in range(_ROUNDS):
            for who in BOTH:
                if (held := self._held_by(world, who)) is not None:
                    world = world._replace(held=changed(world.held, who, held))
                    world = self._freed(world, who)
            world = self._last(world._replace(ticks=world.ticks + 1))
        return world

    def _last(self, world: World) -> World:
        """A worker that nothing happens to makes one call."""
        program, number = self._programs[2], 0
        while (point := program.points[number]).step is not None:
            way = self._steps.plain(world, point)
            world = way.put_into(world, 0)
            number = program.after(number, way.answer)
        return world
