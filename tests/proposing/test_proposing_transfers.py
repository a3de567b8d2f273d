"""From the stock that the ERP shows to transfer proposals, and what must not be read into it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError, ScreenChanged, SettingsError
from bots.ledger import Actor, Outcome, Standing
from bots.model import StockTarget, Unit
from bots.model.proposal import Kind
from bots.proposing.record import record
from bots.proposing.stock import Stock, gathered
from bots.proposing.transfers import plan_transfers, propose_transfers
from tests.proposing.conftest import NOW, at, level

ANN = Actor("ann")


async def shown(*levels):
    for one in levels:
        yield one


def stock(*levels):
    return Stock({(one.place, one.sku): one for one in levels})


def plan(books, settings, *levels, now=NOW):
    return plan_transfers(books, settings, stock(*levels), at(books, now))


SHORT = (level("SH", "A", 300), level("GZ", "A", 5), level("LA", "A", 0))


def test_targets_of_the_warehouse_hold_where_no_imported_one_does(books, settings):
    """GZ should have 60; LA has no target, so nothing is planned for it."""
    found = plan(books, settings, *SHORT)
    (draft,) = found.drafts
    assert (draft.source, draft.destination, draft.role) == ("SH", "GZ", "warehouse")
    assert draft.lines[0].quantity == 55
    assert found.left_out == {"no target": 1}
    books.stock_rules.put([StockTarget(sku="A", warehouse="GZ", target=10, keep=10)], "ann")
    assert plan(books, settings, *SHORT).drafts[0].lines[0].quantity == 5


async def test_a_warehouse_that_is_not_in_the_read_stops_the_planning(settings):
    """An empty page would pass for empty shelves."""
    with pytest.raises(ScreenChanged, match="nothing of the warehouse LA; it has: GZ, SH"):
        await gathered(shown(level("SH", "A", 1), level("GZ", "A", 1)), settings.planning)


async def test_places_that_are_not_planned_for_are_counted_and_left_aside(settings):
    """A repair shelf in the ERP is no warehouse of the settings."""
    found = await gathered(shown(*SHORT, level("REPAIR", "A", 9)), settings.planning)
    assert (len(found.levels), found.elsewhere) == (3, 1)


@pytest.mark.parametrize(
    ("reference", "planned"), [("ERP/GZ/A", 1), ("ERP/GZ/B", 1), ("ERP/GZ/C", 2), ("", 0)]
)
async def test_a_sku_that_could_not_be_read_somewhere_is_planned_nowhere(
    books, settings, reference, planned
):
    """Its empty place would be taken for empty shelves; where nobody knows which, nothing is."""
    unread = BusinessError("it says 'many'", rule="unreadable", reference=reference or None)
    b = (level("SH", "B", 300), level("GZ", "B", 5))
    found = await gathered(shown(*SHORT, *b, unread), settings.planning)
    plan = plan_transfers(books, settings, found, at(books, NOW))
    assert len({line.sku for draft in plan.drafts for line in draft.lines}) == planned


def test_a_sku_in_several_units_is_left_out(books, settings):
    """Boxes are not pieces: nobody can say how many fill a shelf."""
    boxes = level("GZ", "A", 5).model_copy(update={"unit": Unit.BOX})
    found = plan(books, settings, level("SH", "A", 300), boxes)
    assert (found.drafts, found.left_out) == ((), {"several units": 1})


def test_without_lanes_the_remedy_is_said(books, settings):
    """Nothing is planned in silence."""
    bare = settings.planning.model_copy(update={"lanes": ()})
    with pytest.raises(SettingsError) as refused:
        plan(books, settings.model_copy(update={"planning": bare}), *SHORT)
    assert "[[planning.lanes]]" in refused.value.remedy


def approved(books, settings):
    (draft,) = plan(books, settings, *SHORT).drafts
    _, one = books.proposals.propose(draft, ANN)
    return books.proposals.approve(one.id, ANN, one.seen_hash)


def test_what_is_approved_and_not_in_the_erp_is_not_proposed_again(books, settings):
    """SH gives 55 already, and GZ gets them."""
    approved(books, settings)
    assert plan(books, settings, *SHORT).drafts == ()
    tomorrow = NOW + timedelta(days=1)
    assert plan(books, settings, *SHORT, now=tomorrow).drafts == ()


def test_the_arithmetic_says_what_our_own_transfers_change(books, settings):
    """The ERP shows 0 on the way to GZ and 300 at SH: 55 of each are ours already."""
    approved(books, settings)
    more = (level("SH", "A", 300), level("GZ", "A", 0), level("LA", "A", 0))
    (draft,) = plan(books, settings, *more).drafts
    assert draft.lines[0].quantity == 5
    assert "our transfers bring 55 more: 0 + 55 = 55" in draft.working.en[0]
    assert "our transfers take 55: 300 - 55 = 245" in draft.working.en[1]


@pytest.mark.parametrize(
    "after",
    [
        SHORT,  # the ERP's figures do not count it
        (level("SH", "A", 245, reserved=55), level("GZ", "A", 5, incoming=55)),  # they do
        (level("SH", "A", 245), level("GZ", "A", 5, incoming=55)),  # it has left already
    ],
)
def test_what_was_entered_lately_is_not_moved_twice(books, settings, clock, after):
    """Whether or not this ERP's figures count a transfer that is on its way."""
    one = approved(books, settings)
    (item,) = books.items.claim([one.key], "worker", kind="transfer")
    books.items.entered(item, Outcome.ENTERED, erp_id="1", erp_number="TR1")
    books.proposals.settle(ANN)
    assert plan(books, settings, *after, now=NOW + timedelta(days=1)).drafts == ()
    arrived = (level("SH", "A", 245), level("GZ", "A", 60))
    assert plan(books, settings, *arrived, now=NOW + timedelta(days=4)).drafts == ()
    lost = plan(books, settings, *SHORT, now=NOW + timedelta(days=4)).drafts
    assert lost[0].lines[0].quantity == 55  # three days on the way are over, and it never came


