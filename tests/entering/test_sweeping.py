"""The nightly count of the ERP's records against the ledger's."""

from __future__ import annotations

import pytest

from bots.entering import sweep
from bots.ledger import INCIDENT, State
from bots.settings import ErpSettings


@pytest.fixture
def settings():
    """The way of entering makes no difference to the sweep."""
    return ErpSettings(url="http://127.0.0.1", product="practice")


@pytest.fixture
def swept(light_ledger, entering, order, erp, clock):
    """Two entered orders; calling it sweeps a second later."""

    async def do():
        clock.advance(seconds=1)
        return await sweep(light_ledger, erp, ["north"], 7)

    async def prepared():
        keys = [light_ledger.orders.record(order(number)).item.key for number in ("1", "2")]
        await entering.enter(keys)
        return do

    return prepared


def incidents(ledger):
    return ledger.items.search(kind=INCIDENT, states=[State.WAITING])


async def test_clean_erp_makes_no_incident(swept, light_ledger):
    """Every order once and equal: nothing in the worklist."""
    found = await (await swept())()
    assert found.clean
    assert found.records == 2
    assert not incidents(light_ledger)


async def test_second_record_is_an_incident(swept, erp, sale, order, light_ledger):
    """A reference that the ERP holds twice is an incident, once however often it is swept."""
    sweep_now = await swept()
    erp.put(sale(order("1")))
    assert (await sweep_now()).duplicated == ("north/1",)
    await sweep_now()
    assert [item.rule for item in incidents(light_ledger)] == ["duplicate_in_erp"]


async def test_deleted_record_is_missing(swept, erp):
    """An entered order that the ERP no longer holds is an incident."""
    sweep_now = await swept()
    erp.records.pop()
    assert (await sweep_now()).missing == ("north/2",)


async def test_changed_record_differs(swept, erp, sale, order):
    """A record that was changed in the ERP after it was entered is an incident."""
    sweep_now = await swept()
    other = sale(order("1", quantity=9))
    erp.records[0] = erp.records[0].model_copy(update={"order": other})
    assert (await sweep_now()).different == ("north/1",)


async def test_record_of_no_order_of_ours_is_unknown(swept, erp, sale, order):
    """A record with a shop's reference that the ledger does not know is an incident."""
    sweep_now = await swept()
    erp.put(sale(order("77")))
    assert (await sweep_now()).unknown == ("north/77",)


async def test_records_of_other_business_are_left_alone(swept, erp, sale, order):
    """A record whose reference is no shop's of ours is not looked at."""
    sweep_now = await swept()
    erp.put(sale(order("77")).model_copy(update={"reference": "PO-2026-1"}))
    found = await sweep_now()
    assert found.clean
    assert found.records == 2


async def test_incident_that_is_mended_closes_by_itself(swept, erp, sale, order, light_ledger):
    """The sweep that no longer finds an incident settles it."""
    sweep_now = await swept()
    erp.put(sale(order("1")))
    await sweep_now()
    erp.records.pop()
    assert (await sweep_now()).clean
    assert not incidents(light_ledger)


async def test_missing_order_is_entered_again_when_a_person_says_so(
    swept, erp, light_ledger, entering
):
    """Retrying an entered item reads it back, and enters it when it is not there."""
    await swept()
    erp.records.pop()
    item = light_ledger.items.retry(light_ledger.items.find("north/2").id, "ann")
    assert item.state is State.UNSURE
    await entering.enter(["north/2"])
    assert len(erp.records) == 2
