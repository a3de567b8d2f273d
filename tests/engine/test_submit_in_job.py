"""A job that queues another job."""

from __future__ import annotations

import pytest

from bots.engine import Engine, Job, Queue, engine_url


class Made:
    """The jobs: `again` queues `work` under one key, as an order that waits for its next try."""

    engine: Engine

    async def work(self, value):
        return value

    async def again(self, value):
        return await self.engine.submit("work", "order", value, queue="all")


@pytest.mark.slow
@pytest.mark.ci
async def test_a_job_queues_another_one_whose_key_has_ended_before(tmp_path):
    """The second time the key's first job is over, and the work is done afresh."""
    made = Made()
    made.engine = Engine(
        engine_url(f"sqlite:///{tmp_path / 'jobs.sqlite'}"),
        jobs=[Job("work", made.work), Job("again", made.again)],
        queues=[Queue("all", poll=0.05)],
    )
    async with made.engine as engine:
        for value in (1, 2):
            asked = await engine.submit("again", f"again-{value}", value, queue="all")
            assert await engine.result(await engine.result(asked)) == value
