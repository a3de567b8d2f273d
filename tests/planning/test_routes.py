"""The transportation problem: small cases against trying everything, and the odd ones by hand."""

from __future__ import annotations

import itertools
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.errors import TechnicalError
from bots.planning import routes
from bots.planning.routes import Lane, Move, Plan, cheapest

ONE = Decimal(1)


def lane(source, destination, cost="1", **more):
    return Lane(source, destination, Decimal(cost), **more)


def moved(plan):
    return {(*move.lane.ends, move.sku): move.pieces for move in plan.moves}


def test_the_cheapest_lane_is_taken_and_the_next_when_it_is_empty():
    """GZ needs 10; SH has 6 at 1, LA the rest at 9."""
    plan = cheapest(
        {("SH", "A"): 6, ("LA", "A"): 50},
        {("GZ", "A"): 10},
        [lane("SH", "GZ", "1"), lane("LA", "GZ", "9")],
    )
    assert moved(plan) == {("SH", "GZ", "A"): 6, ("LA", "GZ", "A"): 4}
    assert plan.cost == 6 * 1 + 4 * 9


def test_the_cheapest_lane_of_one_is_left_to_whom_it_saves_more():
    """Greedy would cost 1 + 100; the whole plan costs 2 + 3."""
    plan = cheapest(
        {("P", "A"): 1, ("Q", "A"): 1},
        {("X", "A"): 1, ("Y", "A"): 1},
        [lane("P", "X", "1"), lane("P", "Y", "3"), lane("Q", "X", "2"), lane("Q", "Y", "100")],
    )
    assert moved(plan) == {("P", "Y", "A"): 1, ("Q", "X", "A"): 1}
    assert plan.cost == 5


@pytest.mark.parametrize(
    ("spare", "short", "lanes"),
    [
        ({}, {}, []),
        ({("SH", "A"): 5}, {}, [lane("SH", "GZ")]),
        ({}, {("GZ", "A"): 5}, [lane("SH", "GZ")]),
        ({("SH", "A"): 0}, {("GZ", "A"): 0}, [lane("SH", "GZ")]),
        ({("SH", "A"): 5}, {("GZ", "B"): 5}, [lane("SH", "GZ")]),
        ({("SH", "A"): 5}, {("GZ", "A"): 5}, []),
        ({("SH", "A"): 5}, {("GZ", "A"): 5}, [lane("GZ", "SH")]),
        ({("SH", "A"): 5}, {("GZ", "A"): 5}, [lane("SH", "GZ", minimum=6)]),
    ],
)
def test_where_nothing_can_be_moved_nothing_is_proposed(spare, short, lanes):
    """Nothing to spare, nothing short, no lane, too little for the lane: an empty plan."""
    assert cheapest(spare, short, lanes) == Plan(())


def test_lanes_at_no_cost_and_equal_lanes_give_one_plan_whatever_their_order():
    """Many plans cost the same; the same input gives the same one, by the quicker lane."""
    spare = {("P", "A"): 3, ("Q", "A"): 3}
    short = {("X", "A"): 3}
    free = [lane("P", "X", "0", days=5), lane("Q", "X", "0", days=2)]
    plan = cheapest(spare, short, free)
    assert moved(plan) == {("Q", "X", "A"): 3}
    assert cheapest(dict(reversed(spare.items())), short, free[::-1]) == plan


def test_pieces_that_are_sold_already_go_first_even_where_it_costs_more():
    """Five to spare: the three that Y has sold go there at 9, before X is filled up at 1."""
    plan = cheapest(
        {("P", "A"): 5},
        {("X", "A"): 10, ("Y", "A"): 10},
        [lane("P", "X", "1"), lane("P", "Y", "9")],
        urgent={("Y", "A"): 3},
    )
    assert moved(plan) == {("P", "X", "A"): 2, ("P", "Y", "A"): 3}


def test_one_journey_that_carries_all_is_better_than_two():
    """Each journey costs 50: both SKUs go with the dearer lane, in one."""
    plan = cheapest(
        {("P", "A"): 5, ("P", "B"): 5, ("Q", "A"): 5},
        {("X", "A"): 5, ("X", "B"): 5},
        [lane("P", "X", "2", journey=Decimal(50)), lane("Q", "X", "1", journey=Decimal(50))],
    )
    assert {move.lane.source for move in plan.moves} == {"P"}
    assert plan.cost == 50 + 10 * 2


def test_a_least_quantity_is_kept_though_another_lane_must_help():
    """Twelve are short; lane P takes ten or none, so the other two come from Q."""
    plan = cheapest(
        {("P", "A"): 40, ("Q", "A"): 2},
        {("X", "A"): 12},
        [lane("P", "X", "5", minimum=10), lane("Q", "X", "1")],
    )
    assert moved(plan) == {("P", "X", "A"): 10, ("Q", "X", "A"): 2}


