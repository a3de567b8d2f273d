"""Sao's sale form, changed as it draws: the right sale in Tryton, or an error and no sale."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from bots.erps.tryton.erp import Erp
from bots.erps.tryton.wording import to_comment
from bots.errors import BotsError
from bots.model.record import normalised_text
from tests.drift.changing import Changing
from tests.real.tryton.signed_in import line, sales_order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]
SCRIPT = (Path(__file__).parent / "tryton" / "sao_changes.js").read_text("utf-8")
KEEPING = ("wrapped fields", "other labels", "more classes", "a banner", "a field beside")
BREAKING = (
    "a renamed field",
    "a field twice",
    "no comment",
    "a reference cut short",
    "a comment of its own",
    "rounded quantities",
    "rounded prices",
    "prices without numbers",
    "a calendar of another kind",
    "a save button of another name",
    "two save buttons",
    "a dead save button",
    "entries in other words",
    "entries twice",
    "no dialog for lines",
    "lines out of sight",
)


def right(sale, order) -> bool:
    """Whether what Tryton stored is what was to be entered."""
    lines = [
        (one["product."]["code"], Decimal(str(one["quantity"])), one["unit_price"])
        for one in sale["lines"]
    ]
    head = (sale["reference"], sale["party."]["name"], sale["currency."]["code"])
    return (
        head == (order.reference, order.party, order.currency)
        and sale["sale_date"] == order.date
        and lines == [(one.sku, one.quantity, one.unit_price) for one in order.lines]
        and normalised_text(sale["comment"] or "")
        == normalised_text(to_comment(order.ship_to, order.note))
    )


async def entered(session, judge, reference, change):
    """What Tryton holds more than before, after an order was entered on the changed form."""
    before = {sale["id"] for sale in judge.sales()}
    order = sales_order(reference, line("SCR-M4-10", "3", "1.23"), line("NUT-M4", "200", "0.0725"))
    erp = Erp(Changing(session, SCRIPT.replace("[CHANGE]", f"[{json.dumps(change)}]")))
    error = None
    try:
        await erp.enter(order, _nothing)
    except BotsError as stopped:
        error = stopped
    finally:
        await erp._desks._close()
    return order, [sale for sale in judge.sales() if sale["id"] not in before], error


@pytest.mark.parametrize("change", KEEPING)
async def test_a_form_that_only_looks_different_takes_the_right_sale(
    tryton_session, judge, new_reference, change
):
    """The sale is stored once and as it is."""
    order, new, error = await entered(tryton_session, judge, new_reference(), change)
    assert error is None
    assert [right(sale, order) for sale in new] == [True]


@pytest.mark.parametrize("change", BREAKING)
async def test_a_form_that_is_another_never_takes_a_wrong_sale(
    tryton_session, judge, new_reference, change
):
    """Nothing is stored, or the right sale is; what stops the entering is told."""
    order, new, error = await entered(tryton_session, judge, new_reference(), change)
    assert [sale for sale in new if not right(sale, order)] == []
    assert len(new) <= 1
    assert new or error


async def _nothing() -> None:
    """Nothing is to be done before the submit."""
