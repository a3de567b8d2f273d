"""A worker process of the engine's tests.

Everything it does is a line in FOLDER/events: what, key, pid. A step waits until FOLDER/open-PID
or FOLDER/open is there, so that tests decide when. `--without` takes one of our additions away.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
from pathlib import Path

from bots.engine import Engine, Job, Queue, core, watch

LIMIT = 2


class Acts:
    """What the jobs do."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine: Engine

    def event(self, what: str, key: str) -> None:
        with (self.folder / "events").open("a") as events:
            events.write(f"{what} {key} {os.getpid()}\n")

    async def opened(self) -> None:
        gates = [self.folder / "open", self.folder / f"open-{os.getpid()}"]
        while not any(gate.exists() for gate in gates):  # noqa: ASYNC110  opened by another process
            await asyncio.sleep(0.02)

    async def enter(self, key: str) -> int:
        """Like entering an order: prepare, wait, guard, submit."""

        async def prepare() -> None:
            self.event("prepare", key)

        async def submit() -> int:
            self.event("start", key)
            await self.opened()
            await self.engine.still_mine()
            self.event("submit", key)
            return os.getpid()

        await self.engine.step("prepare", prepare)
        return await self.engine.step("submit", submit)

    async def order(self, key: str) -> str:
        """Look before you create, in an ERP that takes its time; a kill may come anywhere."""

        async def create() -> str:
            with sqlite3.connect(self.folder / "erp.sqlite", timeout=30) as erp:
                erp.execute("CREATE TABLE IF NOT EXISTS orders (key TEXT, pid INT)")
                if not erp.execute("SELECT 1 FROM orders WHERE key = ?", (key,)).fetchall():
                    await self.engine.still_mine()
                    erp.execute("INSERT INTO orders VALUES (?, ?)", (key, os.getpid()))
            self.event("created", key)
            await self.opened()
            return key

        return await self.engine.step("create", create)

    async def wait(self, key: str) -> str:
        self.event("wait", key)
        return str(await self.engine.message("answer", 60))

    async def count(self, key: str) -> None:
        """Say when it starts and ends, for counting how many run at once."""

        async def one() -> None:
            self.event("in", key)
            await asyncio.sleep(0.05)
            self.event("out", key)

        await self.engine.step("count", one)


def take_away(names: list[str]) -> None:
    """Mutations: what the tests must notice."""
    if "names" in names:  # every process has the stock name
        ours = core.configuration
        core.configuration = lambda *given: {**ours(*given), "executor_id": "local"}
    if "reaper" in names:
        watch.Watch.start = watch.Watch.stop = lambda self: None  # type: ignore[method-assign]
    if "guard" in names:

        async def trusting(self: Engine) -> None:
            return None

        Engine.still_mine = trusting  # type: ignore[method-assign]


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lease", type=float, default=4.0)
    parser.add_argument("--grace", type=float, default=10.0)
    parser.add_argument("--without", nargs="*", default=[])
    options = parser.parse_args()
    take_away(options.without)
    acts = Acts(options.folder)
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    acts.engine = Engine(
        options.url,
        jobs=[Job(name, getattr(acts, name)) for name in ("enter", "order", "wait", "count")],
        queues=[Queue("all", poll=0.05), Queue("limited", LIMIT, 1, poll=0.02)],
        lease=options.lease,
    )
    async with acts.engine as engine:
        acts.event("ready", engine.executor)
        await stop.wait()
        await engine.stop(options.grace)
    acts.event("stopped", "-")


if __name__ == "__main__":
    asyncio.run(main())
