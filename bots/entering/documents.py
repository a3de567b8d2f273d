"""Transfers and purchase orders of the ledger, entered in the ERP each once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bots.entering.once import Once
from bots.entering.plan import Planned
from bots.entering.target import BeforeSubmit, Pace, Target
from bots.entering.worker import Worker, in_thread
from bots.ledger import PURCHASE, TRANSFER, Item, Ledger
from bots.model import Found, PurchaseOrder, Transfer

if TYPE_CHECKING:
    from bots.erps.documents import Documents


class ErpTransfers(Target[Transfer]):
    """The ERP's transfers, by reference."""

    def __init__(self, erp: Documents) -> None:
        self._erp = erp

    async def find(self, keys: Collection[str]) -> Mapping[str, Sequence[Found[Transfer]]]:
        """See `Target.find`."""
        return await self._erp.find_transfers(keys)

    async def enter(self, thing: Transfer, before_submit: BeforeSubmit) -> None:
        """By the form; it stays a draft."""
        await self._erp.enter_transfer(thing, before_submit)

    async def finish(self, ids: Sequence[str]) -> None:
        """Confirm them."""
        await self._erp.confirm_transfers(ids)


class ErpPurchases(Target[PurchaseOrder]):
    """The ERP's purchase orders, by reference."""

    def __init__(self, erp: Documents) -> None:
        self._erp = erp

    async def find(self, keys: Collection[str]) -> Mapping[str, Sequence[Found[PurchaseOrder]]]:
        """See `Target.find`."""
        return await self._erp.find_purchases(keys)

    async def enter(self, thing: PurchaseOrder, before_submit: BeforeSubmit) -> None:
        """By the form; it stays a draft."""
        await self._erp.enter_purchase(thing, before_submit)

    async def finish(self, ids: Sequence[str]) -> None:
        """Confirm them."""
        await self._erp.confirm_purchases(ids)


_KINDS: dict[str, tuple[type[Any], type[Any]]] = {
    TRANSFER: (Transfer, ErpTransfers),
    PURCHASE: (PurchaseOrder, ErpPurchases),
}


class EnteringDocuments:
    """Enters the things that `Ledger.things` keeps of one kind. Not to be called twice at once."""

    def __init__(
        self, ledger: Ledger, kind: str, erp: Documents, pace: Pace, worker: Worker
    ) -> None:
        record, target = _KINDS[kind]
        self._ledger = ledger
        self._kind = kind
        self._record = record
        self._once: Once[Any] = Once(ledger, kind, target(erp), worker, pace)

    async def enter(self, references: Sequence[str]) -> list[Item]:
        """See `Once.do`."""
        return await self._once.do(await self._things(references))

    async def plan(self, references: Sequence[str]) -> list[Planned]:
        """What `enter` would do, for a dry run: reads the ERP, writes nothing."""
        return await self._once.plan_for(await self._things(references))

    async def _things(self, references: Sequence[str]) -> Mapping[str, Any]:
        get_many = self._ledger.things.get_many
        return await in_thread(get_many, self._kind, references, self._record)
