"""How jobs end, in our words."""

from __future__ import annotations

from dbos import DBOS
from dbos import error as engine_errors

from bots.engine.words import JobFailed, Plain, Stage

ENDED = {
    "SUCCESS": Stage.DONE,
    "ERROR": Stage.FAILED,
    "CANCELLED": Stage.GIVEN_UP,
    "MAX_RECOVERY_ATTEMPTS_EXCEEDED": Stage.GIVEN_UP,
}
_GIVEN_UP = (
    engine_errors.DBOSAwaitedWorkflowMaxRecoveryAttemptsExceeded,
    engine_errors.DBOSAwaitedWorkflowCancelledError,
)


async def result_of(job_id: str) -> Plain:
    """Wait for a job's end and give its value. Raises JobFailed when it failed.

    One that was given up, for its workers died over it too often, failed too.
    """
    try:
        return await DBOS.get_result_async(job_id)
    except _GIVEN_UP as error:
        raise JobFailed(f"{job_id} was given up: its workers died over it") from error
