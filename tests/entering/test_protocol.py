"""What becomes of an order, whatever the ERP answers."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bots import send_by
from bots.errors import (
    BusinessError,
    NotMine,
    OutcomeUnknown,
    PersonNeeded,
    ScreenChanged,
    SessionExpired,
    TryAgain,
)
from bots.ledger import CHANGED_ORDER, Outcome, State
from bots.ledger.items import Items

REF = "north/1"


@pytest.fixture
def one(light_ledger, entering, order):
    """One recorded order; calling it enters it and gives the item."""
    light_ledger.orders.record(order())

    async def enter():
        (item,) = await entering.enter([REF])
        return item

    return enter


async def test_new_order_is_entered_read_back_and_confirmed(one, erp):
    """An order that the ERP does not hold is entered, and confirmed once it was read back."""
    item = await one()
    assert (item.state, item.outcome, item.erp_number) == (State.ENTERED, Outcome.ENTERED, "SO1")
    assert [record.state for record in erp.records] == ["confirmed"]


async def test_entered_order_is_not_entered_again(one, erp):
    """Entering what is entered changes nothing."""
    await one()
    await one()
    assert len(erp.records) == 1


async def test_what_a_person_entered_is_adopted(one, erp, sale, order):
    """A record that is equal in every field is adopted, and the order not entered."""
    erp.put(sale(order()))
    item = await one()
    assert (item.state, item.outcome, item.erp_id) == (State.ENTERED, Outcome.ADOPTED, "1")
    assert "submit" not in erp.calls


async def test_equal_draft_is_finished_not_repeated(one, erp, sale, order):
    """A draft that is equal is confirmed."""
    erp.put(sale(order()), "draft")
    item = await one()
    assert item.state is State.ENTERED
    assert [record.state for record in erp.records] == ["confirmed"]


async def test_different_record_waits_for_a_person(one, erp, sale, order):
    """A record that differs is shown to a person, field by field, and nothing is entered."""
    erp.put(sale(order(quantity=3)))
    item = await one()
    assert (item.state, item.rule) == (State.WAITING, "different_in_erp")
    assert "lines[0].quantity: 2, found 3" in item.message
    assert len(erp.records) == 1


async def test_difference_shows_no_personal_data(one, erp, sale, order):
    """A note or an address that differs is named, and its text kept to itself."""
    erp.put(sale(order(note="ring at Mrs Li's")))
    item = await one()
    assert "note differs" in item.message
    assert "Li" not in item.message


async def test_two_records_wait_for_a_person(one, erp, sale, order):
    """A reference that the ERP holds twice is an incident, never adopted."""
    erp.put(sale(order()))
    erp.put(sale(order()))
    assert (await one()).rule == "duplicate_in_erp"


@pytest.mark.parametrize("fault", ["answer lost", OutcomeUnknown("gone"), TryAgain("gone")])
async def test_lost_answer_is_read_back_at_once(one, erp, fault):
    """A submit whose answer is lost is read back: what arrived is finished, nothing is repeated."""
    erp.fault("submit" if fault == "answer lost" else "answer", fault)
    item = await one()
    assert (item.state, item.outcome) == (State.ENTERED, Outcome.ENTERED)
    assert len(erp.records) == 1


async def test_submit_that_never_arrived_is_repeated_after_settling(one, erp, clock):
    """Not found after a lost answer: unsure until the settling time is over, then entered."""
    erp.fault("submit", "never arrives")
    assert (await one()).state is State.UNSURE
    assert (await one()).state is State.UNSURE
    clock.advance(seconds=61)
    assert (await one()).state is State.ENTERED
    assert len(erp.records) == 1


async def test_submit_that_arrives_late_is_not_repeated(one, erp, clock):
    """A record that the ERP commits after it was looked for is found when the time is over."""
    erp.fault("submit", "arrives late")
    assert (await one()).state is State.UNSURE
    erp.arrive()
    clock.advance(seconds=61)
    assert (await one()).state is State.ENTERED
    assert len(erp.records) == 1


async def test_trouble_before_the_submit_is_tried_again_a_bounded_number_of_times(one, erp, clock):
    """Each try waits longer; after the last the item has failed, with the reason and a remedy."""
    erp.fault("fill", *[TryAgain("the form did not load", remedy="look")] * 3)
    assert (await one()).state is State.NEW
    assert (await one()).attempts == 1
    clock.advance(seconds=10)
    assert (await one()).attempts == 2
    clock.advance(seconds=20)
    item = await one()
    assert (item.state, item.message) == (State.FAILED, "the form did not load")
    assert not erp.records


async def test_refusal_rejects_with_its_rule(one, erp):
    """What the ERP's rules refuse is rejected, and the worklist tells which rule and field."""
    erp.fault("fill", BusinessError("no such product", rule="unknown_product", field="lines[0]"))
    item = await one()
    assert (item.state, item.rule, item.field) == (State.REJECTED, "unknown_product", "lines[0]")


async def test_refusal_to_confirm_waits_for_a_person(one, erp):
    """A draft that the ERP refuses to finish is shown to a person with its id."""
    erp.fault("confirm", BusinessError("no address", rule="no_address"))
    item = await one()
    assert (item.state, item.rule, item.erp_id) == (State.WAITING, "no_address", "1")


async def test_confirm_that_fails_is_tried_again_without_a_second_record(one, erp, clock):
    """A draft that could not be finished stays unsure, and is finished by the next call."""
    erp.fault("confirm", TryAgain("slow"))
    assert (await one()).state is State.UNSURE
    clock.advance(seconds=10)
    assert (await one()).state is State.ENTERED
    assert len(erp.records) == 1


