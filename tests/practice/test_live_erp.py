"""The practice ERP's adapter against the running ERP, through a real browser."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
import pytest_asyncio

from bots.erps.practice.erp import Erp
from bots.errors import BusinessError, OutcomeUnknown, ScreenChanged, SessionExpired, TryAgain
from bots.model import SaleLine, SalesOrder
from bots.practice.company import Company
from bots.practice.people import ODD_NAMES, ODD_NOTES
from bots.testing.erp_contract import ErpContract

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
NUMBERS = count(1)


@pytest_asyncio.fixture(loop_scope="module")
async def erp(sessions, desk):
    return Erp(await sessions("erp"))


@pytest.fixture
def make():
    def order(**changes):
        return SalesOrder(**{**_plain(), **changes})

    return order


@pytest.mark.slow
@pytest.mark.ci
class TestPracticeErp(ErpContract):
    """What every ERP adapter must do."""


@pytest.mark.parametrize("way", [pytest.param("form", marks=pytest.mark.slow), "import"])
async def test_hostile_texts_come_back_as_they_were(erp, make, way):
    """Names and notes that break weak software are stored and read back equal, either way."""
    texts = zip(ODD_NAMES, [*ODD_NOTES, *ODD_NOTES], strict=False)
    orders = [make(ship_to=f"{name}\nStreet 1", note=note) for name, note in texts]
    if way == "form":
        orders = orders[:3]
        for order in orders:
            await erp.enter(order, _nothing)
    else:
        await erp.enter_many(orders, _nothing)
    found = await erp.find_many([order.reference for order in orders])
    assert [found[o.reference][0].order.content_hash for o in orders] == [
        order.content_hash for order in orders
    ]


@pytest.mark.parametrize("way", ["form", "import"])
async def test_an_unknown_product_is_refused_before_the_submit(erp, make, way):
    """The error names what the ERP lacks, and the submit was never asked for."""
    order = make(lines=(SaleLine(sku="NOPE", quantity=Decimal(1), unit_price=Decimal("1.50")),))
    order = order.model_copy(update={"total": Decimal("1.50")})
    with pytest.raises(BusinessError):
        await _enter(erp, way, [order], _never)
    assert await erp.find(order.reference) == []


async def test_an_unknown_customer_is_refused_before_the_submit(erp, make):
    """A party that the ERP does not have is named by its rule."""
    with pytest.raises(BusinessError) as caught:
        await erp.enter(make(party="nobody"), _never)
    assert caught.value.rule == "unknown_customer"


@pytest.mark.parametrize("way", ["form", pytest.param("import", marks=pytest.mark.slow)])
@pytest.mark.parametrize(("kind", "stored"), [("drop_before", 0), ("drop_after", 1)])
async def test_a_lost_answer_leaves_the_outcome_unknown(erp, make, desk, way, kind, stored):
    """Whether the ERP stored it cannot be told from the answer; reading back tells."""
    order = make()
    path = "/sales/new" if way == "form" else "/sales/import/"
    with desk.trouble("erp", kind, path=path, methods=("POST",)), pytest.raises(OutcomeUnknown):
        await _enter(erp, way, [order], _nothing)
    assert len(await erp.find(order.reference)) == stored


@pytest.mark.slow
@pytest.mark.ci
async def test_an_error_page_after_the_submit_leaves_the_outcome_unknown(erp, make, desk):
    """A 500 is no promise that nothing was stored."""
    order = make()
    trouble = desk.trouble("erp", "error_500", path="/sales/new", methods=("POST",))
    with trouble, pytest.raises(OutcomeUnknown):
        await erp.enter(order, _nothing)


@pytest.mark.slow
@pytest.mark.ci
async def test_trouble_before_the_submit_is_plain(erp, make, desk):
    """The form that does not come is tried again; nothing was sent."""
    with desk.trouble("erp", "error_500", path="/sales/new"), pytest.raises(TryAgain):
        await erp.enter(make(), _never)


@pytest.mark.slow
@pytest.mark.ci
async def test_a_session_that_ended_is_told_before_anything_is_typed(erp, make, desk):
    """The caller signs in again and enters the order then."""
    desk.expire("erp")
    order = make()
    with pytest.raises(SessionExpired):
        await erp.enter(order, _never)
    await erp.session.again(lambda: erp.enter(order, _nothing))
    assert len(await erp.find(order.reference)) == 1


@pytest.mark.slow
@pytest.mark.ci
async def test_a_session_that_ends_at_the_confirmation_is_told(erp, make, desk):
    """Nobody waits for a state that the sign-in page will never show."""
    order = make()
    await erp.enter(order, _nothing)
    (record,) = await erp.find(order.reference)
    desk.fault("erp", "expire", path="/confirm$", times=1)
    with pytest.raises(SessionExpired):
        await erp.confirm([record.id])
    await erp.session.again(lambda: erp.confirm([record.id]))
    assert (await erp.find(order.reference))[0].state == "confirmed"


@pytest.mark.slow
@pytest.mark.ci
async def test_a_changed_form_is_not_filled(erp, make, desk):
    """A form that does not prove itself stops the flow before the submit."""
    with desk.trouble("erp", "changed_layout", path="/sales/new"), pytest.raises(ScreenChanged):
        await erp.enter(make(), _never)


@pytest.mark.slow
@pytest.mark.ci
async def test_a_double_submit_is_found_as_two(erp, make, desk):
    """Two sales of one reference are both found: the protocol's sweep must see them."""
    order = make()
    with desk.trouble("erp", "double_submit", path="/sales/new", methods=("POST",)):
        await erp.enter(order, _nothing)
    assert len(await erp.find(order.reference)) == 2
    assert len((await erp.references())[order.reference]) == 2


