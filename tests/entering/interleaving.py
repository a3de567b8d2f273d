"""Two workers and one order, driven step by step.

A step is one call of the ledger or one request to the ERP. A worker is a coroutine that is
driven by hand, so a test says exactly who goes next, who is killed, and who is only paused
until others take it for dead.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, field

from sqlalchemy import delete

from bots.entering import Entering, Worker
from bots.errors import NotMine
from bots.ledger import Ledger, State
from bots.ledger.tables import metadata, sku_map
from bots.settings import ErpSettings
from tests.entering.fake_erp import FakeErp

REF = "north/1"
LIMIT = 60


class KilledError(BaseException):
    """What a killed worker's code meets: nothing it does from here on has an effect."""


@types.coroutine
def switch():
    """Give the turn to whoever is next."""
    yield


@dataclass
class Actor:
    """One worker: its coroutine, and how far it came."""

    name: str
    world: World
    steps: int = 0
    done: bool = False
    dead: bool = False
    reaped: bool = False

    def __post_init__(self):
        world = self.world
        worker = Worker(self.name, 1, self.still_mine)
        entering = Entering(world.ledger, world.erp, world.settings, {"north": "market"}, worker)
        self.coroutine = entering.enter([REF])

    async def still_mine(self):
        """The engine's guard: a worker that was taken for dead learns so here."""
        if self.reaped:
            raise NotMine("taken for dead")

    def step(self):
        """One more step, up to its next switch."""
        self.world.running = self
        self.steps += 1
        try:
            self.coroutine.send(None)
        except StopIteration:
            self.done = True
        finally:
            self.world.running = None

    def kill(self):
        """Kill -9: whatever its code still tries has no effect."""
        self.dead = self.done = True
        self.world.running = self
        try:
            self.coroutine.throw(KilledError)
        except KilledError:
            pass
        finally:
            self.world.running = None


@dataclass
class World:
    """A ledger with one paid order, an ERP, and the workers."""

    ledger: Ledger
    settings: ErpSettings
    clock: object
    erp: FakeErp = field(default_factory=FakeErp)
    running: Actor | None = None

    def __post_init__(self):
        self.erp.step = self._gated(self.erp.step)
        self.actors = {}

    def start(self, *names):
        for name in names:
            self.actors[name] = Actor(name, self)

    def _gated(self, step):
        async def gated(name):
            await self.turn()
            return await step(name)

        return gated

    async def turn(self):
        """Before every step: wait to be driven; a dead worker gets no further."""
        if self.running is not None and self.running.dead:
            raise KilledError
        await switch()
        if self.running.dead:
            raise KilledError

    async def in_thread(self, call, *args, **kwargs):
        """What `asyncio.to_thread` is replaced with: one step."""
        await self.turn()
        return call(*args, **kwargs)

    def reap(self, name):
        """Others take a worker for dead, rightly or not, and free what it held."""
        self.actors[name].reaped = True
        settle = self.settings.settle
        self.ledger.items.abandon(name, "no heartbeat", seconds(settle))

    def recover(self):
        """What happens in the end: the dead are reaped, time passes, somebody else works on."""
        for name, actor in self.actors.items():
            if actor.dead and not actor.reaped:
                self.reap(name)
        self.erp.arrive()
        for number in range(6):
            if number and self.ledger.items.find(REF).state is State.ENTERED:
                return
            self.clock.advance(seconds=self.settings.settle + 1)
            last = Actor(f"last{number}", self)
            while not last.done and last.steps < LIMIT:
                last.step()

    def close(self):
        for actor in self.actors.values():
            if not actor.done:
                actor.kill()

    def verdict(self):
        """What is wrong with how it ended; empty when all is well."""
        wrong = []
        if [record.state for record in self.erp.records] != ["confirmed"]:
            wrong.append(f"the ERP holds {self.erp.records}")
        item = self.ledger.items.find(REF)
        if item.state is not State.ENTERED:
            wrong.append(f"the item is {item.state}: {item.message}")
        changes = self.ledger.items.history(item.id)
        if len(changes) != item.version:
            wrong.append(f"{item.version} changes, {len(changes)} rows of history")
        return wrong


def seconds(count):
    from datetime import timedelta

    return timedelta(seconds=count)


def emptied(ledger):
    """The same ledger without a row but the SKU mapping."""
    with ledger._database.write() as transaction:
        for table in reversed(metadata.sorted_tables):
            if table is not sku_map:
                transaction.execute(delete(table))
    return ledger
