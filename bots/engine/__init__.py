"""Durable execution: queues, workers, timers, messages. Only this package names the engine."""

from __future__ import annotations

import logging

from bots.engine.core import Engine
from bots.engine.database import engine_url
from bots.engine.outside import notify, submit, workers_alive
from bots.engine.words import LEASE, Job, JobFailed, Queue, Stage

# Its ways (migrations, queues found, what it cancels) are no news to whoever reads our logs.
logging.getLogger("dbos").setLevel(logging.ERROR)

__all__ = [
    "LEASE",
    "Engine",
    "Job",
    "JobFailed",
    "Queue",
    "Stage",
    "engine_url",
    "notify",
    "submit",
    "workers_alive",
]
