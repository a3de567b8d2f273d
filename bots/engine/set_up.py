"""How the engine is set up in a process, and taken down."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Callable
from uuid import uuid4

import sqlalchemy as sa
from dbos import DBOS, DBOSConfig

from bots.engine.values import JsonValues
from bots.engine.words import APPLICATION, VERSION, Queue


def executor_id() -> str:
    """A name that no other process ever has.

    With one name for all, a starting worker takes over what a live one is running.
    """
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}"


def configuration(url: str, executor: str, database: sa.Engine) -> DBOSConfig:
    """Everything the engine must be told; on SQLite it works through our own `database`."""
    config = DBOSConfig(
        name=APPLICATION,
        system_database_url=url,
        executor_id=executor,
        application_version=VERSION,
        serializer=JsonValues(),
        run_migrations=False,
        notification_listener_polling_interval_sec=0.25,
        log_level="ERROR",  # its ways are no news to whoever reads our log
    )
    if url.startswith("sqlite"):
        config["system_database_engine"] = database
    return config


async def register(queue: Queue) -> None:
    """Make the queue's limits known to all processes."""
    await DBOS.register_queue_async(
        queue.name,
        global_concurrency=queue.at_once,
        partition_concurrency=queue.lane_at_once,
        polling_interval_sec=queue.poll,
        on_conflict="always_update",
    )


async def in_thread(call: Callable[[], None]) -> None:
    """Run `call` in a thread that is nobody's pool: closing the engine ends the pool it lent."""
    loop = asyncio.get_running_loop()
    done = loop.create_future()

    def run() -> None:
        try:
            call()
        except BaseException as error:  # noqa: BLE001 handed to the one who waits
            loop.call_soon_threadsafe(done.set_exception, error)
        else:
            loop.call_soon_threadsafe(done.set_result, None)

    threading.Thread(target=run, name="bots-engine-close").start()
    await done
