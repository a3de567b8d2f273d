"""A shop as the entering protocol sees it: told of a parcel, and read back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from bots.entering.target import BeforeSubmit, Target
from bots.errors import BusinessError
from bots.model import Carrier, Found, OrderStatus, Shipment
from bots.parcels import Shown
from bots.platforms.shipping import Shipping

_UNDER_WAY = frozenset({OrderStatus.PAID, OrderStatus.SHIPPED})


class ShopParcels(Target[Shipment]):
    """Shipments by their keys. A number that a new label replaces is as good as none.

    What an interrupted call has left half told is not found, and told to its end.
    """

    where = "shop"

    def __init__(self, shipping: Shipping, shipments: Mapping[str, Shipment]) -> None:
        self._shipping = shipping
        self._shipments = shipments

    async def find(self, keys: Collection[str]) -> Mapping[str, Sequence[Found[Shipment]]]:
        """What the shop shows of each order, as the shipment that it would be."""
        return {key: await self._found(self._shipments[key]) for key in keys}

    async def enter(self, thing: Shipment, before_submit: BeforeSubmit) -> None:
        """Tell the shop; what only a person can decide is a BusinessError, and nothing is told."""
        if thing.voided:
            raise refusal(thing, "cancelled", "its label was voided", "nothing to do")
        shown = await self._shipping.shipped(thing.number)
        if isinstance(shown, BusinessError):
            raise shown
        if shown.status not in _UNDER_WAY:
            raise _not_to_be_shipped(thing, shown)
        if shown.tracking in {"", thing.tracking}:
            await self._shipping.ship(thing, before_submit)
        elif shown.tracking in thing.replaces:
            await self._shipping.replace(thing, before_submit)
        else:
            why = f"the shop shows {shown.tracking}, which is no label that this one replaces"
            raise refusal(thing, "other_tracking", why, _COMPARE)

    async def _found(self, thing: Shipment) -> list[Found[Shipment]]:
        shown = await self._shipping.shipped(thing.number)
        if isinstance(shown, BusinessError) or not shown.tracking:
            return []
        if shown.tracking in thing.replaces or _is_half_told(shown, thing):
            return []
        there = {"tracking": shown.tracking, "carrier": shown.carrier or Carrier.OTHER}
        return [Found(id=thing.number, number=shown.tracking, thing=thing.model_copy(update=there))]


_COMPARE = "see which parcel went out, put it right in the shop, then: bots items resolve"


def _is_half_told(shown: Shown, thing: Shipment) -> bool:
    return shown.tracking == thing.tracking and not shown.complete


def _not_to_be_shipped(thing: Shipment, shown: Shown) -> BusinessError:
    return refusal(
        thing,
        "not_to_be_shipped",
        f"it is under way as {thing.tracking}, and the shop says {shown.status}",
        "stop the parcel or settle it with the buyer; if the shop is wrong, put it right there, "
        "then: bots items retry",
    )


def refusal(shipment: Shipment, rule: str, why: str, remedy: str) -> BusinessError:
    """Why a shop is not told of this shipment."""
    return BusinessError(
        f"{shipment.reference}: {why}", rule=rule, reference=shipment.reference, remedy=remedy
    )
