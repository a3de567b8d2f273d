"""What was read of shipments, sorted: which are told to shops, which are for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from bots.errors import BusinessError
from bots.model import Shipment
from bots.model.shipment import key_of
from bots.shipping.target import refusal

_LOOK = "see which parcel went out, mend it where it was read from, then run it again"


@dataclass
class Sorted:
    """Every shipment that was read is in one of these, by its key.

    Attributes:
        live: with a label in force, the one of their order: to be told.
        voided: labels that go nowhere; with the key of the label in their place, or "".
        refused: for a person, with why.
    """

    live: dict[str, Shipment] = field(default_factory=dict)
    voided: dict[str, tuple[Shipment, str]] = field(default_factory=dict)
    refused: dict[str, BusinessError] = field(default_factory=dict)


@dataclass(frozen=True)
class Unread:
    """What could not be read: the key that it goes by in the worklist, and why."""

    key: str
    error: BusinessError


def sort(read: Iterable[Shipment | Unread], told: Collection[str] = ()) -> Sorted:
    """Sort what was read; `told` are keys that shops were told of before.

    Of two labels in force of one order nobody can say which is right: both are for a person, but
    one that the shop was told of already stays.
    """
    sorted_ = Sorted()
    orders: dict[str, dict[str, Shipment]] = defaultdict(dict)
    for one in read:
        if isinstance(one, Unread):
            sorted_.refused[one.key] = one.error
        else:
            _put(orders[one.reference], one, sorted_)
    for shipments in orders.values():
        _sort_order(shipments, set(told), sorted_)
    return sorted_


def _put(shipments: dict[str, Shipment], one: Shipment, sorted_: Sorted) -> None:
    """The same row twice is one; the same number with something else is for a person."""
    there = shipments.setdefault(one.key, one)
    if there.voided != one.voided or there.carrier != one.carrier:
        why = f"{one.tracking} was read twice, and differs"
        sorted_.refused[one.key] = refusal(one, "conflicting_shipments", why, _LOOK)


def _sort_order(shipments: Mapping[str, Shipment], told: set[str], sorted_: Sorted) -> None:
    whole = {key: one for key, one in shipments.items() if key not in sorted_.refused}
    gone = {number for one in whole.values() for number in one.replaces}
    live = {key: one for key, one in whole.items() if not one.voided and one.tracking not in gone}
    if len(live) > 1:
        numbers = ", ".join(sorted(one.tracking for one in live.values()))
        for key, one in live.items():
            if key not in told:
                why = f"it has {len(live)} labels in force: {numbers}"
                sorted_.refused[key] = refusal(one, "several_numbers", why, _LOOK)
    sorted_.live |= {key: one for key, one in live.items() if key not in sorted_.refused}
    heir = next(iter(live)) if len(live) == 1 else ""
    for key, one in whole.items():
        if key not in live:
            sorted_.voided[key] = (one.model_copy(update={"voided": True}), heir)


def unread(error: BusinessError, tracking: str = "", place: str = "") -> Unread:
    """What could not be read, under the key of the shipment, or of the place where it stands."""
    return Unread(key_of(error.reference or place, tracking).strip(), error)