def test_costs_with_many_places_are_exact():
    """A cost of 0.000001 is not lost beside one of 1,000,000."""
    plan = cheapest(
        {("P", "A"): 1, ("Q", "A"): 1},
        {("X", "A"): 1},
        [lane("P", "X", "1000.000001"), lane("Q", "X", "1000.000002")],
    )
    assert moved(plan) == {("P", "X", "A"): 1}


def test_two_lanes_between_the_same_ends_are_a_mistake():
    """Nobody could say which of them is meant."""
    with pytest.raises(ValueError, match="two lanes from P to X"):
        cheapest({}, {}, [lane("P", "X"), lane("P", "X")])


def test_an_answer_that_moves_what_is_not_there_is_not_believed(monkeypatch):
    """A solver's slip stops the planning; it does not become a transfer."""
    monkeypatch.setattr("bots.planning.solver.Model.solve", lambda *_: ([7], True))
    with pytest.raises(TechnicalError, match="not there"):
        cheapest({("P", "A"): 5}, {("X", "A"): 9}, [lane("P", "X")])


PLACES, SKUS = ("P", "Q"), ("A", "B")
pieces = st.integers(0, 3) | st.integers(2, 3)


@st.composite
def problems(draw):
    """Two sources, two destinations, two SKUs; all kinds of costs, journeys, least quantities."""
    spare = {
        (place, sku): draw(pieces) for place in PLACES for sku in SKUS[: draw(st.integers(1, 2))]
    }
    short = {
        (place, sku): draw(pieces) for place in "XY" for sku in SKUS[: draw(st.integers(1, 2))]
    }
    pairs = draw(
        st.sets(st.sampled_from([(p, x) for p in PLACES for x in "XY"]), min_size=1, max_size=3)
    )
    lanes = [
        Lane(
            *pair,
            cost=Decimal(draw(st.integers(0, 400))) / 100,
            journey=Decimal(draw(st.sampled_from([0, 0, 3]))),
            minimum=draw(st.integers(1, 3)),
            days=draw(st.integers(0, 3)),
        )
        for pair in sorted(pairs)
    ]
    urgent = {place: draw(st.integers(0, count)) for place, count in short.items()}
    return spare, short, lanes, urgent


def worth(moves, urgent):
    """What is wanted of a plan, the first thing first; smaller is better."""
    into = Counter()
    for move in moves:
        into[move.lane.destination, move.sku] += move.pieces
    helped = sum(min(into[place], count) for place, count in urgent.items())
    days = sum(move.pieces * move.lane.days for move in moves)
    return -helped, -sum(into.values()), Plan(tuple(moves)).cost, days


def every_plan(spare, short, lanes):
    """All plans there are, by counting through them."""
    ways = [(lane, sku) for lane in lanes for sku in SKUS]
    options = [
        [
            0,
            *range(
                lane.minimum,
                min(spare.get((lane.source, sku), 0), short.get((lane.destination, sku), 0)) + 1,
            ),
        ]
        for lane, sku in ways
    ]
    for counts in itertools.product(*options):
        out, into = Counter(), Counter()
        for (way, sku), count in zip(ways, counts, strict=True):
            out[way.source, sku] += count
            into[way.destination, sku] += count
        if all(n <= spare.get(k, 0) for k, n in out.items()) and all(
            n <= short.get(k, 0) for k, n in into.items()
        ):
            yield [Move(w, s, n) for (w, s), n in zip(ways, counts, strict=True) if n]


@given(problems())
def test_no_plan_is_better_than_the_solvers(problem):
    """Against every plan there is: none helps more, moves more, costs less or is quicker."""
    spare, short, lanes, urgent = problem
    plan = cheapest(spare, short, lanes, urgent)
    best = min(worth(moves, urgent) for moves in every_plan(spare, short, lanes))
    assert worth(plan.moves, urgent) == best
    assert plan.proven


def test_many_skus_are_planned_in_parts_as_they_would_be_together(monkeypatch):
    """Where no journey is paid, parts give the same plan."""
    spare = {(place, f"S{n}"): n % 7 for n in range(40) for place in PLACES}
    short = {(place, f"S{n}"): n % 5 for n in range(40) for place in "XY"}
    lanes = [lane(p, x, str(cost)) for cost, (p, x) in enumerate(itertools.product(PLACES, "XY"))]
    whole = cheapest(spare, short, lanes)
    monkeypatch.setattr(routes, "AT_ONCE", 3)
    assert cheapest(spare, short, lanes).cost == whole.cost > 0


@given(problems())
def test_a_plan_stays_within_what_there_is(problem):
    """No place gives more than it has to spare, none gets more than it lacks."""
    spare, short, lanes, urgent = problem
    for move in cheapest(spare, short, lanes, urgent).moves:
        assert move.lane.minimum <= move.pieces
        assert move.pieces <= spare[move.lane.source, move.sku]
        assert move.pieces <= short[move.lane.destination, move.sku]
