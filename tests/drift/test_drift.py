"""Pages changed the way sites change them are read the same, or stop with an error: never wrongly.

`python -m tests.drift --seeds N` prints the figures by kind of change, beside plain selectors.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.drift.drift import changes
from tests.drift.judge import Outcome, judged
from tests.drift.pages import parsed, written
from tests.drift.sites import everything
from tests.drift.table import Counted, Line, findings, run

pytestmark = pytest.mark.xdist_group("drift")
SEEDS = range(4)
GOAL = 0.7


@pytest.fixture(scope="module")
def counted() -> list[Counted]:
    """Every change of every site, for the quick tests' seeds."""
    return asyncio.run(run(SEEDS))


def survived(counted: list[Counted]) -> tuple[Line, float]:
    """The figures of the changes that keep the data, and the share of ours that read the same."""
    line = Line()
    for one in counted:
        if one.verdict.change.keeps:
            line.add(one)
    return line, line.same / line.changes


@pytest.mark.slow
@pytest.mark.ci
def test_no_change_is_read_wrongly_in_silence(counted):
    """Each of a thousand changes ends in the same data, or in an error of the right kind."""
    assert len(counted) >= 1000
    assert [str(one) for one in findings(counted)] == []


@pytest.mark.slow
@pytest.mark.ci
def test_most_changes_that_keep_the_data_are_survived(counted):
    """More than the goal, and more than by plain selectors, which also read wrongly in silence."""
    line, share = survived(counted)
    assert share >= GOAL
    assert line.same > line.peer_same
    assert sum(one.peer is Outcome.WRONG_DATA for one in counted) > 0


@pytest.mark.slow
@pytest.mark.ci
def test_an_error_names_what_is_gone(counted):
    """Where a label, a heading or a key was taken away, the error's words have its name."""
    gone = {"removed fact", "removed column", "removed key", "file removed", "nulls"}
    unnamed = [
        str(one.verdict)
        for one in counted
        if one.verdict.change.kind in gone
        and one.verdict.outcome is Outcome.ERROR
        and not one.verdict.named
    ]
    assert unnamed == []


@pytest.mark.slow
@pytest.mark.ci
async def test_proposed_locators_read_nothing_wrongly():
    """What known orders prove may be used in a run: it mends some reads, and breaks none."""
    counted = await run(range(1), proposals=True)
    assert [str(one) for one in findings(counted)] == []
    stopped = [one for one in counted if one.mended is not one.verdict]
    assert stopped


@pytest.mark.slow
@pytest.mark.timeout(3600)
async def test_no_change_is_read_wrongly_in_the_long_run():
    """The same with many more seeds, and with proposed locators."""
    counted = await run(range(100, 120), proposals=True)
    assert len(counted) >= 5000
    assert [str(one) for one in findings(counted)] == []


async def test_pages_read_the_same_when_nothing_but_the_parser_touched_them():
    """What the changes are made with writes the page that it read."""
    for site in await everything():
        truth = await site.read(site.documents)
        again = {
            place: replace(one, text=written(parsed(one.text)))
            for place, one in enumerate(site.documents)
            if "html" in one.content_type
        }
        assert await site.read(site.with_documents(again)) == truth
        assert site.peer(site.with_documents(again)) == site.peer(site.documents)


async def test_a_seed_makes_the_same_changes_every_time():
    """A finding can be made again by its seed."""
    for site in await everything():
        first, second = ([one.whole for one in changes(site, range(7, 8))] for _ in range(2))
        assert first == second


async def test_the_judge_sees_what_a_reader_gets_wrong():
    """A reader that gives the unchanged data for a changed total is caught."""
    market = next(site for site in await everything() if site.name == "market")
    truth = await market.read(market.documents)
    change = next(iter(changes(market, range(1))))
    key = next(iter(truth))

    async def careless(_documents):
        return {**truth, key: {**truth[key], "total": "0.01"}}

    verdict = await judged(replace(change, site=replace(market, read=careless)), truth)
    assert verdict.outcome is Outcome.WRONG_DATA
    assert "total" in verdict.words