@pytest.mark.slow
@pytest.mark.ci
async def test_an_empty_export_is_not_believed(erp, make, desk):
    """An export that lost its rows would have everything entered again."""
    await erp.enter(make(), _nothing)
    with desk.trouble("erp", "empty_list", path="export"), pytest.raises(ScreenChanged):
        await erp.references()


@pytest.mark.slow
@pytest.mark.ci
async def test_cancelled_sales_are_left_out(erp, make, home):
    """They are in no answer: not by reference, not by search, not in the sweep."""
    order = make()
    await erp.enter(order, _nothing)
    (record,) = await erp.find(order.reference)
    _cancel(home, record.id)
    assert order.reference not in await erp.references()
    assert await erp.find(order.reference) == []
    assert order.reference not in {one.order.reference async for one in erp.all_records()}


@pytest.mark.slow
async def test_news_lie_over_the_form_and_are_closed(open_site, desk, make):
    """A fresh session meets an overlay; the order is entered all the same."""
    desk.switch("erp", popup=True)
    async with open_site("erp") as session:
        order = make()
        await Erp(session).enter(order, _nothing)
        assert len(await Erp(session).find(order.reference)) == 1


def _plain():
    lines = (
        SaleLine(sku="TEA-0100", quantity=Decimal(12), unit_price=Decimal("68.25")),
        SaleLine(sku="SHIPPING", quantity=Decimal(1), unit_price=Decimal(8)),
        SaleLine(sku="DISCOUNT", quantity=Decimal(1), unit_price=Decimal("-2.50")),
    )
    return {
        "reference": f"north/T{next(NUMBERS):06d}",
        "party": "north",
        "date": date(2026, 5, 4),
        "currency": "CNY",
        "lines": lines,
        "total": sum(line.amount for line in lines),
        "ship_to": "王芳\n文三路1号\n浙江省 杭州市",
        "note": "第一行\n第二行",
    }


async def _enter(erp, way, orders, before_submit):
    if way == "import":
        await erp.enter_many(orders, before_submit)
    else:
        await erp.enter(orders[0], before_submit)


async def _nothing():
    pass


async def _never():
    pytest.fail("the submit was asked for")


def _cancel(home, key):
    company = Company.open(home / "practice")
    company.books.cancel(int(key))
    company.close()


@pytest.mark.slow
@pytest.mark.ci
async def test_an_error_page_at_the_confirmation_is_passing_trouble(erp, make, desk):
    """The ERP failed while it confirmed: that is no changed screen, and is tried again."""
    order = make()
    await erp.enter(order, _nothing)
    (draft,) = await erp.find(order.reference)
    trouble = desk.trouble("erp", "error_500", methods=("POST",), path="/confirm$")
    with trouble, pytest.raises(TryAgain):
        await erp.confirm([draft.id])
    await erp.confirm([draft.id])
    (done,) = await erp.find(order.reference)
    assert done.state == "confirmed"
