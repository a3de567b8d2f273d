"""Batches: one transaction for many, refused, lost, or partly there already."""

from __future__ import annotations

import pytest

from bots.errors import BusinessError, TryAgain
from bots.ledger import State


@pytest.fixture
def recorded(light_ledger, entering, order):
    """References of `count` recorded orders."""

    def record(count):
        return [
            light_ledger.orders.record(order(str(number))).item.key
            for number in range(1, count + 1)
        ]

    return record


@pytest.fixture
def settings(settings):
    """A batch is three orders."""
    return settings.model_copy(update={"batch": 3, "attempts": 9})


async def test_the_erp_is_asked_once_for_a_whole_batch(recorded, entering, erp, settings):
    """Seven orders go in three batches (form: in one), each after one question for all."""
    items = await entering.enter(recorded(7))
    assert {item.state for item in items} == {State.ENTERED}
    assert erp.calls.count("submit") == (3 if settings.way == "import" else 7)
    assert erp.calls.count("references") == (2 if settings.way == "import" else 1)


async def test_what_is_there_already_is_left_out_of_the_batch(recorded, entering, erp, sale, order):
    """A batch of which one was entered by hand adopts that one and enters the rest."""
    keys = recorded(3)
    erp.put(sale(order("2")))
    await entering.enter(keys)
    assert sorted(record.order.reference for record in erp.records) == keys


async def test_lost_answer_of_a_batch_is_read_back_order_by_order(recorded, entering, erp):
    """All orders of a batch whose answer was lost are found, and none is repeated."""
    keys = recorded(3)
    erp.fault("submit", "answer lost")
    assert {item.state for item in await entering.enter(keys)} == {State.ENTERED}
    assert len(erp.records) == 3


async def test_the_guilty_one_of_a_refused_batch_is_rejected_alone(recorded, entering, erp):
    """A refusal that names its order rejects that one; the others are entered."""
    keys = recorded(3)
    erp.fault("fill", BusinessError("no", rule="closed", reference="north/1"))
    states = [item.state for item in await entering.enter(keys)]
    assert states == [State.REJECTED, State.ENTERED, State.ENTERED]


async def test_a_refusal_that_names_nobody_is_narrowed_down(
    recorded, entering, erp, settings, monkeypatch
):
    """The halves of a refused batch are tried apart until the guilty one stands alone."""
    keys = recorded(3)
    create = erp._create

    async def refuses(orders, before_submit):
        if any(order.reference == "north/2" for order in orders):
            raise BusinessError("one of them is wrong", rule="refused")
        await create(orders, before_submit)

    monkeypatch.setattr(erp, "_create", refuses)
    states = [item.state for item in await entering.enter(keys)]
    assert states == [State.ENTERED, State.REJECTED, State.ENTERED]


async def test_a_batch_refused_after_the_submit_is_read_back_before_it_goes_again(
    recorded, entering, erp, settings
):
    """A clear refusal of what was sent rejects the guilty one; the others are looked for first."""
    keys = recorded(3)
    erp.fault("submit", BusinessError("no", rule="closed", reference="north/1"))
    states = [item.state for item in await entering.enter(keys)]
    assert states == [State.REJECTED, State.ENTERED, State.ENTERED]
    assert len(erp.records) == 2


async def test_an_erp_that_does_not_answer_costs_no_attempt(recorded, entering, erp, light_ledger):
    """When the ERP cannot even be asked, all are let go as they were, and the caller is told."""
    keys = recorded(2)
    erp.fault("references", TryAgain("down"))
    with pytest.raises(TryAgain):
        await entering.enter(keys)
    found = light_ledger.items.find_many(keys).values()
    assert {(item.state, item.attempts) for item in found} == {(State.NEW, 0)}


async def test_drafts_that_cannot_be_confirmed_do_not_hold_up_the_others(
    recorded, entering, erp, settings, monkeypatch
):
    """Of several drafts, only the one that the ERP refuses to finish waits for a person."""
    keys = recorded(3)
    confirm = erp.confirm

    async def refuses(ids):
        if any(record.id in ids and record.order.reference == "north/3" for record in erp.records):
            raise BusinessError("no address", rule="no_address")
        await confirm(ids)

    monkeypatch.setattr(erp, "confirm", refuses)
    states = [item.state for item in await entering.enter(keys)]
    assert states == [State.ENTERED, State.ENTERED, State.WAITING]
