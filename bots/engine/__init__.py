"""Durable execution: queues, workers, timers, messages. Only this package names the engine."""

from __future__ import annotations

import logging

from bots.engine.core import Engine
from bots.engine.database import engine_url
from bots.engine.lease import Lease
from bots.engine.outside import notify, submit, workers_alive
from bots.engine.words import Job, JobFailed, Queue, Stage

# With a handler there it makes none of its own, which would print past our log, unredacted.
logging.getLogger("dbos").addHandler(logging.NullHandler())
logging.getLogger("dbos").setLevel(logging.ERROR)

__all__ = [
    "Engine",
    "Job",
    "JobFailed",
    "Lease",
    "Queue",
    "Stage",
    "engine_url",
    "notify",
    "submit",
    "workers_alive",
]