async def test_unmapped_sku_rejects_that_order_only(light_ledger, entering, order, erp):
    """An order with an unmapped SKU goes to the worklist; the others of the batch are entered."""
    bad = order("2").lines[0].model_copy(update={"sku": "Z-9"})
    light_ledger.orders.record(order("1"))
    light_ledger.orders.record(order("2", lines=(bad,)))
    good, refused = await entering.enter(["north/1", "north/2"])
    assert good.state is State.ENTERED
    assert (refused.state, refused.rule) == (State.REJECTED, "unmapped_sku")
    assert len(erp.records) == 1


@pytest.mark.parametrize(
    "error", [SessionExpired("out"), PersonNeeded("captcha", need="captcha"), ScreenChanged("new")]
)
async def test_what_ends_a_session_lets_everything_go_first(
    light_ledger, entering, order, erp, error
):
    """Nothing stays held when the session cannot go on; the next session enters all of it."""
    keys = [light_ledger.orders.record(order(str(n))).item.key for n in (1, 2, 3)]
    erp.fault("fill", error)
    with pytest.raises(type(error)):
        await entering.enter(keys)
    assert not light_ledger.items.held_by("w1")
    light_ledger._database.clock.advance(seconds=30)
    assert {item.state for item in await entering.enter(keys)} == {State.ENTERED}
    assert len(erp.records) == 3


async def test_order_that_changes_while_the_form_is_filled_is_entered_as_it_is_now(
    one, light_ledger, erp, order, monkeypatch
):
    """A change before the submit makes the worker let go; the new content is what is entered."""
    fill = erp.step

    async def changes(name):
        if name == "fill":
            light_ledger.orders.record(order(quantity=5))
        return await fill(name)

    monkeypatch.setattr(erp, "step", changes)
    assert (await one()).state is State.NEW
    assert (await one()).state is State.ENTERED
    assert [record.order.lines[0].quantity for record in erp.records] == [5]


async def test_order_cancelled_while_the_form_is_filled_is_never_entered(
    one, light_ledger, erp, order, monkeypatch
):
    """A cancellation before the submit takes the item out of the worker's hands."""
    fill = erp.step

    async def cancels(name):
        if name == "fill":
            light_ledger.orders.record(order(status="cancelled"))
        return await fill(name)

    monkeypatch.setattr(erp, "step", cancels)
    item = await one()
    assert (item.state, item.rule) == (State.REJECTED, "cancelled")
    assert not erp.records


async def test_order_cancelled_while_it_is_submitted_is_shown_to_a_person(
    one, light_ledger, erp, order, monkeypatch
):
    """A cancellation after the submit: it is entered, and the worklist says that it must go."""
    fill = erp.step

    async def cancels(name):
        if name == "submit":
            light_ledger.orders.record(order(status="cancelled"))
        return await fill(name)

    monkeypatch.setattr(erp, "step", cancels)
    assert (await one()).state is State.ENTERED
    review = light_ledger.items.find(REF, CHANGED_ORDER)
    assert (review.state, review.rule) == (State.WAITING, "cancelled_after_entry")


async def test_guard_that_gives_the_item_up_submits_nothing(one, entering, erp):
    """A worker paused past its lease finds so right before the submit, and lets go."""

    async def not_mine():
        raise NotMine("lease over")

    object.__setattr__(entering._worker, "still_mine", not_mine)
    assert (await one()).state is State.NEW
    assert "submit" not in erp.calls


async def test_what_an_earlier_call_left_is_read_back_first(one, light_ledger, entering, erp):
    """An item left `submitting` by a call that died under the same name is read back."""
    held = light_ledger.items.claim([REF], "w1")
    light_ledger.items.submitting(held, {})
    assert (await one()).state is State.UNSURE
    assert "submit" not in erp.calls


async def test_order_whose_workers_die_is_given_up(one, light_ledger, erp):
    """An order that was claimed too often without an end has failed, and is not tried again."""
    for _ in range(3):
        light_ledger.items.claim([REF], "dead")
        light_ledger.items.abandon("dead", "died")
    assert (await one()).state is State.FAILED
    assert not erp.records


async def test_plan_writes_nothing_and_says_what_would_be_done(one, light_ledger, entering, erp):
    """A dry run says of each order what entering would do."""
    (planned,) = await entering.plan([REF])
    assert (planned.reference, planned.action) == (REF, "enter")
    assert light_ledger.items.find(REF).state is State.NEW
    assert not erp.records


@pytest.mark.parametrize("verb", ["claim", "submitting"])
async def test_an_item_is_not_left_held_when_the_ledgers_answer_is_lost(
    one, light_ledger, erp, clock, monkeypatch, verb
):
    """The database did it and was gone before it said so: the item is let go of, and entered."""
    plain, lost = getattr(Items, verb), [TryAgain("the connection was lost")]

    def done_and_lost(self, *given):
        answer = plain(self, *given)
        if lost:
            raise lost.pop()
        return answer

    monkeypatch.setattr(Items, verb, done_and_lost)
    with suppress(TryAgain):  # of the claim: no more can be done with this call
        await one()
    assert not light_ledger.items.held_by("w1")
    clock.advance(seconds=61)
    assert (await one()).state is State.ENTERED
    assert len(erp.records) == 1


async def test_a_submit_has_a_time_by_which_it_must_have_left(one, erp, monkeypatch):
    """From the mark on, and no longer than the submit: what reads afterwards has no such bound."""
    seen = []
    step = erp.step

    async def watched(name):
        deadline = send_by.SendBy()
        monkeypatch.setattr(send_by, "now", lambda: deadline._since + 16)  # settle is 60
        seen.append((name, deadline.is_over()))
        monkeypatch.undo()
        return await step(name)

    erp.step = watched
    await one()
    assert ("submit", True) in seen
    assert [name for name, late in seen if late and name not in {"submit", "answer"}] == []
