"""The sale form of a real Tryton, with the traps that Sao sets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bots.erps.tryton.erp import Erp
from bots.erps.tryton.lookup import Known
from bots.errors import BusinessError, OutcomeUnknown, SessionExpired
from tests.real.tryton.signed_in import THREE_LINES, line, sales_order, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def allow():
    """A guard that lets everything through."""


def told(sale):
    """A sale as the judge read it, in the words of the order that it was made of."""
    lines = [
        (one["product."]["code"], Decimal(str(one["quantity"])), one["unit_price"])
        for one in sale["lines"]
    ]
    return sale["party."]["name"], sale["currency."]["code"], sale["sale_date"], lines


def ordered(order):
    """The same of an order."""
    lines = [(one.sku, one.quantity, one.unit_price) for one in order.lines]
    return order.party, order.currency, order.date, lines


def of(judge, reference):
    """The sales with that reference."""
    return judge.sales([["reference", "=", reference]])


async def test_neighbours_in_the_completion_list_are_not_taken(tryton_erp, judge, new_reference):
    """Codes and names that begin alike, or hold wildcards and quotes, are each taken exactly."""
    order = sales_order(
        new_reference(),
        line("SCR-M4-1", "1", "9.99"),
        line("SCR-M4-100", "12", "0.1"),
        line("A%B_C", "1", "1234567.89"),
        line("Q'UOTE", "3", "5"),
        line("茶-01", "2", "88.8"),
        line("RICE-KG", "2.25", "6.4", unit="kilogram"),
        party="oscar",
        currency="USD",
    )
    await tryton_erp.enter(order, allow)
    (sale,) = of(judge, order.reference)
    assert told(sale) == ordered(order)
    assert sale["invoice_address"]
    assert sale["shipment_address"]


async def test_a_silently_rounded_quantity_is_not_saved(
    tryton_erp, judge, new_reference, monkeypatch
):
    """Sao makes 13 of 12.5 pieces and says nothing; the form is read back and not saved."""
    monkeypatch.setattr(Known, "check", lambda *_: None)  # it would refuse before the form
    order = sales_order(new_reference(), line("NUT-M4", "12.5", "1"))
    with pytest.raises(BusinessError) as refused:
        await tryton_erp.enter(order, allow)
    assert (refused.value.rule, refused.value.field) == ("altered_by_form", "lines[0].quantity")
    assert refused.value.reference == order.reference
    assert not of(judge, order.reference)


@pytest.mark.parametrize(
    ("lines", "changes", "rule", "field"),
    [
        ([line("OLD-1", "1", "1")], {}, "inactive_product", "lines[0].sku"),
        ([line("NUT-M4", "1", "1"), line("SCR", "1", "1")], {}, "unknown_sku", "lines[1].sku"),
        ([line("NUT-M4", "1.5", "1")], {}, "quantity_rounded", "lines[0].quantity"),
        ([line("NUT-M4", "1", "0.125")], {}, "amount_rounded", "lines[0].unit_price"),
        ([line("RICE-KG", "1", "1")], {}, "other_unit", "lines[0].unit"),
        (THREE_LINES, {"party": "osca"}, "unknown_party", "party"),
        (THREE_LINES, {"currency": "JPY"}, "unknown_currency", "currency"),
    ],
)
async def test_what_tryton_does_not_have_is_refused_before_anything_is_written(
    tryton_erp, judge, new_reference, lines, changes, rule, field
):
    """An order that Tryton cannot take is refused with rule, field and remedy, never asked for."""
    order = sales_order(new_reference(), *lines, **changes)

    async def never():
        pytest.fail("the submit was asked for")

    with pytest.raises(BusinessError) as refused:
        await tryton_erp.enter(order, never)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert refused.value.reference == order.reference
    assert refused.value.remedy
    assert not of(judge, order.reference)


async def test_a_session_lost_at_the_save_leaves_the_outcome_to_be_read_back(
    tryton, tryton_session, judge, new_reference
):
    """Signed out right before Save: unknown, nothing saved; signed in again it is entered once."""
    erp = Erp(tryton_session)
    order = sales_order(new_reference(), line("NUT-M4", "1", "1"))

    async def signed_out():
        tryton.end_sessions()

    with pytest.raises(OutcomeUnknown):
        await erp.enter(order, signed_out)
    with pytest.raises(SessionExpired):
        await erp.find(order.reference)
    assert not await tryton_session.again(lambda: erp.find(order.reference))
    await erp.enter(order, allow)
    assert len(of(judge, order.reference)) == 1


async def test_a_sale_left_as_a_draft_is_finished_by_the_next_bot(
    browser, tryton, tryton_erp, judge, new_reference, tmp_path
):
    """A bot that died between Save and Quote leaves a draft, which another one confirms, once."""
    order = sales_order(new_reference(), line("NUT-M4", "1", "1"))
    async with signed_in(browser, tryton, tmp_path) as dying:
        await Erp(dying).enter(order, allow)
    (record,) = await tryton_erp.find(order.reference)
    assert (record.state, record.number) == ("draft", "")
    await tryton_erp.confirm([record.id])
    (confirmed,) = await tryton_erp.find(order.reference)
    assert (confirmed.state, confirmed.id) == ("confirmed", record.id)
    assert confirmed.number
    assert len(of(judge, order.reference)) == 1
