"""The arithmetic of buying: by hand, by its own written lines, and by what must always hold."""

from __future__ import annotations

import datetime as dt
import math
import statistics
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.model import Currency, Supply
from bots.planning.purchases import Known, LeftOut, purchases
from bots.planning.replenishment import Held, Lead, Policy, levels, quantity
from bots.planning.writing import Writing
from tests.planning.following import follow

DAY = dt.date(2026, 11, 25)
POLICY = Policy(Decimal("0.95"), review_days=7, cover_days=14, least_history=14)
LEAD = Lead(Decimal(14), Decimal(2))
PLACE = ("SH", "A")
STEADY = (Decimal(2), Decimal(4)) * 14  # 28 days, mean 3


def supply(**more):
    named = {"sku": "A", "warehouse": "SH", "supplier": "ACME", "price": "12.50"}
    return Supply(**named | {"currency": Currency.CNY} | more)


def known(sold=STEADY, held=None, **more):
    named = {"held": {PLACE: held or Held(Decimal(40))}, "sold": lambda _: sold}
    return Known(**named | {"targets": {}, "leads": {"ACME": LEAD}} | more)


def bought(supplies=None, **more):
    return purchases(supplies or [supply()], known(**more), POLICY, date=DAY, role="buyer")


def test_levels_are_those_of_the_textbook():
    """Against the formulas in floating point, from Python's own statistics."""
    found = levels(STEADY, LEAD, POLICY, Writing())
    sold = [float(one) for one in STEADY]
    mean, deviation = statistics.mean(sold), statistics.stdev(sold)
    z = statistics.NormalDist().inv_cdf(0.95)
    safety = z * math.sqrt(21 * deviation**2 + mean**2 * 2**2)
    assert float(found.reorder) == pytest.approx(3 * 21 + safety, abs=0.01)
    assert float(found.up_to) == pytest.approx(3 * 35 + safety, abs=0.01)


def test_a_purchase_shows_its_arithmetic_from_the_sales_to_the_money():
    """Every sum that is written comes out as written; the money is the lines' prices."""
    (draft,) = bought([supply(minimum=50, pack=12)], held=Held(Decimal(40), Decimal(5))).drafts
    (line,) = draft.lines
    assert line.quantity % 12 == 0
    assert draft.amount == line.quantity * Decimal("12.50")
    sums = follow(draft.working.en)
    assert len(sums) >= 9
    for written, says, is_really in sums:
        assert abs(says - is_really) <= Decimal("0.00005"), written


def test_both_languages_carry_the_same_figures():
    """A line in Chinese says in its sums what the English one says."""
    (draft,) = bought().drafts
    assert len(draft.working.zh) == len(draft.working.en)
    assert [x[1:] for x in follow(draft.working.zh)] == [x[1:] for x in follow(draft.working.en)]
    assert any("再订货点" in line for line in draft.working.zh)


def test_what_is_on_order_and_on_its_way_counts_and_what_is_sold_counts_against():
    """All of it is in the position: enough on order buys nothing, sold orders buy more."""
    assert bought(held=Held(Decimal(0), on_order=Decimal(500))).drafts == ()
    assert bought(held=Held(Decimal(0), incoming=Decimal(500))).enough == 1
    (less,) = bought(held=Held(Decimal(40))).drafts
    (more,) = bought(held=Held(Decimal(40), owed=Decimal(30))).drafts
    assert more.lines[0].quantity == less.lines[0].quantity + 30


def test_what_no_longer_sells_is_not_bought_though_nothing_is_left():
    """No sales in the whole window, nothing in stock: not even the minimum."""
    assert bought([supply(minimum=50)], sold=(Decimal(0),) * 28, held=Held(Decimal(0))).drafts == ()


def test_a_new_sku_is_bought_up_to_its_target_and_not_guessed_at():
    """Ten days of sales tell no deviation; without a target it is left out, and said so."""
    few = STEADY[:10]
    assert bought(sold=few).left_out == (LeftOut(PLACE, "new, no target"),)
    (draft,) = bought(sold=few, targets={PLACE: 60}).drafts
    assert draft.lines[0].quantity == 20
    assert bought(sold=few, targets={PLACE: 40}).enough == 1
    assert bought(sold=(), targets={PLACE: 41}).drafts[0].lines[0].quantity == 1


def test_what_was_not_read_is_not_taken_for_empty():
    """A SKU with no stock level, or a supplier with no lead time, is left out by name."""
    assert bought(held=None, sold=STEADY).drafts != ()
    other = [supply(sku="B"), supply(supplier="NOBODY")]
    assert set(bought(other).left_out) == {
        LeftOut(("SH", "B"), "no stock level"),
        LeftOut(PLACE, "no lead time"),
    }
    own = supply(supplier="NOBODY", lead_days=Decimal(3))
    assert bought([own]).left_out == ()


def test_each_supplier_warehouse_and_currency_has_a_purchase_of_its_own():
    """Lines of one supplier for one warehouse stand together, by SKU."""
    skus = {("SH", sku): Held(Decimal(0)) for sku in "ABC"}
    supplies = [
        supply(sku="B"),
        supply(sku="A"),
        supply(sku="C", currency=Currency.USD),
    ]
    drafts = purchases(
        supplies,
        Known(skus, lambda _: STEADY, {}, {"ACME": LEAD}),
        POLICY,
        date=DAY,
        role="buyer",
    ).drafts
    assert [[line.sku for line in draft.lines] for draft in drafts] == [["A", "B"], ["C"]]


pieces = st.integers(0, 60).map(Decimal)


@given(
    sold=st.lists(pieces, min_size=14, max_size=60),
    available=st.integers(-50, 900).map(Decimal),
    on_order=pieces,
    owed=pieces,
    minimum=st.integers(1, 200),
    pack=st.integers(1, 48),
    level=st.sampled_from(["0.5", "0.9", "0.95", "0.999"]),
    late=st.integers(0, 5),
)
def test_an_order_lifts_to_the_level_in_whole_packs(
    sold, available, on_order, owed, minimum, pack, level, late
):
    """Enough is ordered, never a pack too many unless the minimum asks for it; sums come out."""
    policy = Policy(Decimal(level), 7, 14, 14)
    writing = Writing()
    wanted = levels(sold, Lead(Decimal(10), Decimal(late)), policy, writing)
    held = Held(available, on_order=on_order, owed=owed)
    order = quantity(supply(minimum=minimum, pack=pack), held, wanted, writing)
    if order:
        assert held.position <= wanted.reorder
        assert held.position + order >= wanted.up_to
        assert order % pack == 0
        assert order >= minimum
        fewer = order - pack
        assert fewer < minimum or held.position + fewer < wanted.up_to
    else:
        assert held.position > wanted.reorder or held.position >= wanted.up_to
    for written, says, is_really in follow(writing.en):
        assert abs(says - is_really) <= Decimal("0.00005"), written