def test_a_rule_approves_what_is_cheap_and_leaves_the_rest_to_a_person(books, settings):
    """5 pieces cost 6.00, under 20; 55 cost 66.00."""
    cheap = plan(books, settings, level("SH", "A", 300), level("GZ", "A", 55)).drafts
    done = record(books, settings.planning, Kind.TRANSFER, cheap, 7, before=at(books, NOW))
    assert done.counts == {"proposed": 1, "approved by rule": 1}
    (one,) = books.proposals.search()
    assert (one.state, one.decided_by) == (Standing.APPROVED, "rule: under 20 CNY")
    dear = plan(books, settings, level("SH", "B", 300), level("GZ", "B", 5)).drafts
    done = record(books, settings.planning, Kind.TRANSFER, dear, 8, before=at(books, NOW))
    assert (done.counts, done.waiting) == ({"proposed": 1}, 1)


def test_a_stock_check_may_propose_from_the_levels_it_has_read(books, settings):
    """The same proposals, the same withdrawals; shops' levels are left aside."""
    shop = level("north", "NH-A", 3)
    assert propose_transfers(books, settings, [*SHORT, shop], at(books, NOW), 3).counts == {
        "proposed": 1
    }
    assert propose_transfers(books, settings, [*SHORT], at(books, NOW), 4).counts == {
        "unchanged": 1
    }
    enough = [level("SH", "A", 300), level("GZ", "A", 60)]
    done = propose_transfers(books, settings, enough, at(books, NOW), 5)
    assert (done.counts, done.waiting) == ({"withdrawn": 1}, 0)


def test_negative_stock_is_short_by_more_than_its_target(books, settings):
    """Five sold that are not there: 65 to the target of 60."""
    found = plan(books, settings, level("SH", "A", 300), level("GZ", "A", -5))
    assert found.drafts[0].lines[0].quantity == 65
    assert found.drafts[0].amount == Decimal("78.0")
