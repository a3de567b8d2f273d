"""Transfers from stock levels: for the flow of their own, and for a stock check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bots.errors import SettingsError
from bots.ledger import Ledger, Snapshot
from bots.model import Draft, StockLevel, StockTarget, Unit
from bots.model.proposal import Kind
from bots.planning.demand import Place
from bots.planning.routes import Lane
from bots.planning.transfers import Position, Proposed, transfers
from bots.proposing.record import Recorded, record
from bots.proposing.stock import Stock, UnderWay, down, under_way, unread_skus
from bots.settings import Settings
from bots.settings_planning import LaneSettings, PlanningSettings


@dataclass(frozen=True)
class TransferPlan:
    """What would be proposed.

    Attributes:
        short: what stays short all the same.
        left_out: by reason, how many SKUs of warehouses were not planned.
    """

    drafts: tuple[Draft, ...]
    short: dict[Place, int]
    left_out: Counter[str]


def plan_transfers(
    ledger: Ledger, settings: Settings, stock: Stock, before: Snapshot
) -> TransferPlan:
    """Plan from the levels that were read after `before`.

    Raises SettingsError when the settings have no lanes.
    """
    planning = settings.planning
    if not planning.lanes:
        raise SettingsError(
            "the settings name no way from one warehouse to another",
            remedy="write [planning.warehouses] and [[planning.lanes]]: credentials.example.toml",
        )
    ours = under_way(before, planning)
    left_out: Counter[str] = Counter()
    positions = _positions(stock, ledger.stock_rules.targets(), planning, ours, left_out)
    zone = settings.the_erp().zone
    found: Proposed = transfers(
        positions,
        [_lane(lane) for lane in planning.lanes],
        currency=planning.currency,
        date=before.at.astimezone(zone).date(),
        role=planning.transfer.role,
    )
    return TransferPlan(found.drafts, dict(found.short), left_out)


def propose_transfers(
    ledger: Ledger,
    settings: Settings,
    levels: Sequence[StockLevel],
    before: Snapshot,
    run: int | None,
) -> Recorded:
    """Plan from levels that were read after `before`, and record it all: for a stock check.

    `before` is `ledger.proposals.snapshot()`.
    Levels of places that are not in `[planning.warehouses]` are left aside. Raises as
    `plan_transfers` does.
    """
    known = {
        (level.place, level.sku): level
        for level in levels
        if level.place in settings.planning.warehouses
    }
    plan = plan_transfers(ledger, settings, Stock(known), before)
    return record(ledger, settings.planning, Kind.TRANSFER, plan.drafts, run, before=before)


def _positions(
    stock: Stock,
    targets: Sequence[StockTarget],
    planning: PlanningSettings,
    ours: UnderWay,
    left_out: Counter[str],
) -> dict[Place, Position]:
    """Each SKU at each warehouse: what there is, and what should be there.

    A SKU that the ERP counts in one warehouse and does not name in another has none there; one
    that could not be read somewhere is planned nowhere.
    """
    wanted = {(row.warehouse, row.sku): (row.target, row.keep) for row in targets}
    unread = unread_skus(stock)
    units: dict[str, set[Unit]] = {}
    for level in stock.levels.values():
        units.setdefault(level.sku, set()).add(level.unit)
    positions: dict[Place, Position] = {}
    for sku in sorted(units):
        if sku in unread or "" in unread:
            left_out["unreadable"] += 1
        elif len(units[sku]) > 1:
            left_out["several units"] += 1
        else:
            positions |= _of_sku(sku, stock, wanted, planning, ours, left_out)
    return positions


def _of_sku(
    sku: str,
    stock: Stock,
    wanted: dict[Place, tuple[int, int]],
    planning: PlanningSettings,
    ours: UnderWay,
    left_out: Counter[str],
) -> dict[Place, Position]:
    positions: dict[Place, Position] = {}
    unit = next(level.unit for place, level in stock.levels.items() if place[1] == sku)
    for name, warehouse in planning.warehouses.items():
        usual = None
        if warehouse.target is not None:
            keep = warehouse.target if warehouse.keep is None else warehouse.keep
            usual = (warehouse.target, keep)
        goal = wanted.get((name, sku), usual)
        if goal is None:
            left_out["no target"] += 1
            continue
        level = stock.levels.get((name, sku)) or StockLevel(
            place=name, sku=sku, on_hand=0, available=0, unit=unit
        )
        available, incoming = ours.available(level), ours.incoming(level)
        positions[name, sku] = Position(
            available,
            incoming,
            *goal,
            unit=unit,
            taken=down(level.available) - available,
            brought=incoming - down(level.incoming),
        )
    return positions


def _lane(lane: LaneSettings) -> Lane:
    return Lane(lane.source, lane.destination, lane.cost, lane.journey, lane.minimum, lane.days)
