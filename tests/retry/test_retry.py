"""The one retry layer: what passes is tried again, within both bounds, and nothing else is."""

from __future__ import annotations

import pytest
import stamina

from bots.errors import BusinessError, OutcomeUnknown, ScreenChanged, SessionExpired, TryAgain
from bots.retry import Policy, retrying

POLICY = Policy(attempts=4, seconds=60)


def _failing(*errors):
    """A call that raises each error once, then answers, and counts how often it was made."""
    waiting = list(errors)
    calls = []

    async def call():
        calls.append(1)
        if waiting:
            raise waiting.pop(0)
        return "answer"

    return call, calls


async def test_passing_trouble_is_tried_again():
    """A call that fails twice in passing gives its answer at the third try."""
    call, calls = _failing(TryAgain("1"), TryAgain("2"))
    assert await retrying(call, POLICY) == "answer"
    assert len(calls) == 3


async def test_the_number_of_tries_is_bounded():
    """After the last try its own error comes out."""
    call, calls = _failing(*[TryAgain(str(number)) for number in range(9)])
    with pytest.raises(TryAgain, match="3"):
        await retrying(call, POLICY)
    assert len(calls) == 4


@pytest.mark.parametrize(
    "error",
    [
        BusinessError("no", rule="cancelled"),
        SessionExpired("out"),
        ScreenChanged("moved"),
        OutcomeUnknown("who knows"),
        ValueError("a mistake of ours"),
    ],
)
async def test_nothing_else_is_tried_again(error):
    """Business rules, expired sessions, changed screens, unknown outcomes all go through."""
    call, calls = _failing(error)
    with pytest.raises(type(error)):
        await retrying(call, POLICY)
    assert len(calls) == 1


async def test_a_retry_after_within_the_time_is_waited_for(monkeypatch):
    """The pause that the other side asks for is the one that is made."""
    waits = []

    async def sleep(seconds):
        waits.append(seconds)

    stamina.set_testing(False)
    monkeypatch.setattr("asyncio.sleep", sleep)
    call, _ = _failing(TryAgain("busy", retry_after=7))
    assert await retrying(call, POLICY) == "answer"
    assert waits == [7]


async def test_a_retry_after_past_the_time_ends_the_tries():
    """A site that asks for an hour when there is a minute is given up at once, not waited for."""
    call, calls = _failing(TryAgain("busy", retry_after=3600))
    with pytest.raises(TryAgain):
        await retrying(call, POLICY)
    assert len(calls) == 1


async def test_the_time_is_bounded(monkeypatch):
    """When the time is up no further try is made, however many are left."""
    stamina.set_testing(False)
    call, calls = _failing(*[TryAgain("slow")] * 9)
    with pytest.raises(TryAgain):
        await retrying(call, Policy(attempts=9, seconds=0.000001, first_wait=0))
    assert len(calls) == 1
