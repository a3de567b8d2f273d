"""Transfers between warehouses: who is short, who has to spare, and the cheapest way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bots.model import Currency, Draft, ProposedLine, Unit
from bots.model.money import product, total_of
from bots.model.proposal import Kind
from bots.planning.routes import Lane, Move, Plan, cheapest
from bots.planning.writing import Writing, plain

Place = tuple[str, str]
"""(warehouse, SKU)."""


@dataclass(frozen=True)
class Position:
    """Whole pieces of a SKU at a warehouse.

    Attributes:
        available: on hand, less reserved, less what our own transfers take; may be negative.
        incoming: on its way there, with what our own transfers bring.
        target: what should be there; `keep`: what it does not give away.
        taken, brought: how much of the two is of our own transfers, and not the ERP's figure.
    """

    available: int
    incoming: int
    target: int
    keep: int
    unit: Unit = Unit.PIECE
    taken: int = 0
    brought: int = 0

    @property
    def short(self) -> int:
        """What is missing to the target, when all that is on its way has come."""
        return max(self.target - self.available - self.incoming, 0)

    @property
    def urgent(self) -> int:
        """How much of that is sold already."""
        return max(-self.available - self.incoming, 0)

    @property
    def spare(self) -> int:
        """What could be given away today: nothing that is still on its way."""
        return max(self.available - self.keep, 0)


@dataclass(frozen=True)
class Proposed:
    """The transfers to propose, one a lane, and what stays short all the same."""

    drafts: tuple[Draft, ...]
    short: Mapping[Place, int]


def transfers(
    positions: Mapping[Place, Position],
    lanes: Sequence[Lane],
    *,
    currency: Currency,
    date: dt.date,
    role: str,
) -> Proposed:
    """What to move so that as little as can be stays short, at the least cost in `currency`."""
    spare = {place: one.spare for place, one in positions.items() if one.spare}
    short = {place: one.short for place, one in positions.items() if one.short}
    urgent = {place: one.urgent for place, one in positions.items() if one.urgent}
    plan = cheapest(spare, short, lanes, urgent)
    left = dict(short)
    for move in plan.moves:
        left[move.lane.destination, move.sku] -= move.pieces
    by_lane: dict[tuple[str, str], list[Move]] = {}
    for move in plan.moves:
        by_lane.setdefault(move.lane.ends, []).append(move)
    make = _Maker(positions, lanes, plan, left, currency, date, role)
    drafts = tuple(make.draft(moves) for _, moves in sorted(by_lane.items()))
    return Proposed(drafts, {place: count for place, count in left.items() if count})


@dataclass(frozen=True)
class _Maker:
    """Puts the moves of a lane into a draft."""

    positions: Mapping[Place, Position]
    lanes: Sequence[Lane]
    plan: Plan
    left: Mapping[Place, int]
    currency: Currency
    date: dt.date
    role: str

    def draft(self, moves: Sequence[Move]) -> Draft:
        lane = moves[0].lane
        moves = sorted(moves, key=lambda move: move.sku)
        amounts = [product(Decimal(move.pieces), lane.cost) for move in moves]
        amount = total_of((*amounts, lane.journey))
        writing = Writing()
        for move, cost in zip(moves, amounts, strict=True):
            self._write(writing, move, cost)
        self._write_total(writing, lane, amounts, amount)
        return Draft(
            kind=Kind.TRANSFER,
            source=lane.source,
            destination=lane.destination,
            date=self.date,
            lines=tuple(self._line(move) for move in moves),
            amount=amount,
            currency=self.currency,
            working=writing.working(),
            role=self.role,
        )

    def _line(self, move: Move) -> ProposedLine:
        unit = self.positions[move.lane.source, move.sku].unit
        return ProposedLine(sku=move.sku, quantity=Decimal(move.pieces), unit=unit)

    def _write(self, writing: Writing, move: Move, cost: Decimal) -> None:
        lane, sku = move.lane, move.sku
        there = self.positions[lane.destination, sku]
        here = self.positions[lane.source, sku]
        _write_ours(writing, sku, lane, here, there)
        writing.say(
            "{sku}: {to} should have {target}; it has {available} available and {incoming} on "
            "the way: {target} - {available} - {incoming} = {short} short",
            "{sku}：{to} 应有 {target}；可用 {available}，在途 {incoming}："
            "{target} - {available} - {incoming} = {short}，缺 {short}",
            sku=sku,
            to=lane.destination,
            target=there.target,
            available=_signed(there.available),
            incoming=there.incoming,
            short=there.short,
        )
        writing.say(
            "{sku}: {source} has {available} available and keeps {keep}: "
            "{available} - {keep} = {spare} to spare",
            "{sku}：{source} 可用 {available}，自留 {keep}：{available} - {keep} = {spare}，可调出",
            sku=sku,
            source=lane.source,
            available=here.available,
            keep=here.keep,
            spare=here.spare,
        )
        writing.say(
            "{sku}: move {pieces}: {pieces} × {cost} = {amount} {currency}; other ways: {ways}",
            "{sku}：调拨 {pieces}：{pieces} × {cost} = {amount} {currency}；其他路线：{ways_zh}",
            sku=sku,
            pieces=move.pieces,
            cost=lane.cost,
            amount=cost,
            currency=self.currency,
            ways=self._other_ways(lane, sku, "{} at {}, {} to spare") or "none",
            ways_zh=self._other_ways(lane, sku, "{} 单价 {}，可调出 {}") or "无",
        )
        if left := self.left[lane.destination, sku]:
            writing.say(
                "{sku}: {to} stays {left} short: no more can be moved there",
                "{sku}：{to} 仍缺 {left}：无法再调入",
                sku=sku,
                to=lane.destination,
                left=left,
            )

    def _other_ways(self, taken: Lane, sku: str, words: str) -> str:
        """From where else it could have come: the warehouse, a piece's cost, what it can spare."""
        others = [
            words.format(lane.source, plain(lane.cost), self.positions[lane.source, sku].spare)
            for lane in sorted(self.lanes, key=lambda lane: (lane.cost, lane.ends))
            if lane.destination == taken.destination
            and lane.ends != taken.ends
            and (lane.source, sku) in self.positions
            and self.positions[lane.source, sku].spare
        ]
        return "; ".join(others)

    def _write_total(
        self, writing: Writing, lane: Lane, amounts: Sequence[Decimal], amount: Decimal
    ) -> None:
        parts = [plain(one) for one in (*amounts, lane.journey)]
        writing.say(
            "the moves and the journey: {parts} = {amount} {currency}; {days} days on the way",
            "各项与运程费用：{parts} = {amount} {currency}；在途 {days} 天",
            parts=" + ".join(parts),
            amount=amount,
            currency=self.currency,
            days=lane.days,
        )
        if not self.plan.proven:
            writing.say(
                "The time for planning was up: a cheaper plan may exist.",
                "规划时间已到：可能还有更省的方案。",
            )


def _write_ours(writing: Writing, sku: str, lane: Lane, here: Position, there: Position) -> None:
    """Where our own transfers change what the ERP shows: by how much."""
    if there.brought:
        writing.say(
            "{sku}: to {to} the ERP shows {shown} on the way, our transfers bring {ours} more: "
            "{shown} + {ours} = {incoming}",
            "{sku}：ERP 显示 {to} 在途 {shown}，我方调拨另有 {ours}：{shown} + {ours} = {incoming}",
            sku=sku,
            to=lane.destination,
            shown=there.incoming - there.brought,
            ours=there.brought,
            incoming=there.incoming,
        )
    if here.taken:
        writing.say(
            "{sku}: at {source} the ERP shows {shown} available, our transfers take {ours}: "
            "{shown} - {ours} = {available}",
            "{sku}：ERP 显示 {source} 可用 {shown}，我方调拨占用 {ours}："
            "{shown} - {ours} = {available}",
            sku=sku,
            source=lane.source,
            shown=_signed(here.available + here.taken),
            ours=here.taken,
            available=here.available,
        )


def _signed(number: int) -> str:
    return f"({number})" if number < 0 else str(number)
