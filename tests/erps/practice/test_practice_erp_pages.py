"""The pages of the practice ERP, read without a browser or a socket."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO

import httpx
import pytest

from bots.erps.practice.import_dialog import COLUMNS, as_csv
from bots.erps.practice.pages import SIGN_IN, ReferencesFile, SalePage, SalesPage
from bots.erps.practice.pages_shipments import ShipmentsPage
from bots.erps.practice.pages_stock import StockPage
from bots.errors import BusinessError, ScreenChanged
from bots.model import Currency, SaleLine, SalesOrder
from bots.page import Document
from bots.practice.accounts import account
from bots.practice.dispatch import Dispatch
from bots.practice.erp import ErpSite
from bots.practice.erp_form import COLUMNS as TAKEN
from bots.practice.erp_form import Checker
from bots.practice.expected import Line, Sale
from bots.practice.labels import Label
from bots.practice.sales import CONFIRMED, Books
from bots.practice.site import Site
from bots.settings import ErpSettings

SETTINGS = ErpSettings(product="practice", url="http://erp.example")
NOTE = "第一行\n\n</textarea><script>alert(1)</script>"


@pytest.fixture
def books(tmp_path):
    books = Books(tmp_path / "erp.sqlite")
    books.fill(1)
    yield books
    books.close()


@pytest.fixture
def dispatch(books, tmp_path):
    dispatch = Dispatch(tmp_path / "erp.sqlite")
    yield dispatch
    dispatch.close()


@pytest.fixture
def get(books, dispatch):
    app = ErpSite(Site("erp", account("erp", 1)), books, dispatch).app()

    async def get(path, language="zh"):
        transport = httpx.ASGITransport(app)
        headers = {"accept-language": language}
        async with httpx.AsyncClient(
            transport=transport, base_url=SETTINGS.url, headers=headers
        ) as client:
            answer = await client.get(path)
        return Document(
            str(answer.url), answer.status_code, answer.headers["content-type"], answer.text
        )

    return get


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_a_sale_is_read_whole(books, get, language):
    """Every field, in either language; a negative price is a discount."""
    (key,) = books.add([_sale("north/1")], made_by="Mei", state=CONFIRMED)
    record = SalePage(await get(SalePage.of(str(key)), language), SETTINGS).prove().record()
    assert (record.id, record.number, record.state) == (str(key), "SO000001", "confirmed")
    assert record.order == _order("north/1")


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_list_of_shipments_is_read_whole(books, dispatch, get, language):
    """Carrier as it is written, number as text, what it replaces, its exact time, voided or not."""
    (key,) = books.add([_sale("north/1")], made_by="Mei", state=CONFIRMED)
    left = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
    dispatch.void(dispatch.ship(key, Label("sf", "0001234567", left)))
    dispatch.ship(key, Label("老王快递", "SF0009999999", left))
    path = ShipmentsPage.at(date(2026, 11, 25))
    page = ShipmentsPage(await get(path, language), SETTINGS).prove()
    new, old = page.rows()
    assert (page.count, page.pages) == (2, 1)
    assert (old.id, old.tracking, old.voided, old.replaces) == ("SH000001", "0001234567", True, ())
    assert old.carrier == {"zh": "顺丰速运", "en": "SF Express"}[language]
    assert (new.reference, new.carrier, new.tracking) == ("north/1", "老王快递", "SF0009999999")
    assert (new.shipped_at, new.voided, new.replaces) == (left, False, ("0001234567",))
    later = await get(ShipmentsPage.at(date(2026, 11, 26)), language)
    assert ShipmentsPage(later, SETTINGS).prove().count == 0


async def test_a_list_of_shipments_in_other_words_stops_the_read(books, dispatch, get):
    """A state that we do not know is no shipment, and a heading that went is no list."""
    (key,) = books.add([_sale("north/1")], made_by="Mei", state=CONFIRMED)
    dispatch.ship(key, Label("sf", "0001234567", datetime.now(UTC)))
    document = await get(ShipmentsPage.at(date(2026, 1, 1)))
    strange = replace(document, text=document.text.replace("已发货", "在途"))
    with pytest.raises(ScreenChanged, match="a state we know"):
        ShipmentsPage(strange, SETTINGS).prove().rows()
    lacking = replace(document, text=document.text.replace("<th>运单号</th>", "<th>备注</th>"))
    with pytest.raises(ScreenChanged, match="Tracking number"):
        ShipmentsPage(lacking, SETTINGS).prove()


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_every_level_of_stock_is_read(books, get, language):
    """Each SKU in each warehouse, on hand and available, as the ERP's own database has them."""
    levels = StockPage(await get(StockPage.path, language), SETTINGS).prove().levels()
    assert {(one.place, one.sku): (one.on_hand, one.available) for one in levels} == {
        (row["warehouse"], row["sku"]): (row["on_hand"], row["on_hand"] - row["reserved"])
        for row in books.stock()
    }


