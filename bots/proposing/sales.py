"""What the ledger's orders tell planning: what was sold a day, and what the ERP lacks yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import islice

from bots.errors import SettingsError
from bots.ledger import ENTER_ORDER, Ledger, State
from bots.ledger.follow import CANCELLED, TURNED_DOWN
from bots.model import Order
from bots.planning.demand import Demand, Place, Window, owed
from bots.settings import Settings

_AT_ONCE = 500
_NOT_THERE = [state for state in State if state is not State.ENTERED]


def warehouse_of_shops(settings: Settings) -> Mapping[str, str]:
    """From which warehouse each shop's orders are sent; the only one there is needs no naming.

    Raises SettingsError for a shop of which nobody says.
    """
    warehouses = settings.planning.warehouses
    told = {shop: name for name, one in warehouses.items() for shop in one.shops}
    if len(warehouses) == 1:
        told = {**dict.fromkeys(settings.shops, next(iter(warehouses))), **told}
    for shop in settings.shops:
        if shop not in told:
            raise SettingsError(
                f"no warehouse sends the orders of the shop {shop}",
                remedy=f'add it to a warehouse: [planning.warehouses.NAME] shops = ["{shop}"]',
            )
    return told


def sold(ledger: Ledger, settings: Settings, now: datetime) -> Demand:
    """What the shops of the settings sold, by day, ERP SKU and warehouse."""
    zone = settings.the_erp().zone
    window = Window(now.astimezone(zone).date(), settings.planning.demand_days, zone)
    warehouses, skus = warehouse_of_shops(settings), ledger.skus.map()
    demand = Demand(window)
    for stored in ledger.orders.find(since=window.read_from, until=window.read_until):
        shop = settings.shops.get(stored.order.shop)
        if shop is not None:
            demand.add(stored.order, warehouses[shop.name], shop.platform, skus)
    return demand


def not_in_erp(ledger: Ledger, settings: Settings) -> dict[Place, Decimal]:
    """Pieces that orders ask for which the ERP must hold and does not hold yet."""
    items = ledger.items.search(states=_NOT_THERE, kind=ENTER_ORDER, limit=None)
    keys = iter([item.key for item in items if item.rule not in {CANCELLED, TURNED_DOWN}])
    orders: list[Order] = []
    while some := list(islice(keys, _AT_ONCE)):
        orders += ledger.orders.get_many(some).values()
    platforms = {name: shop.platform for name, shop in settings.shops.items()}
    known = [order for order in orders if order.shop in platforms and order.status.enterable]
    return owed(known, warehouse_of_shops(settings), platforms, ledger.skus.map())
