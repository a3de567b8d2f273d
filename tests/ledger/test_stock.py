"""Differences of stock are followed from run to run, whoever compares, on each database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from bots.errors import NotMine, ScreenChanged
from bots.ledger import Ledger
from bots.ledger.stock import Seen

READ = datetime(2026, 11, 25, 8, tzinfo=UTC)


def kept(ledger, *seen, at=READ, place="north", run=None):
    """Record a comparison: (new, still, gone)."""
    found = ledger.stock.record(
        "shop", place, [Seen(*one) for one in seen], skus=9, read_at=at, run=run
    )
    return found.new, found.still, found.gone


def test_a_difference_is_new_then_still_there_then_gone_and_may_come_back(ledger):
    """Each change is kept with its time; one of another class is the same difference."""
    assert kept(ledger, ("A", "oversell_risk", {"here": "5"}), ("B", "counted_short")) == (2, 0, 0)
    first = ledger.stock.open()[0]
    assert (first.sku, first.found, first.figures) == ("A", "oversell_risk", {"here": "5"})
    assert kept(ledger, ("A", "counted_short")) == (0, 1, 1)
    assert [(one.sku, one.since) for one in ledger.stock.open()] == [("A", first.since)]
    assert kept(ledger) == (0, 0, 1)
    assert kept(ledger, ("A", "only_here")) == (1, 0, 0)
    assert [change[1:] for change in ledger.stock.changes(first.id)] == [
        ("", "oversell_risk"),
        ("oversell_risk", "counted_short"),
        ("counted_short", ""),
        ("", "only_here"),
    ]


def test_what_was_not_compared_stays_as_it_is(ledger):
    """A shop that could not be read has not lost its differences."""
    kept(ledger, ("A", "oversell_risk"))
    kept(ledger, ("A", "oversell_risk"), place="south")
    kept(ledger, place="south")
    assert [one.place for one in ledger.stock.open()] == ["north"]


def test_the_newer_read_stands(ledger):
    """A slow run that read before another must not bring back what that one found gone."""
    kept(ledger, at=READ)
    with pytest.raises(NotMine, match="newer run"):
        kept(ledger, ("A", "oversell_risk"), at=READ - timedelta(minutes=1))
    assert ledger.stock.open() == []


def test_half_of_the_skus_gone_is_an_error_and_no_cleared_shop(ledger):
    """An empty list is a broken page, until a person says that it is right."""
    kept(ledger)
    ledger.stock.check("shop", "north", 5)
    with pytest.raises(ScreenChanged, match="4 SKUs; the last comparison had 9"):
        ledger.stock.check("shop", "north", 4)
    ledger.stock.check("shop", "north", 4, fewer=True)
    ledger.stock.check("shop", "south", 0)


def test_two_workers_at_once_keep_each_difference_once(ledger_url):
    """Both compare the same 1,200 SKUs at the same moment: none is lost, doubled or refused."""
    seen = [Seen(f"S{number}", "counted_short") for number in range(1200)]

    def compare(_worker: int) -> tuple[int, int, int]:
        with Ledger.open(ledger_url) as ledger:
            found = ledger.stock.record("warehouse", "SH", seen, skus=1200, read_at=READ)
            return found.new, found.still, found.gone

    with ThreadPoolExecutor(3) as workers:
        assert sorted(workers.map(compare, range(3))) == [(0, 1200, 0), (0, 1200, 0), (1200, 0, 0)]
    with Ledger.open(ledger_url) as ledger:
        rows = ledger.stock.open()
        assert len(rows) == 1200
        assert len(ledger.stock.changes(rows[0].id)) == 1
