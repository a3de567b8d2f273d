"""Surplus to deficit at least cost: the transportation problem, solved by HiGHS through SciPy.

The problem is Hitchcock's (1941): sources with so much to spare, destinations that need so much,
a cost for each piece on each lane. With least quantities and a price for each journey it becomes
a mixed-integer one, so it is always given to the mixed-integer solver; without these its linear
relaxation is whole already, and the solver is done at its first step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bots.errors import TechnicalError
from bots.model.money import product, total_of
from bots.model.planning import MOST_PIECES

if TYPE_CHECKING:
    from bots.planning.solver import Model

SECONDS = 60.0
"""How long the solver may look for something cheaper; see `Plan.proven`."""
AT_ONCE = 200
"""SKUs in one model where none depends on another: the solver's time grows with the square."""
Stock = Mapping[tuple[str, str], int]
"""(place, SKU) -> pieces."""


@dataclass(frozen=True)
class Lane:
    """A way from one warehouse to another.

    Attributes:
        cost: of one piece.
        journey: of one transfer, however much is in it.
        minimum: the least pieces of a SKU that are worth moving.
        days: until it is there.
    """

    source: str
    destination: str
    cost: Decimal
    journey: Decimal = Decimal(0)
    minimum: int = 1
    days: int = 0

    @property
    def ends(self) -> tuple[str, str]:
        """From where, and to where."""
        return self.source, self.destination


@dataclass(frozen=True)
class Move:
    """So many pieces of a SKU along a lane."""

    lane: Lane
    sku: str
    pieces: int


@dataclass(frozen=True)
class Plan:
    """What to move. `proven`: nothing cheaper moves as much; else the time was up."""

    moves: tuple[Move, ...]
    proven: bool = True

    @property
    def cost(self) -> Decimal:
        """Of all pieces and all journeys."""
        journeys = {move.lane.ends: move.lane.journey for move in self.moves}
        pieces = (product(Decimal(move.pieces), move.lane.cost) for move in self.moves)
        return total_of((*pieces, *journeys.values()))


def cheapest(
    spare: Stock, short: Stock, lanes: Sequence[Lane], urgent: Stock | None = None
) -> Plan:
    """What to move from `spare` to `short` along `lanes`: first as much as can be, then cheaply.

    In this order: the most `urgent` pieces (a part of `short`: sold, and not there), the most
    pieces, the least cost, the fewest days on the way. What cannot be moved is left; the same
    input always gives the same plan. Raises ValueError for two lanes between the same ends.
    """
    _check_input(spare, short, lanes)
    moves: list[Move] = []
    proven = True
    for routes in _apart(_routes(spare, short, lanes)):
        pieces, sure = _model(spare, short, routes, urgent or {}).solve(SECONDS)
        proven = proven and sure
        moves += [
            Move(lane, sku, count)
            for (lane, sku), count in zip(routes, pieces, strict=False)
            if count
        ]
    _check_answer(moves, spare, short)
    return Plan(tuple(moves), proven)


def _apart(routes: Sequence[tuple[Lane, str]]) -> Iterator[list[tuple[Lane, str]]]:
    """The routes in parts that can be planned apart: SKUs meet only in journeys that are paid."""
    together = any(lane.journey for lane, _ in routes)
    skus = list(dict.fromkeys(sku for _, sku in routes))
    size = len(skus) if together else AT_ONCE
    for start in range(0, len(skus), max(size, 1)):
        part = set(skus[start : start + size])
        yield [route for route in routes if route[1] in part]


def _routes(spare: Stock, short: Stock, lanes: Sequence[Lane]) -> list[tuple[Lane, str]]:
    """The lanes that a SKU can take: something to spare at one end, short at the other."""
    skus = sorted({sku for (_, sku), count in short.items() if count > 0})
    return [
        (lane, sku)
        for sku in skus
        for lane in sorted(lanes, key=lambda lane: lane.ends)
        if _most(spare, short, lane, sku) >= max(lane.minimum, 1)
    ]


