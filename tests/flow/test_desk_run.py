"""How long a flow waits for orders that are to be tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from bots.desk_run import _soon
from bots.ledger import State

UNTIL = timedelta(minutes=5)


@pytest.mark.parametrize(
    ("state", "tried_in", "waits"),
    [
        (State.NEW, timedelta(seconds=30), True),
        (State.UNSURE, timedelta(seconds=-5), True),  # its job is just beginning
        (State.NEW, timedelta(minutes=-10), False),  # its job was given up: the next run does it
        (State.NEW, timedelta(minutes=10), False),
        (State.NEW, None, False),
        (State.SUBMITTING, None, True),
        (State.FAILED, timedelta(seconds=30), False),
    ],
)
def test_a_flow_waits_for_what_comes_soon_and_for_nothing_that_never_comes(
    state: State, tried_in: timedelta | None, waits: bool
):
    """It once waited for ever for a try whose job had died, and held the flow's lock meanwhile."""
    now = datetime.now(UTC)
    item = SimpleNamespace(
        state=state, next_try_at=None if tried_in is None else now + tried_in, outcome=None
    )
    assert _soon(item, now + UNTIL) is waits
