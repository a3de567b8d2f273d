"""One shop is told what is due: each shipment once, with read-back."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from bots.entering import Once, Planned, Worker
from bots.errors import TryAgain
from bots.ledger import WRITE_BACK, Item, Ledger, State
from bots.model import Shipment
from bots.platforms.shipping import shipping_of
from bots.settings import Settings
from bots.shipping.target import ShopParcels
from bots.sites import Shop

MOST = 1000


def due(ledger: Ledger, shop: str, fresh: Mapping[str, Shipment]) -> dict[str, Shipment]:
    """The shop's shipments that want work now; as they were read now, else as they are kept."""
    keys = ledger.items.due(MOST, shop=shop, kind=WRITE_BACK)
    kept = ledger.things.get_many(WRITE_BACK, keys, Shipment)
    known = {**kept, **fresh}
    return {key: known[key] for key in keys if key in known}


async def write_back(
    ledger: Ledger, settings: Settings, shop: Shop, worker: Worker, wanted: Mapping[str, Shipment]
) -> list[Item]:
    """Tell the shop; the items as they then stand."""
    once = _once(ledger, settings, shop, worker, wanted)
    return await shop.session.again(lambda: once.do(wanted))


async def plan(
    ledger: Ledger, settings: Settings, shop: Shop, wanted: Mapping[str, Shipment]
) -> list[Planned]:
    """What `write_back` would do: reads, writes nothing."""
    once = _once(ledger, settings, shop, Worker("dry-run"), wanted)
    return await shop.session.again(lambda: once.plan_for(wanted))


def _once(
    ledger: Ledger, settings: Settings, shop: Shop, worker: Worker, wanted: Mapping[str, Shipment]
) -> Once[Shipment]:
    shipping = shipping_of(shop.session, shop.settings.platform)
    target = ShopParcels(shipping, wanted)
    return Once(ledger, WRITE_BACK, target, worker, settings.shipping, shop=shop.settings.name)


def not_yet(items: Sequence[Item]) -> TryAgain | None:
    """The trouble of shipments that the shop was not told of yet, and that nobody waits for."""
    left = [item for item in items if not (item.state.done or item.state.needs_person)]
    if not left:
        return None
    return TryAgain(
        f"{len(left)} shipments are not told yet, and will be tried again: {left[0].key}, ...",
        remedy="nothing is lost: the next run reads the shop back and goes on with them",
    )


async def told(ledger: Ledger, keys: list[str]) -> set[str]:
    """Those of `keys` that their shops were told of."""
    found = await asyncio.to_thread(ledger.items.find_many, keys, WRITE_BACK)
    return {key for key, item in found.items() if item.state is State.ENTERED}
