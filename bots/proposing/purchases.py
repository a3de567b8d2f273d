"""Purchases from stock levels, sales, suppliers and what is on order already."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bots.errors import BusinessError, SettingsError
from bots.ledger import Ledger, Snapshot
from bots.model import Draft, PurchaseOrder
from bots.model.money import total_of
from bots.planning.demand import Place
from bots.planning.purchases import Known, purchases
from bots.planning.replenishment import Held, Lead, Policy
from bots.proposing.sales import not_in_erp, sold
from bots.proposing.stock import Stock, UnderWay, under_way, unread_skus
from bots.settings import Settings
from bots.settings_planning import PlanningSettings


@dataclass
class OnOrder:
    """The ERP's open purchase orders, and those of them that could not be read."""

    orders: list[PurchaseOrder] = field(default_factory=list)
    unreadable: list[BusinessError] = field(default_factory=list)


@dataclass(frozen=True)
class PurchasePlan:
    """What would be proposed.

    Attributes:
        left_out: by reason, how many SKUs of warehouses were not planned.
        enough: how many need nothing now.
        unmapped: lines of orders that are in no figure, because the mapping lacks their SKU.
    """

    drafts: tuple[Draft, ...]
    left_out: Counter[str]
    enough: int
    unmapped: int


async def gathered(read: AsyncIterable[PurchaseOrder | BusinessError]) -> OnOrder:
    """All open purchase orders of a read."""
    found = OnOrder()
    async for one in read:
        if isinstance(one, BusinessError):
            found.unreadable.append(one)
        else:
            found.orders.append(one)
    return found


def plan_purchases(
    ledger: Ledger, settings: Settings, stock: Stock, on_order: OnOrder, before: Snapshot
) -> PurchasePlan:
    """Plan every supply that was imported, from what was read after `before`.

    Raises SettingsError when none was imported.
    """
    planning = settings.planning
    supplies = [
        row for row in ledger.stock_rules.supplies() if row.warehouse in planning.warehouses
    ]
    if not supplies:
        raise SettingsError(
            "it is not known who supplies what",
            remedy="import a spreadsheet of supplies: bots proposals import FILE",
        )
    demand = sold(ledger, settings, before.at)
    ours = under_way(before, planning)
    known = Known(
        held=_held(stock, ours, on_order.orders, not_in_erp(ledger, settings), planning),
        sold=demand.history,
        targets={(row.warehouse, row.sku): row.target for row in ledger.stock_rules.targets()},
        leads={
            name: Lead(one.lead_days, one.lead_deviation)
            for name, one in planning.suppliers.items()
        },
    )
    day = before.at.astimezone(settings.the_erp().zone).date()
    found = purchases(supplies, known, _policy(planning), date=day, role=planning.purchase.role)
    left_out = Counter(one.why for one in found.left_out)
    return PurchasePlan(
        found.drafts, Counter(left_out), found.enough, sum(demand.unmapped.values())
    )


def _held(
    stock: Stock,
    ours: UnderWay,
    orders: Sequence[PurchaseOrder],
    owed: dict[Place, Decimal],
    planning: PlanningSettings,
) -> dict[Place, Held]:
    """By place; a SKU that the ERP counts in some warehouse has none where it is not named."""
    coming = _coming(ours, orders)
    unread = unread_skus(stock)
    held = {}
    for sku in {sku for _, sku in stock.levels}:
        if sku in unread or "" in unread:
            continue
        for name in planning.warehouses:
            place = (name, sku)
            level = stock.levels.get(place)
            held[place] = Held(
                available=level.available - ours.approved_out[place] if level else Decimal(0),
                incoming=Decimal(ours.incoming(level)) if level else Decimal(0),
                on_order=total_of(pieces for _, pieces in coming.get(place, ())),
                orders=tuple(coming.get(place, ())),
                owed=owed.get(place, Decimal(0)),
            )
    return held


def _coming(
    ours: UnderWay, orders: Sequence[PurchaseOrder]
) -> dict[Place, list[tuple[str, Decimal]]]:
    """Still to come of the ERP's open purchases, and of ours that are approved and not there."""
    coming: dict[Place, list[tuple[str, Decimal]]] = {}
    for order in orders:
        for line in order.lines:
            place = (order.warehouse, line.sku)
            coming.setdefault(place, []).append((order.reference, line.quantity))
    there = {order.reference for order in orders}
    for key in ours.on_order.keys() - there:
        for place, count in ours.on_order[key].items():
            coming.setdefault(place, []).append((key, Decimal(count)))
    return {place: sorted(pieces) for place, pieces in coming.items()}


def _policy(planning: PlanningSettings) -> Policy:
    return Policy(
        planning.service_level,
        planning.review_days,
        planning.cover_days,
        planning.least_history,
    )
