"""The ERP's sales orders as a target of the protocol."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from bots.entering.target import BeforeSubmit, Target
from bots.model import ErpRecord, Found, SalesOrder

if TYPE_CHECKING:
    from bots.erps import Erp


class ErpSales(Target[SalesOrder]):
    """Sales orders, by the reference of the platform's order."""

    def __init__(self, erp: Erp) -> None:
        self._erp = erp

    async def find(self, keys: Collection[str]) -> Mapping[str, Sequence[Found[SalesOrder]]]:
        """See `Target.find`; one is looked up by itself, many in one read of all."""
        if len(keys) == 1:
            (key,) = keys
            return {key: _found(await self._erp.find(key))}
        records = await self._erp.find_many(keys)
        return {key: _found(records[key]) for key in keys}

    async def present(self, keys: Collection[str]) -> Collection[str]:
        """By the ERP's list of all references."""
        there = await self._erp.references()
        return {key for key in keys if there.get(key)}

    async def enter(self, thing: SalesOrder, before_submit: BeforeSubmit) -> None:
        """By the form; it stays a draft."""
        await self._erp.enter(thing, before_submit)

    async def finish(self, ids: Sequence[str]) -> None:
        """Confirm them."""
        await self._erp.confirm(ids)


def _found(records: Sequence[ErpRecord]) -> list[Found[SalesOrder]]:
    return [
        Found(
            id=record.id,
            thing=record.order,
            number=record.number,
            state="draft" if record.state == "draft" else "confirmed",
        )
        for record in records
    ]
