"""What the fuzzer found, as tests: each was an error of nobody's before."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from bots.erps.practice.pages import ReferencesFile, SalesPage
from bots.erps.tryton.pages.exports import export_path
from bots.erps.tryton.records import _FIELDS, SALE, Sales
from bots.errors import BusinessError, ScreenChanged
from bots.page import Document
from bots.platforms.market.pages import OrdersPage
from bots.platforms.oscar.pages import OrdersFile
from bots.platforms.oscar.portal import Portal as Oscar
from bots.platforms.oscar.sign_in import SignIn
from bots.platforms.outlet.pages import OrderData, OrdersData
from bots.platforms.outlet.portal import Portal as Outlet
from bots.session_none import NoSession
from bots.session_store import SessionStore
from bots.settings import ErpSettings, ShopSettings
from bots.testing.recordings import Recording
from bots.testing.replay import Replaying

RECORDINGS = Path(__file__).parents[1] / "recordings"
SHOP = ShopSettings(name="south", url="https://shop.example", platform="outlet")
ERP = ErpSettings(name="erp", url="https://erp.example", product="practice")


def outlet(change):
    """What the outlet's adapter makes of its recorded first order, changed."""
    recorded = Recording.load(RECORDINGS / "outlet").taken[0].document.json["data"]["orders"][0]
    change(recorded)
    text = json.dumps({"code": 0, "data": recorded})
    page = OrderData(Document("https://shop.example/o", 200, "application/json", text), SHOP)
    return Outlet(NoSession(SHOP))._read(page.prove().entry())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("message", "half a \ud800 character"),
        ("message", "a\0b"),
        ("message", "x" * 100_000),
        ("totalCents", 10**40),
        ("orderId", "N\ud800\x1b[2J"),
        ("orderId", "9" * 5_000),
        ("currency", "\0"),
    ],
)
def test_an_order_that_no_record_holds_is_refused_alone(field, value, light_ledger):
    """The worklist takes it, with a key, a rule and a remedy; no other order is touched."""
    read = outlet(lambda order: order.update({field: value}))
    assert isinstance(read, BusinessError)
    item = light_ledger.orders.record_unreadable("south", read)
    assert item.key.startswith("south/")
    assert len(item.key) < 300
    assert item.remedy
    assert len(item.message) < 3_000
    assert light_ledger.orders.record_unreadable("south", read).id == item.id


@pytest.mark.parametrize("orders", [1.5, None, "x", {}])
def test_a_list_that_is_none_is_a_changed_screen(orders):
    """The outlet's answer without a list of orders stops the shop, and nothing else."""
    data = {"code": 0, "data": {"total": 1, "next": None, "orders": orders}}
    document = Document("https://shop.example/o", 200, "application/json", json.dumps(data))
    with pytest.raises(ScreenChanged):
        OrdersData(document, SHOP).prove().orders()


@pytest.mark.parametrize("moment", [10**30, -(10**30), 1e300, True, [], 5])
def test_a_moment_beyond_the_calendar_is_a_changed_screen(moment):
    """No order was placed then: the app's times are not what they were."""
    with pytest.raises(ScreenChanged):
        outlet(lambda order: order.update(createdAt=moment))


def test_a_row_without_a_cell_is_passed_over_or_a_changed_screen():
    """An empty row of the market's list is no order, and no crash."""
    recording = Recording.load(RECORDINGS / "market")
    document = recording.taken[0].document
    text = document.text.replace("</tbody>", "<tr></tr></tbody>")
    assert text != document.text
    page = OrdersPage(replace(document, text=text), recording.shop).prove()
    try:
        assert len(page.rows()) == len(OrdersPage(document, recording.shop).rows())
    except ScreenChanged:
        return


@pytest.mark.parametrize("total", ["x", None, 1.5, [], True])
def test_a_count_that_is_none_is_a_changed_screen(total):
    """How many orders there are is a number, or the list is not believed."""
    data = {"code": 0, "data": {"total": total, "next": None, "orders": []}}
    document = Document("https://shop.example/o", 200, "application/json", json.dumps(data))
    with pytest.raises(ScreenChanged):
        OrdersData(document, SHOP).prove().total  # noqa: B018


def test_an_oscar_order_with_fewer_cells_is_a_changed_screen():
    """A column that went away is drift, and no crash."""
    recording = Recording.load(RECORDINGS / "oscar")
    changed = tuple(
        replace(one, document=replace(one.document, text=one.document.text.replace("<td", "<i")))
        if "/orders/" in one.asked and "html" in one.document.content_type
        else one
        for one in recording.taken
    )
    session = Replaying(replace(recording, taken=changed), SignIn())

    async def read():
        return [one async for one in Oscar(session).orders(recording.since, recording.until)]

    with pytest.raises(ScreenChanged):
        asyncio.run(read())


def test_csv_without_end_is_a_changed_screen():
    """A cell longer than a megabyte is no CSV of ours."""
    text = 'Order number,"' + "x" * (1 << 21)
    with pytest.raises(ScreenChanged, match="CSV that does not read"):
        OrdersFile(Document("https://shop.example/o", 200, "text/csv", text), SHOP).prove()


@pytest.mark.parametrize("row", ["1", "1,2,3", "1,2,3,4,5"])
def test_a_row_of_another_width_is_a_changed_file(row):
    """The ERP's export is believed as a whole or not at all."""
    text = f"id,reference,number,state\r\n{row}\r\n"
    with pytest.raises(ScreenChanged):
        ReferencesFile(Document("https://erp.example/o", 200, "text/csv", text), ERP).prove()


def test_a_sale_without_its_key_is_a_changed_screen():
    """A row of the list whose sale cannot be opened must not be passed over."""
    page = "<p>1 sales orders</p><table><tr><th>Number<th>Reference<th>State</tr>"
    page += "<tr><td>SO1</td><td>north/1</td><td>Draft</td></tr></table>"
    with pytest.raises(ScreenChanged, match="is no link to one sale"):
        SalesPage(Document("https://erp.example/o", text=page), ERP).prove().ids("north/1")


def tryton(**cells):
    """Tryton's export of one recorded sale, some of its cells others."""
    document = Document(
        f"https://erp.example{export_path(SALE, [], _FIELDS)}",
        200,
        "text/csv",
        (RECORDINGS / "tryton" / "sales.csv").read_text("utf-8"),
    )
    rows = Sales(document, ERP).rows()
    first = {**rows[0], **cells}

    class Changed(Sales):
        def rows(self):
            return [first]

    return Changed(document, ERP).records()


@pytest.mark.parametrize(
    "cells", [{"state": "quot"}, {"total_amount": "x"}, {"currency/code": "?"}, {"id": ""}]
)
def test_a_sale_of_tryton_that_does_not_read_is_a_changed_screen(cells):
    """An unknown state or an amount that is none stops the reading."""
    with pytest.raises(ScreenChanged):
        tryton(**cells)


def test_a_sale_of_tryton_that_no_record_holds_differs_from_every_order():
    """What a person wrote into one sale never stops the reading of all the others."""
    (record,) = tryton(comment="x" * 100_000)
    assert record.order.lines[0].sku == "?"


@pytest.mark.parametrize("kept", [b"null", b"[]", b"1", b'{"storage": {}}', b"\xff"])
def test_a_session_of_another_shape_costs_a_sign_in(tmp_path, kept):
    """A saved state that opens and is none is no state."""
    store = SessionStore(tmp_path, b"k" * 32)
    nonce = b"n" * 12
    store._path("a").write_bytes(nonce + store._cipher.encrypt(nonce, kept, b"a"))
    assert store.load("a") is None
