"""What was read of shipments goes into the ledger: work items of the kind `write_back`."""

from __future__ import annotations

from dataclasses import dataclass

from bots.errors import BusinessError
from bots.ledger import WRITE_BACK, Actor, Item, Ledger, State
from bots.model import Shipment
from bots.shipping.sorting import Sorted
from bots.shipping.target import refusal

_READ_NOW = frozenset(
    {"unknown_carrier", "unreadable_shipment", "unreadable_row", "several_numbers",
     "conflicting_shipments"}
)  # fmt: skip
"""Rules of items that only could not be read: once they can, they are tried without a person."""
_VOIDED = "cancelled"  # nobody has to do anything
_VOIDED_TOLD = "label_voided"


@dataclass(frozen=True)
class Keeper:
    """Writes into the ledger for one run."""

    ledger: Ledger
    run: int

    @property
    def actor(self) -> Actor:
        """Who writes."""
        return Actor(f"run {self.run}", self.run)

    def keep(self, read: Sorted) -> list[Item]:
        """Keep everything that was read; the items of what is for a person."""
        for key, shipment in read.live.items():
            self._want(key, shipment)
        stale = [self._void(key, *voided) for key, voided in read.voided.items()]
        refused = [self._refuse(key, error) for key, error in read.refused.items()]
        return [*refused, *(item for item in stale if item and item.rule == _VOIDED_TOLD)]

    def _want(self, key: str, shipment: Shipment) -> None:
        """A work item, once; one that could not be read before is tried now."""
        items = self.ledger.items
        try:
            item = self.ledger.things.want(WRITE_BACK, key, shipment, shipment.shop, self.actor)
        except BusinessError as error:  # the same number by another carrier than before
            self._refuse(key, error)
            return
        if item.state is State.REJECTED and item.rule in _READ_NOW:
            items.retry(item.id, self.actor.name)

    def _refuse(self, key: str, error: BusinessError) -> Item:
        """Into the worklist, unless it stands there already or the shop was told of it."""
        items = self.ledger.items
        shop, slash, _ = (error.reference or "").partition("/")
        self.ledger.things.open(WRITE_BACK, [key], shop if slash else "file", self.actor)
        item = items.find_many([key], WRITE_BACK)[key]
        if item.state in {State.NEW, State.REJECTED} and item.message != error.message:
            return items.reject(item, error, self.actor)
        return item

    def _void(self, key: str, shipment: Shipment, heir: str) -> Item | None:
        """A voided label is not told; one that was told needs another in its place, or a person."""
        items = self.ledger.items
        item = items.find_many([key], WRITE_BACK).get(key)
        if item is None:
            return None
        if item.state in {State.NEW, State.REJECTED} and item.rule != _VOIDED:
            error = refusal(shipment, _VOIDED, "its label was voided", "nothing to do")
            return items.reject(item, error, self.actor)
        if item.state is State.ENTERED and not heir and item.rule != _VOIDED_TOLD:
            why = f"the shop shows {shipment.tracking}, whose label was voided"
            remedy = "print another label and run it again, or take the number out of the shop"
            error = refusal(shipment, _VOIDED_TOLD, why, remedy)
            return items.wait(item, error, rule=_VOIDED_TOLD, by=self.actor)
        return None if heir else item

    def replaced(self, shipment: Shipment) -> None:
        """The shop was told of the new number: what waited for that is settled."""
        for number in shipment.replaces:
            key = f"{shipment.reference} {number}"
            item = self.ledger.items.find_many([key], WRITE_BACK).get(key)
            if item is not None and item.rule == _VOIDED_TOLD:
                why = f"the shop was told of {shipment.tracking} in its place"
                self.ledger.items.resolve(item.id, self.actor.name, why)
