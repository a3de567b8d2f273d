"""The pages of the practice ERP, read without a browser or a socket."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from io import StringIO

import httpx
import pytest

from bots.erps.practice.import_dialog import COLUMNS, as_csv
from bots.erps.practice.pages import SIGN_IN, ReferencesFile, SalePage, SalesPage
from bots.errors import ScreenChanged
from bots.model import Currency, SaleLine, SalesOrder
from bots.page import Document
from bots.practice.accounts import account
from bots.practice.erp import ErpSite
from bots.practice.erp_form import COLUMNS as TAKEN
from bots.practice.erp_form import Checker
from bots.practice.expected import Line, Sale
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
def get(books):
    app = ErpSite(Site("erp", account("erp", 1)), books).app()

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
