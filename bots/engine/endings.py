"""How jobs stand, and how they end, in our words."""

from __future__ import annotations

from dbos import DBOS, WorkflowStatus
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


def status_of(job_id: str | None) -> WorkflowStatus | None:
    """How a job stands; None for one that is not there, and where no job asks."""
    if job_id is None:  # not called by a job
        return None
    found = DBOS.list_workflows(workflow_ids=[job_id], load_input=False, load_output=False)
    return found[0] if found else None
