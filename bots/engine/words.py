"""What the engine's users say: queues, jobs, what became of a job."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from bots.errors import TechnicalError

APPLICATION = "bots"
VERSION = "1"
"""Jobs under way are taken over only by the same version: raise it when a job's steps change."""
LEASE = 45.0
"""Seconds a worker may be silent; a busy one must not be taken for dead."""

Plain: TypeAlias = Any
"""A plain JSON value; what a job is given, gives, and keeps of its steps."""

JobFunction = Callable[..., Awaitable[Any]]
"""A job: takes and gives plain JSON values. It may run again from its last finished step."""


@dataclass(frozen=True)
class Queue:
    """A queue, known to all processes.

    Attributes:
        at_once: jobs running at once, over all processes; None: no limit.
        lane_at_once: the same for one lane; then every job must name its lane.
        poll: seconds between two looks for work.
    """

    name: str
    at_once: int | None = None
    lane_at_once: int | None = None
    poll: float = 0.25


@dataclass(frozen=True)
class Job:
    """A kind of durable work. After `crashes` workers died over one of them, it is given up."""

    name: str
    run: JobFunction
    crashes: int | None = 5


class Stage(StrEnum):
    """Where a submitted job stands."""

    UNDER_WAY = "under_way"  # queued, delayed, running or waiting
    DONE = "done"
    FAILED = "failed"  # it raised
    GIVEN_UP = "given_up"  # it killed its workers too often, or was cancelled


class JobFailed(TechnicalError):
    """A job raised; the message holds the kind of error, and its text when it is one of ours."""

    kind = "job_failed"
