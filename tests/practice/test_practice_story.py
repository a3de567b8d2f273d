"""The seeded story, and the judge over it."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bots.model import OrderStatus, SkuMap, SkuMapping, to_sales_order
from bots.page import Document
from bots.platforms.outlet.pages import Entry, OrderData
from bots.practice.catalogue import sku_rows
from bots.practice.company import Company
from bots.practice.expected import Line, expected_sale, one_spelling
from bots.practice.judge import judge
from bots.practice.outlet import public
from bots.practice.sales import CONFIRMED
from bots.practice.scenario import NORTH, SOUTH, tell
from bots.settings import ShopSettings

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture
def company(tmp_path):
    company = Company.open(tmp_path)
    company.found(3, 24, NOW)
    yield company
    company.close()


def test_a_seed_tells_one_story():
    """The same seed gives the same orders, another one others."""
    assert tell(NORTH, 3, 20, NOW) == tell(NORTH, 3, 20, NOW)
    assert tell(NORTH, 3, 20, NOW) != tell(NORTH, 4, 20, NOW)


@pytest.mark.parametrize("shop", [NORTH, SOUTH])
@pytest.mark.parametrize("count", [0, 1, 5, 40])
def test_numbers_are_unique_and_totals_add_up_but_one(shop, count):
    """Whatever the size; one order of a big enough market has a total that does not add up."""
    orders = tell(shop, 1, count, NOW).orders
    assert len({order.number for order in orders}) == count
    wrong = [order for order in orders if order.total != order.parts]
    assert len(wrong) == (1 if shop is NORTH and count >= 10 else 0)


def test_every_role_is_played_in_a_story_of_two_dozen():
    """Cancelled, refunded, unpaid, unmapped, bundled, typed in by hand: all are there."""
    story = tell(NORTH, 2, 24, NOW)
    states = Counter(order.status for order in story.orders)
    assert states[OrderStatus.CANCELLED] == 2
    assert states[OrderStatus.REFUNDED] == states[OrderStatus.REFUNDING] == 1
    assert states[OrderStatus.AWAITING_PAYMENT] == 1
    skus = [item.sku for order in story.orders for item in order.items]
    assert sum(sku.endswith("-NEW") for sku in skus) == 2
    assert sum(sku.endswith("-X6") for sku in skus) == 2
    assert len(story.by_hand) == len(story.by_hand_wrong) == 1


def test_what_is_expected_is_what_the_bots_would_enter(company):
    """Worked out apart from each other, the judge's sale and the bots' are equal."""
    skus = SkuMap(
        SkuMapping(
            platform=row["platform"],
            shop=row["shop"],
            sku=row["platform SKU"],
            erp_sku=row["ERP SKU"],
            factor=row["factor"],
        )
        for row in sku_rows()
    )
    site = ShopSettings(
        name="south", url="http://127.0.0.1", platform="outlet", timezone="America/Los_Angeles"
    )
    compared = 0
    for kept in company.orders["south"].all():
        sale = expected_sale("south", kept)
        if sale is None:
            continue
        order = to_sales_order(
            read(public(kept), site).order(),
            skus,
            platform="outlet",
            party="south",
            shipping_sku="SHIPPING",
            discount_sku="DISCOUNT",
            tax_sku="TAX",
        )
        lines = tuple(Line(line.sku, line.quantity, line.unit_price) for line in order.lines)
        assert (order.reference, order.date, order.currency) == (
            sale.reference, sale.date, sale.currency,
        )  # fmt: skip
        assert lines == sale.lines
        assert (one_spelling(order.ship_to), one_spelling(order.note)) == (sale.ship_to, sale.note)
        compared += 1
    assert compared > 10


def test_at_first_all_but_the_clerks_are_missing(company, tmp_path):
    """Two were typed in rightly and one wrongly; nothing else is in the ERP."""
    verdict = judge(tmp_path)
    assert verdict.right == 2
    assert len(verdict.different) == 1
    assert verdict.different[0].fields == ("lines",)
    assert len(verdict.missing) == verdict.expected - 3
    assert not (verdict.duplicated)
    assert not (verdict.unexpected)
    assert not (verdict.unfinished)


def test_the_judge_sees_a_perfect_job(company, tmp_path):
    """Every missing order entered and confirmed: all is right but what the clerk did wrong."""
    _enter_missing(company, tmp_path)
    verdict = judge(tmp_path)
    assert verdict.right == verdict.expected - 1
    assert not (verdict.missing)
    assert not (verdict.duplicated)
    assert not (verdict.unexpected)
    assert not (verdict.unfinished)


def test_the_judge_sees_what_was_entered_twice_or_left_a_draft(company, tmp_path):
    """A second record of one reference, and one that nobody confirmed."""
    twice, draft, *_ = _enter_missing(company, tmp_path)
    company.books.add([twice], made_by="bot", state=CONFIRMED)
    verdict = judge(tmp_path)
    assert verdict.duplicated == (twice.reference,)
    keys = {row["reference"]: row["id"] for row, _ in company.books.sales()}
    company.books.cancel(keys[draft.reference])
    company.books.add([draft], made_by="bot")
    assert judge(tmp_path).unfinished == (draft.reference,)


def test_the_judge_sees_what_must_not_be_there(company, tmp_path):
    """An order that was cancelled before it was entered has no business in the ERP."""
    entered, *_ = _enter_missing(company, tmp_path)
    number = entered.reference.partition("/")[2]
    shop = entered.reference.partition("/")[0]
    company.orders[shop].set_status(number, OrderStatus.CANCELLED)
    assert judge(tmp_path).unexpected == (entered.reference,)


def test_the_judge_sees_every_field_that_differs(company, tmp_path):
    """A wrong note, date or recipient is a difference, however small."""
    right, *rest = [sale for sale in _owed(company) if sale.reference in judge(tmp_path).missing]
    wrong = replace(right, note="another note", ship_to=right.ship_to + "!")
    company.books.add([wrong, *rest], made_by="bot", state=CONFIRMED)
    found = {one.reference: one.fields for one in judge(tmp_path).different}
    assert found[right.reference] == ("ship_to", "note")


def test_a_story_is_kept_until_another_is_asked_for(company):
    """The same seed and size find what was left; others start afresh."""
    number = next(company.orders["north"].all()).number
    company.orders["north"].set_status(number, OrderStatus.REFUNDED)
    company.found(3, 24, NOW)
    assert company.orders["north"].get(number).status is OrderStatus.REFUNDED
    company.found(4, 24, NOW)
    company.found(3, 24, NOW)
    assert company.orders["north"].get(number).status is not OrderStatus.REFUNDED


def _owed(company):
    return [
        sale
        for shop, book in company.orders.items()
        for order in book.all()
        if (sale := expected_sale(shop, order))
    ]


def _enter_missing(company, folder):
    missing = set(judge(folder).missing)
    sales = [sale for sale in _owed(company) if sale.reference in missing]
    company.books.add(sales, made_by="bot", state=CONFIRMED)
    return sales


def read(kept: dict[str, object], site: ShopSettings) -> Entry:
    """The shop's answer for one order, as the adapter reads it."""
    answer = Document("", content_type="application/json", text=json.dumps({"data": kept}))
    return OrderData(answer, site).entry()