async def test_a_level_that_does_not_add_up_is_refused_alone(books, get):
    """The warehouse and the SKU are named; every other level is read."""
    document = await get(StockPage.path)
    first = books.stock()[0]
    available = f'<td class="num available">{first["on_hand"] - first["reserved"]}</td>'
    wrong = document.text.replace(available, '<td class="num available">99999</td>', 1)
    levels = StockPage(replace(document, text=wrong), SETTINGS).levels()
    (refused,) = [one for one in levels if isinstance(one, BusinessError)]
    assert refused.reference == f"{SETTINGS.name}/{first['warehouse']}/{first['sku']}"
    assert refused.rule == "unreadable_stock"
    assert len(levels) == len(books.stock())


async def test_stock_in_other_words_stops_the_read(get):
    """A heading that went is named, and a SKU twice in one warehouse is no stock."""
    document = await get(StockPage.path)
    lacking = replace(document, text=document.text.replace("可用", "备注"))
    with pytest.raises(ScreenChanged, match="Available"):
        StockPage(lacking, SETTINGS).prove()
    doubled = replace(document, text=document.text.replace("CUP-GLASS", "CUP-GLAZE"))
    with pytest.raises(ScreenChanged, match="twice"):
        StockPage(doubled, SETTINGS).levels()


async def test_a_draft_has_no_number_yet(books, get):
    """Its id is all there is to name it by."""
    (key,) = books.add([_sale("north/1")], made_by="Mei")
    record = SalePage(await get(SalePage.of(str(key))), SETTINGS).record()
    assert (record.number, record.state) == ("", "draft")


async def test_the_list_gives_the_ids_of_exactly_one_reference(books, get):
    """A reference that only begins like it is another sale."""
    keys = books.add([_sale("north/1"), _sale("north/12"), _sale("north/1")], made_by="Mei")
    page = SalesPage(await get(SalesPage.at("north/1")), SETTINGS).prove()
    assert page.count == 3
    assert sorted(page.ids("north/1")) == [str(keys[0]), str(keys[2])]


async def test_the_export_names_every_sale(books, get):
    """Commas and quotes in a reference are no column breaks."""
    books.add([_sale('odd/"1", 2')], made_by="Mei")
    file = ReferencesFile(await get(ReferencesFile.path), SETTINGS).prove()
    assert file.sales() == [("1", 'odd/"1", 2', "draft")]


async def test_no_page_is_taken_for_another(get):
    """Each proves itself; a page that does not is an error, not an empty one."""
    for page_class, path in ((SalePage, "/sales"), (SalesPage, "/stock"), (ReferencesFile, "/")):
        with pytest.raises(ScreenChanged):
            page_class(await get(path), SETTINGS).prove()


async def test_the_sign_in_page_is_known(get):
    """Only that one means signed out."""
    assert SIGN_IN.is_signed_out(await get("/login"))
    assert not SIGN_IN.is_signed_out(await get("/sales"))


def test_the_import_file_holds_what_the_erp_takes(books):
    """Written by the adapter, read by the ERP: the same sale, whatever its texts hold."""
    rows = list(csv.reader(StringIO(as_csv([_order("north/1")]).decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS == TAKEN
    assert len(rows) == 1 + len(_order("north/1").lines)
    checker = Checker(["north"], (row["sku"] for row in books.products()))
    assert checker.imported(as_csv([_order("north/1"), _order("north/2")])) == [
        _sale("north/1"),
        _sale("north/2"),
    ]


def _sale(reference):
    lines = (
        Line("TEA-0100", Decimal(12), Decimal("68.25")),
        Line("DISCOUNT", Decimal(1), Decimal("-2.5")),
    )
    return Sale(reference, "north", date(2026, 5, 4), "CNY", "王芳\n文三路1号", NOTE, lines)


def _order(reference):
    lines = (
        SaleLine(sku="TEA-0100", quantity=Decimal(12), unit_price=Decimal("68.25")),
        SaleLine(sku="DISCOUNT", quantity=Decimal(1), unit_price=Decimal("-2.5")),
    )
    return SalesOrder(
        reference=reference,
        party="north",
        date=date(2026, 5, 4),
        currency=Currency.CNY,
        lines=lines,
        total=Decimal("816.5"),
        ship_to="王芳\n文三路1号",
        note=NOTE,
    )
