"""Sao's import dialog, and the list's own buttons, on a real Tryton."""

from __future__ import annotations

import pytest

from bots.erps.tryton.erp import Erp
from bots.errors import BusinessError, NotMine, OutcomeUnknown
from tests.real.tryton.signed_in import THREE_LINES, line, sales_order, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOT_COMPARED = {"id", "number", "reference", "sale"}


async def allow():
    """A guard that lets everything through."""


def content(sale):
    """What two sales of the same order must share, whichever way they came."""
    lines = [
        {name: value for name, value in one.items() if name not in NOT_COMPARED}
        for one in sale["lines"]
    ]
    return {name: sale[name] for name in sale if name not in NOT_COMPARED} | {"lines": lines}


def orders_of(reference):
    """Five orders that differ in what an order can differ in; `reference` gives their keys."""
    return [
        sales_order(reference()),
        sales_order(reference(), line("SCR-M4-1", "1", "9.99"), party="oscar outlet"),
        sales_order(reference(), line("茶-01", "2", "88.8"), ship_to="", note=""),
        sales_order(reference(), line("Q'UOTE", "3", "5"), currency="EUR", note=""),
        sales_order(reference(), line("A%B_C", "1", "1234567.89"), party="北店", ship_to=""),
    ]


async def confirmed(erp, orders):
    """Confirm what was entered for these orders."""
    found = await erp.find_many([order.reference for order in orders])
    await erp.confirm([record.id for records in found.values() for record in records])


async def test_both_ways_give_the_same_sales(tryton_erp, judge, new_reference):
    """Five orders by the form, and the same five by the import, are equal for the judge."""
    typed, imported = orders_of(new_reference), orders_of(new_reference)
    for order in typed:
        await tryton_erp.enter(order, allow)
    await tryton_erp.enter_many(imported, allow)
    await confirmed(tryton_erp, [*typed, *imported])
    sales = {sale["reference"]: sale for sale in judge.sales()}
    for one, other in zip(typed, imported, strict=True):
        assert content(sales[one.reference]) == content(sales[other.reference])
        assert sales[one.reference]["state"] == "processing"


async def test_a_batch_is_all_or_nothing(tryton_erp, judge, new_reference):
    """One order that Tryton cannot take keeps the whole batch out, and is named."""
    good = sales_order(new_reference())
    bad = sales_order(new_reference(), line("OLD-1", "1", "1"))
    with pytest.raises(BusinessError) as refused:
        await tryton_erp.enter_many([good, bad], allow)
    assert refused.value.reference == bad.reference
    references = [good.reference, bad.reference]
    assert not judge.sales([["reference", "in", references]])


async def test_tryton_refusing_the_file_makes_nothing(tryton_erp, judge, new_reference):
    """A price with more digits than Tryton keeps is refused by Tryton, for the whole file."""
    orders = [
        sales_order(new_reference()),
        sales_order(new_reference(), line("NUT-M4", "10000", "1.12345")),
    ]
    with pytest.raises(BusinessError) as refused:
        await tryton_erp.enter_many(orders, allow)
    assert refused.value.rule == "erp_refused"
    assert not judge.sales([["reference", "in", [order.reference for order in orders]]])


async def test_a_worker_that_lost_its_items_imports_nothing(tryton_erp, judge, new_reference):
    """The guard is asked after the file was chosen, and before it is sent."""
    order = sales_order(new_reference())

    async def lost():
        raise NotMine("paused past its lease")

    with pytest.raises(NotMine):
        await tryton_erp.enter_many([order], lost)
    assert not judge.sales([["reference", "=", order.reference]])


async def test_an_import_whose_answer_was_lost_is_read_back(
    tryton_erp, judge, new_reference, monkeypatch
):
    """The answer to the import is lost on its way: unknown; every order is found, and once."""
    orders = [sales_order(new_reference()) for _ in range(3)]

    async def lose_the_answer(route, _send_by):
        if "import_data" not in (route.request.post_data or ""):
            await route.continue_()
            return
        await route.fetch(max_retries=0)
        await route.abort("connectionreset")

    monkeypatch.setattr("bots.send_once._once", lose_the_answer)
    with pytest.raises(OutcomeUnknown):
        await tryton_erp.enter_many(orders, allow)
    found = await tryton_erp.find_many([order.reference for order in orders])
    for order in orders:
        (record,) = found[order.reference]
        assert record.order.content_hash == order.content_hash
    assert len(judge.sales([["reference", "in", list(found)]])) == len(orders)


async def test_a_long_batch_is_confirmed_from_the_list(tryton_erp, judge, new_reference):
    """Thirty orders in one file become thirty confirmed sales, each once."""
    orders = [sales_order(new_reference(), *THREE_LINES) for _ in range(30)]
    await tryton_erp.enter_many(orders, allow)
    await confirmed(tryton_erp, orders)
    sales = judge.sales([["reference", "in", [order.reference for order in orders]]])
    assert sorted(sale["reference"] for sale in sales) == sorted(
        order.reference for order in orders
    )
    assert {sale["state"] for sale in sales} == {"processing"}


async def test_sales_that_were_quoted_already_are_confirmed_with_the_drafts(
    tryton_erp, judge, new_reference
):
    """What a bot that died between Quote and Confirm left is finished with the rest, each once."""
    orders = [sales_order(new_reference()) for _ in range(3)]
    await tryton_erp.enter_many(orders, allow)
    (quoted, *_) = judge.sales([["reference", "=", orders[0].reference]])
    judge.call("model.sale.sale.quote", [quoted["id"]])
    await confirmed(tryton_erp, orders)
    sales = judge.sales([["reference", "in", [order.reference for order in orders]]])
    assert [sale["state"] for sale in sales] == ["processing"] * 3


@pytest.fixture
def list_without_buttons(judge):
    """The list of sales as Tryton ships it, until the test is over."""
    mine = [["model", "=", "sale.sale"], ["inherit", "!=", None], ["module", "=", None]]
    (view,) = judge.call(
        "model.ir.ui.view.search_read", mine, 0, None, None, ["model", "inherit", "data"]
    )
    judge.call("model.ir.ui.view.delete", [view.pop("id")])
    yield
    judge.call("model.ir.ui.view.create", [view])


@pytest.mark.slow
async def test_a_list_without_buttons_is_confirmed_form_by_form(
    browser, tryton, list_without_buttons, judge, new_reference, tmp_path
):
    """Where no administrator gave the list its buttons, each sale is confirmed by its form."""
    orders = [sales_order(new_reference()) for _ in range(2)]
    async with signed_in(browser, tryton, tmp_path) as session:
        erp = Erp(session)
        await erp.enter_many(orders, allow)
        await confirmed(erp, orders)
    sales = judge.sales([["reference", "in", [order.reference for order in orders]]])
    assert [sale["state"] for sale in sales] == ["processing"] * 2
