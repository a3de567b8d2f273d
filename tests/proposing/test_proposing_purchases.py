"""From sales, stock, suppliers and open purchases to purchase proposals."""

from __future__ import annotations

import datetime as dt
from datetime import timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError, SettingsError
from bots.ledger import Actor, Outcome
from bots.model import Currency, OrderStatus, PurchaseLine, PurchaseOrder, StockTarget
from bots.model.proposal import Kind
from bots.proposing.purchases import OnOrder, gathered, plan_purchases
from bots.proposing.record import record
from bots.proposing.sales import not_in_erp, warehouse_of_shops
from bots.proposing.stock import Stock
from tests.proposing.conftest import NOW, at, level, order, supply

ANN = Actor("ann")


@pytest.fixture
def selling(books):
    """Two or four of A a day for eight weeks, all of it in the ERP; ACME supplies it."""
    for days in range(1, 57):
        books.orders.record(order(days, 2 + 2 * (days % 2)))
    in_erp(books)
    books.stock_rules.put([supply()], "ann")
    return books


def in_erp(books):
    keys = [item.key for item in books.items.search(limit=None)]
    for item in books.items.claim(keys, "worker"):
        books.items.entered(item, Outcome.ENTERED, erp_id=item.key)


def plan(books, settings, available=40, *, on_order=None, now=NOW, **more):
    found = [level("SH", "A", available, **more), level("GZ", "A", 0), level("LA", "A", 0)]
    stock = Stock({(one.place, one.sku): one for one in found})
    return plan_purchases(books, settings, stock, on_order or OnOrder(), at(books, now))


def coming(pieces, reference="PO9"):
    return PurchaseOrder(
        reference=reference,
        supplier="ACME",
        warehouse="SH",
        currency=Currency.CNY,
        date=dt.date(2026, 11, 20),
        lines=(PurchaseLine(sku="A", quantity=Decimal(pieces), price=Decimal(2)),),
    )


def pieces(plan):
    return [int(line.quantity) for draft in plan.drafts for line in draft.lines]


def test_a_purchase_lifts_the_position_to_the_level_of_the_service(selling, settings):
    """Three a day, 14 + 7 days of lead and review, 14 to last, and a safety stock."""
    (draft,) = plan(selling, settings).drafts
    assert (draft.source, draft.destination, draft.role) == ("ACME", "SH", "buyer")
    told = "\n".join(draft.working.en)
    assert "sold in 56 days: 168; a day = 168 / 56 = 3" in told
    assert "reorder point = 3 × (14 + 7) + " in told
    assert draft.lines[0].quantity > 3 * 35 - 40
    assert draft.amount == draft.lines[0].quantity * 2


def test_enough_is_left_alone(selling, settings):
    """Above the reorder point nothing is proposed."""
    found = plan(selling, settings, 400)
    assert (found.drafts, found.enough) == ((), 1)


def test_open_purchases_in_the_erp_are_counted(selling, settings):
    """What is still to come fills the position."""
    (without,) = pieces(plan(selling, settings))
    (draft,) = plan(selling, settings, on_order=OnOrder([coming(10)])).drafts
    assert draft.lines[0].quantity == without - 10
    assert "A: on order: PO9 (10)" in draft.working.en


def test_orders_that_the_erp_lacks_are_counted_against(selling, settings):
    """Nine sold today and not entered yet are gone, though the ERP still shows them."""
    (before,) = pieces(plan(selling, settings))
    selling.orders.record(order(0, 9, number="today"))
    assert not_in_erp(selling, settings) == {("SH", "A"): Decimal(9)}
    assert pieces(plan(selling, settings)) == [before + 9]
    selling.orders.record(order(0, 9, number="today", status=OrderStatus.CANCELLED))
    assert not_in_erp(selling, settings) == {}


def test_an_approved_purchase_counts_until_the_erp_shows_it_and_then_once(selling, settings):
    """Before it is entered, and after, it is on order once."""
    first = plan(selling, settings)
    (draft,) = first.drafts
    _, one = selling.proposals.propose(draft, ANN)
    selling.proposals.approve(one.id, ANN, one.seen_hash)
    tomorrow = NOW + timedelta(days=1)
    assert plan(selling, settings, now=tomorrow).drafts == ()
    shown = OnOrder([coming(int(draft.lines[0].quantity), one.key)])
    assert plan(selling, settings, on_order=shown, now=tomorrow).drafts == ()
    less = OnOrder([coming(5, one.key)])  # the rest has come: it is on order no more
    assert pieces(plan(selling, settings, on_order=less, now=tomorrow)) != []


def test_a_new_sku_waits_for_a_target(books, settings):
    """Three days of sales: left out, and said so; with a target it is filled up to that."""
    books.orders.record(order(3))
    in_erp(books)
    books.stock_rules.put([supply()], "ann")
    assert plan(books, settings).left_out == {"new, no target": 1}
    books.stock_rules.put([StockTarget(sku="A", warehouse="SH", target=60, keep=60)], "ann")
    assert pieces(plan(books, settings)) == [20]


def test_lines_that_the_mapping_lacks_are_told(selling, settings):
    """Their demand is in no figure, so a person must know."""
    strange = order(5, number="x")
    line = strange.lines[0].model_copy(update={"sku": "NH-?"})
    selling.orders.record(strange.model_copy(update={"lines": (line,)}))
    assert plan(selling, settings).unmapped == 1


def test_without_supplies_the_remedy_is_said(books, settings):
    """Nobody supplies anything: wrong use, not an empty plan."""
    with pytest.raises(SettingsError) as refused:
        plan(books, settings)
    assert "bots proposals import" in refused.value.remedy


def test_each_shop_is_sent_from_somewhere(settings):
    """A shop that no warehouse names is a mistake; the only warehouse needs not name any."""
    assert warehouse_of_shops(settings) == {"north": "SH", "south": "LA"}
    lone = settings.planning.model_copy(
        update={"warehouses": {"SH": settings.planning.warehouses["GZ"]}}
    )
    assert warehouse_of_shops(settings.model_copy(update={"planning": lone})) == {
        "north": "SH",
        "south": "SH",
    }
    both = {"SH": lone.warehouses["SH"], "GZ": lone.warehouses["SH"]}
    nobody = lone.model_copy(update={"warehouses": both})
    with pytest.raises(SettingsError, match="shop north"):
        warehouse_of_shops(settings.model_copy(update={"planning": nobody}))


async def test_where_an_open_purchase_cannot_be_read_no_rule_approves(selling, settings):
    """What it brings is in no figure; a person sees the proposal first."""

    async def shown():
        yield coming(10)
        yield BusinessError("its date is none", rule="unreadable", reference="PO8")

    found = await gathered(shown())
    assert (len(found.orders), len(found.unreadable)) == (1, 1)
    cheap = plan(selling, settings, 74).drafts
    done = record(
        selling, settings.planning, Kind.PURCHASE, cheap, 7, before=at(selling, NOW), by_rule=False
    )
    assert (done.counts, done.waiting) == ({"proposed": 1}, 1)
    done = record(selling, settings.planning, Kind.PURCHASE, cheap, 8, before=at(selling, NOW))
    assert done.counts == {"unchanged": 1, "approved by rule": 1}