def _most(spare: Stock, short: Stock, lane: Lane, sku: str) -> int:
    return min(spare.get((lane.source, sku), 0), short.get((lane.destination, sku), 0))


def _model(spare: Stock, short: Stock, routes: Sequence[tuple[Lane, str]], urgent: Stock) -> Model:
    """The variables are the pieces on each route, then the rest."""
    from bots.planning.solver import Model  # SciPy takes half a second to import

    model = Model()
    out: dict[tuple[str, str], list[int]] = {}
    into: dict[tuple[str, str], list[int]] = {}
    trips: dict[tuple[str, str], list[int]] = {}
    for lane, sku in routes:
        most = _most(spare, short, lane, sku)
        number = model.whole(most, least=lane.minimum)
        out.setdefault((lane.source, sku), []).append(number)
        into.setdefault((lane.destination, sku), []).append(number)
        trips.setdefault(lane.ends, []).append(number)
    for place, numbers in out.items():
        model.at_most(dict.fromkeys(numbers, 1), spare[place])
    for place, numbers in into.items():
        model.at_most(dict.fromkeys(numbers, 1), short[place])
    _aims(model, routes, into, trips, urgent)
    return model


def _aims(
    model: Model,
    routes: Sequence[tuple[Lane, str]],
    into: Mapping[tuple[str, str], Sequence[int]],
    trips: Mapping[tuple[str, str], Sequence[int]],
    urgent: Stock,
) -> None:
    """What is wanted, the first thing first; whole numbers all."""
    lanes = [lane for lane, _ in routes]
    unit = _unit(lanes)
    cost = {number: int(lane.cost * unit) for number, lane in enumerate(lanes)}
    for numbers in trips.values():
        journey = lanes[numbers[0]].journey
        if journey:
            goes = model.yes_or_no()
            cost[goes] = int(journey * unit)
            for number in numbers:
                model.only_if(number, goes)
    soon: dict[int, int] = {}
    for place, numbers in into.items():
        if urgent.get(place, 0) > 0:
            helped = model.whole(urgent[place])
            soon[helped] = -1
            model.at_most({helped: 1, **dict.fromkeys(numbers, -1)}, 0)
    model.aim(soon)
    model.aim(dict.fromkeys(range(len(lanes)), -1))
    model.aim(cost)
    model.aim({number: lane.days for number, lane in enumerate(lanes)})


def _unit(lanes: Iterable[Lane]) -> int:
    """What to multiply costs by, so that all are whole."""
    amounts = [amount for lane in lanes for amount in (lane.cost, lane.journey)]
    places = [-int(amount.as_tuple().exponent) for amount in amounts]
    unit: int = 10 ** max(*places, 0)
    return unit


def _check_input(spare: Stock, short: Stock, lanes: Sequence[Lane]) -> None:
    twice = [ends for ends, count in Counter(lane.ends for lane in lanes).items() if count > 1]
    if twice:
        raise ValueError(f"two lanes from {twice[0][0]} to {twice[0][1]}")
    if any(not 0 <= count <= MOST_PIECES for stock in (spare, short) for count in stock.values()):
        raise ValueError(f"pieces are from 0 to {MOST_PIECES}")


def _check_answer(moves: Sequence[Move], spare: Stock, short: Stock) -> None:
    """The solver works in floats, and SciPy has passed on answers out of bounds (issue 22812)."""
    out: Counter[tuple[str, str]] = Counter()
    into: Counter[tuple[str, str]] = Counter()
    for move in moves:
        out[move.lane.source, move.sku] += move.pieces
        into[move.lane.destination, move.sku] += move.pieces
    too_few = any(move.pieces < move.lane.minimum for move in moves)
    if (
        too_few
        or any(count > spare[place] for place, count in out.items())
        or any(count > short[place] for place, count in into.items())
    ):
        raise TechnicalError(
            "the solver's plan moves what is not there; nothing was proposed",
            remedy="keep this run's log and tell the developers",
        )
