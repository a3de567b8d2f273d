"""What a process asks of the engine without running it: the command line, the console."""

from __future__ import annotations

from dbos import DBOSClient

from bots.engine.beats import Beats
from bots.engine.database import connect
from bots.engine.values import JsonValues
from bots.engine.words import APPLICATION, LEASE, Plain


def notify(url: str, job_id: str, topic: str, message: Plain) -> None:
    """Give a waiting job a message from a process that runs no engine."""
    database = connect(url)
    client = DBOSClient(
        system_database_url=url,
        system_database_engine=database,
        serializer=JsonValues(),
        application_name=APPLICATION,
    )
    try:
        client.send(job_id, message, topic)
    finally:
        client.destroy()
        database.dispose()


def workers_alive(url: str, lease: float = LEASE) -> int:
    """How many `bots worker` processes are alive."""
    database = connect(url)
    try:
        beats = Beats(database, role="", lease=lease)
        beats.prepare()
        return len(beats.alive("worker"))
    finally:
        database.dispose()
