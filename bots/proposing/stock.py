"""The ERP's stock as planning needs it: read whole, with what approved proposals do to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

from bots.errors import BusinessError, ScreenChanged
from bots.ledger import Proposal, Snapshot, Standing
from bots.model import StockLevel
from bots.model.proposal import Kind
from bots.planning.demand import Place
from bots.settings_planning import PlanningSettings

_AT_LEAST = timedelta(days=2)
_UNKNOWN_WAY = timedelta(days=14)


@dataclass
class Stock:
    """The levels of the planned warehouses, by place.

    Attributes:
        unreadable: levels that could not be read rightly.
        elsewhere: how many levels are at places that are not planned for.
    """

    levels: dict[Place, StockLevel] = field(default_factory=dict)
    unreadable: list[BusinessError] = field(default_factory=list)
    elsewhere: int = 0


async def gathered(
    read: AsyncIterable[StockLevel | BusinessError], planning: PlanningSettings
) -> Stock:
    """All levels of a read.

    Raises ScreenChanged when a warehouse of the settings is not among them: an empty page would
    pass for empty shelves, and fill them by transfers from everywhere.
    """
    stock = Stock()
    places: Counter[str] = Counter()
    async for level in read:
        if isinstance(level, BusinessError):
            stock.unreadable.append(level)
            continue
        places[level.place] += 1
        if level.place in planning.warehouses:
            stock.levels[level.place, level.sku] = level
        else:
            stock.elsewhere += 1
    missing = [name for name in planning.warehouses if not places[name]]
    if missing:
        raise ScreenChanged(
            f"the ERP's stock has nothing of the warehouse {missing[0]}; "
            f"it has: {', '.join(sorted(places)) or 'nothing'}",
            remedy="name the warehouses in [planning.warehouses] as the ERP does",
        )
    return stock


@dataclass
class UnderWay:
    """What transfers and purchases of ours do that the ERP may not show yet, by place.

    `approved` ones are not in the ERP; `entered` ones are, and whether its figures count them
    already differs from ERP to ERP.
    """

    approved_out: Counter[Place] = field(default_factory=Counter)
    approved_in: Counter[Place] = field(default_factory=Counter)
    entered_out: Counter[Place] = field(default_factory=Counter)
    entered_in: Counter[Place] = field(default_factory=Counter)
    on_order: dict[str, Counter[Place]] = field(default_factory=dict)

    def available(self, level: StockLevel) -> int:
        """Whole pieces that can be given away: what is reserved for ours counts once."""
        place = (level.place, level.sku)
        reserved = level.on_hand - level.available
        entered = max(Decimal(self.entered_out[place]) - max(reserved, Decimal(0)), Decimal(0))
        return down(level.available - entered) - self.approved_out[place]

    def incoming(self, level: StockLevel) -> int:
        """Whole pieces on their way: what the ERP shows, or what we entered, if it shows less."""
        place = (level.place, level.sku)
        shown = down(level.incoming)
        return max(shown, self.entered_in[place]) + self.approved_in[place]


def under_way(before: Snapshot, planning: PlanningSettings) -> UnderWay:
    """From the proposals that are approved, and those that were entered a journey ago at most."""
    days = {(lane.source, lane.destination): lane.days for lane in planning.lanes}
    found = UnderWay()
    for one in before.proposals:
        ends = (one.draft.source, one.draft.destination)
        if one.draft.kind is Kind.PURCHASE:
            if one.state is Standing.APPROVED:
                found.on_order[one.key] = _pieces(one, ends[1])
        elif one.state is Standing.APPROVED:
            found.approved_out += _pieces(one, ends[0])
            found.approved_in += _pieces(one, ends[1])
        elif one.state is Standing.ENTERED and _travels(one, days.get(ends), before.at):
            found.entered_out += _pieces(one, ends[0])
            found.entered_in += _pieces(one, ends[1])
    return found


def _travels(one: Proposal, days: int | None, now: datetime) -> bool:
    journey = _UNKNOWN_WAY if days is None else max(timedelta(days=days), _AT_LEAST)
    return one.decided_at is not None and now < one.decided_at + journey


def _pieces(one: Proposal, warehouse: str) -> Counter[Place]:
    return Counter({(warehouse, line.sku): int(line.quantity) for line in one.draft.lines})


def down(value: Decimal) -> int:
    """Whole pieces of it."""
    return int(value.to_integral_value(ROUND_FLOOR))


def unread_skus(stock: Stock) -> set[str]:
    """The SKUs of the levels that could not be read; "" when one of them cannot be told."""
    return {
        (error.reference or "").partition("/")[2].partition("/")[2] for error in stock.unreadable
    }
