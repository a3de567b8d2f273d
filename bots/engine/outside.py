"""What a process asks of the engine without running it: the command line, the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from dbos import DBOS, DBOSClient, EnqueueOptions
from dbos import error as engine_errors

from bots.engine.beats import Beats
from bots.engine.database import connect
from bots.engine.values import JsonValues
from bots.engine.words import APPLICATION, VERSION, Plain


def submit(url: str, job: str, key: str, *values: Plain, queue: str) -> None:
    """Put a job into a queue, once by key, for whichever worker comes."""
    DBOS.migrate(system_database_url=url)
    options = EnqueueOptions(
        workflow_name=job, queue_name=queue, workflow_id=key, app_version=VERSION
    )
    with _client(url) as client:
        client.enqueue(options, *values)


def notify(url: str, job_id: str, topic: str, message: Plain) -> bool:
    """Give a waiting job a message; False when there is no such job."""
    DBOS.migrate(system_database_url=url)
    with _client(url) as client:
        try:
            client.send(job_id, message, topic)
        except engine_errors.DBOSNonExistentWorkflowError:
            return False
    return True


def workers_alive(url: str, lease: float) -> int:
    """How many `bots worker` processes are alive."""
    database = connect(url)
    try:
        beats = Beats(database, role="", lease=lease)
        beats.prepare()
        return len(beats.alive("worker"))
    finally:
        database.dispose()


@contextmanager
def _client(url: str) -> Iterator[DBOSClient]:
    database = connect(url)
    client = DBOSClient(
        system_database_url=url,
        system_database_engine=database,
        serializer=JsonValues(),
        application_name=APPLICATION,
    )
    try:
        yield client
    finally:
        client.destroy()
        database.dispose()
