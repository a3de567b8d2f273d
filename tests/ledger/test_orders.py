"""What the shops show, and what becomes of it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bots.errors import BusinessError
from bots.ledger import CHANGED_ORDER, Change, Outcome, State
from bots.model import Order, OrderLine

REF = "north/1"
DAY = datetime(2026, 5, 1, 9, tzinfo=UTC)


def an_order(number="1", quantity=2, **changes):
    values = {
        "shop": "north",
        "number": number,
        "status": "paid",
        "placed_at": DAY,
        "currency": "CNY",
        "lines": (OrderLine(sku="A-1", quantity=quantity, unit_price=Decimal("9.90")),),
        "total": quantity * Decimal("9.90"),
        "buyer": "Wang Wei",
        **changes,
    }
    return Order(**values)


def entered(ledger, number="1"):
    """Bring an order as far as `entered`."""
    held = ledger.items.claim([f"north/{number}"], "w1")
    (item,) = ledger.items.submitting(held, {})
    return ledger.items.entered(item, Outcome.ENTERED, erp_id="5", erp_number="SO5")


def review(ledger):
    return ledger.items.find(REF, CHANGED_ORDER)


def test_new_order_gets_a_work_item(ledger):
    """An order seen for the first time is new, and waits to be entered."""
    recorded = ledger.orders.record(an_order(), 3, "run 3")
    assert recorded.change is Change.NEW
    assert (recorded.item.state, recorded.item.key) == (State.NEW, REF)


def test_same_order_again_changes_nothing(ledger):
    """Reading an order twice leaves it as it is: one order, one item, one row of history."""
    ledger.orders.record(an_order())
    recorded = ledger.orders.record(an_order())
    assert recorded.change is Change.UNCHANGED
    assert len(ledger.items.history(recorded.item.id)) == 1


def test_order_comes_back_as_it_was_read(ledger):
    """What is kept is the whole order: money, times and Chinese text."""
    order = an_order(note="请尽快发货 🙏", ship_to={"name": "王伟", "lines": ["长安街1号"]})
    ledger.orders.record(order)
    assert ledger.orders.get(REF) == order


def test_change_before_entry_updates_the_order(ledger):
    """A change that comes before the order is claimed is what is claimed."""
    ledger.orders.record(an_order())
    assert ledger.orders.record(an_order(quantity=5)).change is Change.UPDATED
    (item,) = ledger.items.claim([REF], "w1")
    assert item.order_hash == an_order(quantity=5).entry_hash


def test_order_awaiting_payment_has_no_item_until_it_is_paid(ledger):
    """An unpaid order is kept, and gets its work item when it is paid."""
    assert ledger.orders.record(an_order(status="awaiting_payment")).item is None
    assert ledger.orders.record(an_order()).item.state is State.NEW


@pytest.mark.parametrize("status", ["cancelled", "refunding", "refunded"])
def test_dead_order_is_never_entered(ledger, status):
    """A cancelled or refunded order is rejected, cannot be claimed, and cannot be retried."""
    item = ledger.orders.record(an_order(status=status)).item
    assert (item.state, item.rule) == (State.REJECTED, "cancelled")
    with pytest.raises(BusinessError):
        ledger.items.retry(item.id, "ann")
    assert ledger.items.claim([REF], "w1") == []


def test_order_that_is_alive_again_is_taken_up_again(ledger):
    """A refund that was withdrawn brings the order back to work."""
    ledger.orders.record(an_order(status="refunding"))
    assert ledger.orders.record(an_order()).item.state is State.NEW


def test_progress_after_entry_is_no_change(ledger):
    """Shipping an entered order, or wording its title anew, is nothing to look at."""
    ledger.orders.record(an_order())
    entered(ledger)
    ledger.orders.record(an_order(status="shipped"))
    assert review(ledger) is None


def test_change_after_entry_shows_the_difference(ledger):
    """A change of an entered order waits for a person, field by field, without personal data."""
    ledger.orders.record(an_order())
    entered(ledger)
    recorded = ledger.orders.record(an_order(quantity=3, buyer="Zhang San"))
    assert recorded.item == review(ledger)
    assert recorded.item.state is State.WAITING
    assert "lines[0].quantity: 2, found 3" in recorded.item.message
    assert "SO5" in recorded.item.remedy
    assert "Zhang" not in recorded.item.message


def test_change_that_is_taken_back_closes_its_review(ledger):
    """An order that is again as it was entered needs nobody."""
    ledger.orders.record(an_order())
    entered(ledger)
    ledger.orders.record(an_order(quantity=3))
    ledger.orders.record(an_order())
    assert review(ledger).state is State.ENTERED


def test_resolved_review_stays_resolved_until_the_next_change(ledger):
    """A change that a person brought into the ERP is not shown again; another one is."""
    ledger.orders.record(an_order())
    entered(ledger)
    ledger.orders.record(an_order(quantity=3))
    ledger.items.resolve(review(ledger).id, "ann", "changed in the ERP")
    ledger.orders.record(an_order(quantity=3))
    assert review(ledger).state is State.ENTERED
    ledger.orders.record(an_order(quantity=4))
    assert "lines[0].quantity: 3, found 4" in review(ledger).message


def test_cancelled_after_entry_waits_for_a_person_once(ledger):
    """A cancellation after entry is shown; resolved, it does not come back with every read."""
    ledger.orders.record(an_order())
    entered(ledger)
    ledger.orders.record(an_order(status="cancelled"))
    assert review(ledger).rule == "cancelled_after_entry"
    ledger.items.resolve(review(ledger).id, "ann", "cancelled in the ERP")
    ledger.orders.record(an_order(status="cancelled"))
    assert review(ledger).state is State.ENTERED


def test_change_while_it_is_submitted_is_seen_at_the_end(ledger):
    """An order that changed between submit and read back is entered, and its change reviewed."""
    ledger.orders.record(an_order())
    (item,) = ledger.items.submitting(ledger.items.claim([REF], "w1"), {})
    ledger.orders.record(an_order(quantity=3))
    assert review(ledger) is None
    ledger.items.entered(item, Outcome.ENTERED, erp_id="5")
    assert review(ledger).state is State.WAITING


def test_rejected_order_that_reads_differently_is_taken_up_again(ledger):
    """A rule refused an order; when the shop shows another content, it is tried again."""
    ledger.orders.record(an_order())
    (item,) = ledger.items.claim([REF], "w1")
    ledger.items.reject(item, BusinessError("no", rule="unmapped_sku"))
    assert ledger.orders.record(an_order()).item.state is State.REJECTED
    assert ledger.orders.record(an_order(quantity=3)).item.state is State.NEW


def test_what_a_person_turned_down_stays_down(ledger):
    """A decision of a person is not undone by a change in the shop."""
    item = ledger.orders.record(an_order()).item
    ledger.items.turn_down(item.id, "ann", "a test order")
    assert ledger.orders.record(an_order(quantity=3)).item.state is State.REJECTED


def test_unreadable_order_is_in_the_worklist_once(ledger):
    """An order that cannot be read is rejected with its rule; reading it again adds nothing."""
    error = BusinessError("does not add up", rule="total_mismatch", reference=REF)
    first = ledger.orders.record_unreadable("north", error)
    again = ledger.orders.record_unreadable("north", error)
    assert (first.state, first.rule) == (State.REJECTED, "total_mismatch")
    assert again.version == first.version
    assert ledger.orders.record(an_order()).item.state is State.NEW


def test_unreadable_order_without_a_number_is_kept_too(ledger):
    """Even an order whose number could not be read stands in the worklist, once."""
    error = BusinessError("no number", rule="no_number")
    first = ledger.orders.record_unreadable("north", error)
    assert ledger.orders.record_unreadable("north", error).id == first.id


def test_order_that_became_unreadable_is_not_entered_as_it_was(ledger):
    """A stale content is not entered when the shop's newest answer cannot be trusted."""
    ledger.orders.record(an_order())
    error = BusinessError("does not add up", rule="total_mismatch", reference=REF)
    assert ledger.orders.record_unreadable("north", error).state is State.REJECTED
    assert ledger.orders.record(an_order()).item.state is State.NEW


def test_order_that_became_unreadable_after_entry_is_reviewed(ledger):
    """An entered order whose newest answer cannot be read waits for a person."""
    ledger.orders.record(an_order())
    entered(ledger)
    error = BusinessError("does not add up", rule="total_mismatch", reference=REF)
    ledger.orders.record_unreadable("north", error)
    assert review(ledger).rule == "total_mismatch_after_entry"


def test_orders_are_found_by_shop_and_time_newest_first(ledger, monkeypatch):
    """Orders placed in [since, until) come newest first, over more than one page."""
    monkeypatch.setattr("bots.ledger.orders._PAGE", 2)
    for number in range(7):
        placed = DAY + timedelta(minutes=number)
        ledger.orders.record(an_order(str(number), placed_at=placed))
    numbers = [
        stored.order.number
        for stored in ledger.orders.find(
            shop="north", since=DAY + timedelta(minutes=2), until=DAY + timedelta(minutes=6)
        )
    ]
    assert numbers == [str(number) for number in range(5, 1, -1)]
    assert ledger.orders.counts() == {"north": 7}
