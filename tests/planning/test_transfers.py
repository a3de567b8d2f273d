"""Transfers as they are proposed: who gives, who gets, and the arithmetic beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from bots.model import Currency
from bots.planning.routes import Lane
from bots.planning.transfers import Position, transfers
from tests.planning.following import follow

DAY = dt.date(2026, 11, 25)
LANES = (
    Lane("SH", "GZ", Decimal("1.20"), journey=Decimal(50), days=3),
    Lane("LA", "GZ", Decimal(9), minimum=10, days=20),
    Lane("GZ", "SH", Decimal("1.20"), days=3),
)


def proposed(positions, lanes=LANES):
    return transfers(positions, lanes, currency=Currency.CNY, date=DAY, role="stock")


def test_a_transfer_shows_who_is_short_who_gives_and_what_it_costs():
    """Short 55 of 60; SH gives 55 at 1.20, and the journey costs 50."""
    found = proposed({("GZ", "A"): Position(5, 0, 60, 60), ("SH", "A"): Position(300, 0, 60, 120)})
    (draft,) = found.drafts
    assert (draft.source, draft.destination, draft.amount) == ("SH", "GZ", Decimal("116.00"))
    assert [(line.sku, line.quantity) for line in draft.lines] == [("A", 55)]
    assert [says for _, says, _ in follow(draft.working.en)] == [55, 180, 66, 116]
    assert found.short == {}
    assert "300 - 120 = 180 to spare" in draft.working.en[1]
    assert "300 - 120 = 180，可调出" in draft.working.zh[1]


def test_what_is_on_its_way_is_not_asked_for_again_and_is_not_given_away():
    """Incoming goods fill a target, but nobody can ship them on today."""
    assert (
        proposed({("GZ", "A"): Position(5, 55, 60, 60), ("SH", "A"): Position(99, 0, 0, 0)}).drafts
        == ()
    )
    found = proposed({("GZ", "A"): Position(5, 0, 60, 60), ("SH", "A"): Position(0, 500, 60, 60)})
    assert (found.drafts, found.short) == ((), {("GZ", "A"): 55})


def test_what_stays_short_is_said():
    """SH has 20 to spare, LA 40 but cannot send: the rest is named, in the proposal too."""
    found = proposed(
        {
            ("GZ", "A"): Position(-5, 0, 60, 60),
            ("SH", "A"): Position(80, 0, 60, 60),
        }
    )
    assert found.short == {("GZ", "A"): 45}
    assert "stays 45 short" in "\n".join(found.drafts[0].working.en)
    assert "仍缺 45" in "\n".join(found.drafts[0].working.zh)
    assert "60 - (-5) - 0 = 65" in found.drafts[0].working.en[0]


def test_other_ways_are_named_with_their_price():
    """A person sees that LA could have sent, at nine each."""
    found = proposed(
        {
            ("GZ", "A"): Position(5, 0, 60, 60),
            ("SH", "A"): Position(300, 0, 60, 120),
            ("LA", "A"): Position(70, 0, 0, 0),
        },
        [Lane("SH", "GZ", Decimal("1.20")), Lane("LA", "GZ", Decimal(9))],
    )
    assert "other ways: LA at 9, 70 to spare" in found.drafts[0].working.en[2]


def test_a_solver_that_ran_out_of_time_is_said_to_have(monkeypatch):
    """The proposal does not call itself the cheapest then."""
    monkeypatch.setattr("bots.planning.solver.Model.solve", lambda *_: ([55], False))
    found = proposed({("GZ", "A"): Position(5, 0, 60, 60), ("SH", "A"): Position(300, 0, 0, 0)})
    assert "cheaper plan may exist" in found.drafts[0].working.en[-1]


stock = st.builds(
    lambda available, incoming, target, more: Position(available, incoming, target, target + more),
    st.integers(-20, 200),
    st.integers(0, 40),
    st.integers(0, 100),
    st.integers(0, 50),
)


@given(
    st.dictionaries(st.tuples(st.sampled_from(["SH", "GZ", "LA"]), st.sampled_from("AB")), stock)
)
def test_no_warehouse_falls_under_what_it_keeps_and_all_sums_come_out(positions):
    """What is short is filled or named, and every written sum is right."""
    found = proposed(positions)
    given_away, got = {}, {}
    for draft in found.drafts:
        for line in draft.lines:
            source, there = (draft.source, line.sku), (draft.destination, line.sku)
            given_away[source] = given_away.get(source, 0) + line.quantity
            got[there] = got.get(there, 0) + line.quantity
        for written, says, is_really in follow(draft.working.en):
            assert says == is_really, written
    for place, one in positions.items():
        assert given_away.get(place, 0) <= one.spare
        assert got.get(place, 0) + found.short.get(place, 0) == one.short
