"""Hostile text through a real Tryton: data there as everywhere, by the form and by the import."""

from __future__ import annotations

import pytest

from bots.erps.tryton.wording import to_comment
from bots.model.record import normalised_text
from tests.hostile.values import NUMBERS, TEXTS
from tests.real.tryton.signed_in import line, sales_order

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def allow():
    """A guard that lets everything through."""


def orders_with(reference):
    """An order for each hostile text, some with references that are hostile too."""
    names = [*NUMBERS, *[""] * len(TEXTS)]
    return [
        sales_order(
            f"{reference()}{name}",
            line("NUT-M4", "1", "1"),
            note=note,
            ship_to="\n".join(part for part in (text[:300], "Street 1") if part),
        )
        for note, text, name in zip(TEXTS.values(), reversed(TEXTS.values()), names, strict=False)
    ]


@pytest.mark.parametrize("way", ["import", pytest.param("form", marks=pytest.mark.slow)])
async def test_hostile_text_is_data_in_tryton(tryton_erp, judge, new_reference, way):
    """What was entered reads back equal, through the adapter and through bare JSON-RPC."""
    orders = orders_with(new_reference)
    if way == "form":
        orders = orders[:: len(orders) // 8]
        for order in orders:
            await tryton_erp.enter(order, allow)
    else:
        await tryton_erp.enter_many(orders, allow)
    found = await tryton_erp.find_many([order.reference for order in orders])
    for order in orders:
        (record,) = found[order.reference]
        assert record.order.content_hash == order.content_hash, ascii(order)
        (sale,) = judge.sales([["reference", "=", order.reference]])
        told = normalised_text(to_comment(order.ship_to, order.note))
        assert normalised_text(sale["comment"]) == told
