"""Planning transfers: how many SKUs a second, and what they cost against filling greedily."""

from __future__ import annotations

import time
from decimal import Decimal
from random import Random

from bots.planning.routes import Lane, Move, Plan, cheapest
from tests.benchmarks.rows import Row, measured

SKUS = 2000
RUNS = 3
PLACES = ("SH", "GZ", "LA", "BJ")
Problem = tuple[dict, dict, list[Lane]]


def benchmark() -> list[Row]:
    """Four warehouses, twelve lanes; each SKU short in about half of them."""
    problems = [_problem(Random(run)) for run in range(RUNS)]
    speeds, ours, greedy = [], [], []
    for spare, short, lanes in problems:
        start = time.perf_counter()
        plan = cheapest(spare, short, lanes)
        speeds.append(SKUS / (time.perf_counter() - start))
        ours.append(float(_a_piece(plan)))
        greedy.append(float(_a_piece(_greedy(spare, short, lanes))))
    job, goal = "the cost of a piece that is moved", "solver"
    return [
        measured("SKUs planned", "solver", "SKUs/s", speeds),
        measured(job, goal, "CNY", ours),
        measured(job, "greedy, cheapest lane first", "CNY", greedy, against=((goal, None),)),
    ]


def _problem(random: Random) -> Problem:
    spare, short = {}, {}
    for number in range(SKUS):
        for place in PLACES:
            pieces = random.randint(-200, 200)
            (spare if pieces > 0 else short)[place, f"S{number}"] = abs(pieces)
    lanes = [
        Lane(one, other, Decimal(random.randint(50, 900)) / 100, days=random.randint(1, 9))
        for one in PLACES
        for other in PLACES
        if one != other
    ]
    return spare, short, lanes


def _greedy(spare: dict, short: dict, lanes: list[Lane]) -> Plan:
    """As by hand in a spreadsheet: the cheapest lane as full as it gets, then the next."""
    spare, short, moves = dict(spare), dict(short), []
    for sku in sorted({sku for _, sku in short}):
        for lane in sorted(lanes, key=lambda lane: lane.cost):
            here, there = (lane.source, sku), (lane.destination, sku)
            pieces = min(spare.get(here, 0), short.get(there, 0))
            if pieces:
                moves.append(Move(lane, sku, pieces))
                spare[here] -= pieces
                short[there] -= pieces
    return Plan(tuple(moves))


def _a_piece(plan: Plan) -> Decimal:
    return plan.cost / sum(move.pieces for move in plan.moves)
