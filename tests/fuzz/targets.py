"""One harness a reader of outside data: whatever the bytes, a result or an error of ours."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from bots.errors import BotsError
from tests.fuzz import seeds, values
from tests.fuzz.books import books

Seeds = Callable[[], Iterable[bytes]]


@dataclass(frozen=True)
class Target:
    """A reader, what it starts from, and what else than a BotsError it may raise."""

    read: Callable[[bytes], object]
    seeds: Seeds
    also: tuple[type[Exception], ...] = ()
    most_bytes: int = 65_536

    def __call__(self, data: bytes) -> None:
        """Read; an error that is none of ours goes through, and is a finding."""
        try:
            self.read(data)
        except (BotsError, *self.also):
            return


@cache
def _site(platform: str):
    from bots.settings import ShopSettings

    return ShopSettings(name="north", url="https://shop.example", platform=platform)


@cache
def _erp():
    from bots.settings import ErpSettings

    return ErpSettings(name="erp", url="https://erp.example", product="practice")


def _with_values(
    read: Callable[[bytes], object], mutate: Callable[[str, bytes], str], found: Seeds
) -> Target:
    """The same reader over its own seeds, some of whose values the bytes replace."""

    def mutated(data: bytes) -> object:
        whole = list(found())
        text = whole[(data[0] if data else 0) % len(whole)].decode()
        return read(mutate(text, data[1:]).encode("utf-8", "surrogatepass"))

    return Target(mutated, lambda: [bytes([n, 0, n, n]) for n in range(48)], most_bytes=32)


def _document(data: bytes, content_type: str, url: str = "https://shop.example/o"):
    from bots.page import Document

    return Document(url, 200, content_type, _text(data))


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace")


def market_list(data: bytes) -> object:
    """The market's list of orders."""
    from bots.platforms.market.pages import OrdersPage

    page = OrdersPage(_document(data, "text/html"), _site("market")).prove()
    return page.count, page.pages, [row.path for row in page.rows()]


def market_order(data: bytes) -> object:
    """The market's page of one order."""
    from bots.platforms.market.portal import Portal
    from bots.session_none import NoSession

    named = re.search(rb'class="number">([\w-]+)<', data)
    number = named[1].decode() if named else "N1"
    document = _document(data, "text/html", f"https://shop.example/orders/{number}")
    return Portal(NoSession(_site("market")))._read(number, document)


def outlet_list(data: bytes) -> object:
    """What the outlet's app is answered."""
    from bots.platforms.outlet.pages import OrdersData
    from bots.platforms.outlet.portal import Portal
    from bots.session_none import NoSession

    portal = Portal(NoSession(_site("outlet")))
    page = OrdersData(_document(data, "application/json"), _site("outlet")).prove()
    return page.total, page.next, [portal._read(entry) for entry in page.orders()]


def oscar_file(data: bytes) -> object:
    """Oscar's orders file."""
    from bots.platforms.oscar.pages import OrdersFile

    return OrdersFile(_document(data, "text/csv"), _site("oscar")).prove().rows()


def oscar_order(data: bytes) -> object:
    """Oscar's page of one order, against a row of the file."""
    from decimal import Decimal

    from bots.model import OrderStatus
    from bots.platforms.oscar.pages import OrderPage, OrderRow
    from bots.platforms.oscar.reading import read_order

    site = _site("oscar")
    page = OrderPage(_document(data, "text/html"), site).prove()
    row = OrderRow("1", Decimal("52.85"), datetime.now(site.zone), 4, "a@b.example", "N")
    try:
        items = int(sum(line.quantity for line in page.lines()))
        row = replace(row, total=page.total.amount, items=items, email=page.email())
        row = replace(row, placed_at=page.placed_at)
    except (ValueError, IndexError, ArithmeticError):
        pass
    words = ("Pending", "Paid", "Complete", "Cancelled", "Refunded")
    return read_order(page, row, dict.fromkeys(words, OrderStatus.PAID))


def practice_erp(data: bytes) -> object:
    """The practice ERP's pages and its file; the first byte says which."""
    from bots.erps.practice.pages import ReferencesFile, SalePage, SalesPage

    which, data = (data[0] if data else 0) % 3, data[1:]
    if which == 0:
        return ReferencesFile(_document(data, "text/csv"), _erp()).prove().sales()
    if which == 1:
        return SalePage(_document(data, "text/html"), _erp()).prove().record()
    page = SalesPage(_document(data, "text/html"), _erp()).prove()
    return page.count, page.pages, page.ids("north/1")


def tryton_sales(data: bytes) -> object:
    """Tryton's export of sales, as they are read back."""
    from bots.erps.tryton.pages.exports import export_path
    from bots.erps.tryton.records import _FIELDS, SALE, Sales

    url = f"https://erp.example{export_path(SALE, [], _FIELDS)}"
    return Sales(_document(data, "text/csv", url), _erp()).prove().records()


def tryton_references(data: bytes) -> object:
    """Tryton's export of all references."""
    from bots.erps.tryton.records import References, references_path

    url = f"https://erp.example{references_path()}"
    return References(_document(data, "text/csv", url), _erp()).prove().ids()


def export_file(data: bytes) -> object:
    """A platform's export file; the first byte says of which platform."""
    from bots.platforms.exports.build import Builder
    from bots.platforms.exports.choices import Choices
    from bots.platforms.exports.files import read_orders
    from bots.platforms.exports.profiles import FORMATS

    forms = list(FORMATS.values())
    form = forms[(data[0] if data else 0) % len(forms)]
    choices, site = Choices(format=form.name), _site("exports")
    found, lost = read_orders([_kept(data[1:], "orders.csv")], form, site, choices)
    builder = Builder(form, site, choices)
    return [builder.order(each.source) for each in found], lost


def sku_sheet(data: bytes) -> object:
    """The operator's SKU mapping."""
    from bots.sheets import read_sku_mapping

    return read_sku_mapping(_kept(data, "skus.csv"))


def workbook(data: bytes) -> object:
    """A workbook of which some bytes of one part are others: xlsx, xlsb, xls, ods."""
    from bots.sheets import SKU_MAPPING, read_table
    from tests.fuzz.books import damaged

    return read_table(_kept(damaged(data), "book.xlsx"), SKU_MAPPING)


def any_workbook(data: bytes) -> object:
    """Any bytes that call themselves a workbook."""
    from bots.sheets import SKU_MAPPING, read_table

    return read_table(_kept(data, "book.xlsx"), SKU_MAPPING)


def settings_file(data: bytes) -> object:
    """`credentials.toml`."""
    from bots.settings import Settings

    return Settings._read(_kept(data, "credentials.toml"))


def session_file(data: bytes) -> object:
    """A session's file: bytes that do not open, and any JSON that does."""
    from bots.session_store import SessionStore

    key = b"k" * 32
    store = SessionStore(_folder(), key)
    store._path("a").write_bytes(data)
    store.load("a")
    nonce = b"n" * 12
    store._path("a").write_bytes(nonce + store._cipher.encrypt(nonce, data, b"a"))
    return store.load("a")


def secrets_file(data: bytes) -> object:
    """The encrypted secrets file."""
    from bots.secret_file import EncryptedFile

    return EncryptedFile(_kept(data, "secrets"), lambda: "key").get_password("a", "b")


def amounts(data: bytes) -> object:
    """Numbers, amounts and times."""
    from bots.model import Currency
    from bots.model.parse import parse_decimal, parse_money, parse_when

    text, read = data.decode("utf-8", "replace"), []
    for call in (
        lambda: parse_decimal(text),
        lambda: parse_money(text, Currency.CNY),
        lambda: parse_when(text, _site("market").zone),
    ):
        try:
            read.append(call())
        except ValueError:
            continue
    return read


def redaction(data: bytes) -> object:
    """Evidence is made of pages that could not be read: it must not fail on them."""
    from bots.platforms.market.pages import SIGN_IN
    from bots.redact import Redactor
    from bots.redact_page import redact_body, redact_url
    from bots.transport import check, decode

    redactor = Redactor()
    redactor.know_person("Harbour")
    text, damaged = decode(data, "text/html")
    assert damaged <= ("\ufffd" in text)
    redact_url(text, redactor)
    for kind in ("text/html", "application/json"):
        assert "Harbour" not in redact_body(text, kind, redactor)
    return check(_document(data, "text/html"), _site("market"), SIGN_IN)


@cache
def _folder() -> Path:
    """Where readers of files find theirs; libFuzzer ends the process without tidying up."""
    return Path(os.environ.get("FUZZ_FOLDER") or tempfile.mkdtemp(prefix="fuzz-"))


def _kept(data: bytes, name: str) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    os.utime(path, (1, 1))
    return path


def _practice_seeds() -> Iterable[bytes]:
    yield b"\0id,reference,number,state\r\n1,north/1,SO1,draft\r\n"
    yield (
        b'\1<div id="sale" data-id="1" data-state="draft"></div><h1>'
        b'<span class="number">#1</span></h1>'
        b'<table id="lines"><tr class="line"><td class="sku">A<td class="quantity">1'
        b'<td class="unit" data-unit="piece"><td class="price">2.50</table>'
        b'<div id="sums"><i class="amount">2.5</i><i class="currency">CNY</i></div><dl>'
        b'<dd class="reference">north/1<dd class="customer">north<dd class="date">2026-09-05</dl>'
        b'<p class="ship-to">x</p><p class="note">y</p><footer></footer>'
    )
    yield (
        b'\2<p class="head"><b class="count">1</b></p><table id="sales"><tbody><tr class="sale" '
        b'data-id="1"><td class="reference">north/1</table><footer></footer>'
    )


def _workbook_seeds() -> Iterable[bytes]:
    yield from (bytes([book, part, 0, 9, 255, 254]) for book in range(4) for part in range(6))


def settlement_file(data: bytes) -> object:
    """A settlement file; the first byte says of which format, and whether its page was asked."""
    from bots.model import Currency
    from bots.sheets.statement import Period, read_statement
    from bots.sheets.statement_files import STATEMENT_FILES

    site = _site("exports")
    head, rest = (data[0] if data else 0), data[1:]
    form = list(STATEMENT_FILES.values())[head % len(STATEMENT_FILES)]
    with tempfile.TemporaryDirectory(dir=os.environ.get("FUZZ_FOLDER")) as folder:
        path = Path(folder) / "statement.csv"
        path.write_bytes(rest)
        period = Period.month("2026-10", site.zone) if head & 64 else None
        statement = read_statement(
            path, form, "north", zone=site.zone, currency=Currency.CNY, period=period
        )
    amounts = [one.amount for one in statement.entries]
    amounts += [one.amount for one in statement.strays if one.amount]
    for currency, total in statement.control.items():
        assert total == sum(one.amount for one in amounts if one.currency is currency)
    return statement.content_hash


def _settlement_values(text: str, data: bytes) -> str:
    """The format's mark stays; cells below the headings become others."""
    return text[:1] + values.table(text[1:], data)


def market_settlements(data: bytes) -> object:
    """The market's page of months."""
    from bots.platforms.market.settlements import SettlementsPage

    return SettlementsPage(_document(data, "text/html"), _site("market")).prove().months()


def outlet_settlements(data: bytes) -> object:
    """What the outlet's app is answered about its statements."""
    from bots.platforms.outlet.settlements import SettlementsData

    return SettlementsData(_document(data, "application/json"), _site("outlet")).prove().months()


TARGETS = {
    "market_list": Target(market_list, lambda: seeds.lists("market")),
    "market_order": Target(market_order, lambda: seeds.details("market")),
    "outlet_list": Target(outlet_list, lambda: seeds.lists("outlet")),
    "market_values": _with_values(market_order, values.html, lambda: seeds.details("market")),
    "market_list_values": _with_values(market_list, values.html, lambda: seeds.lists("market")),
    "outlet_values": _with_values(outlet_list, values.tree, lambda: seeds.lists("outlet")),
    "oscar_values": _with_values(oscar_order, values.html, lambda: seeds.details("oscar")),
    "oscar_file_values": _with_values(oscar_file, values.table, lambda: seeds.lists("oscar")),
    "tryton_values": _with_values(tryton_sales, values.table, lambda: seeds.tryton("sales")),
    "practice_values": _with_values(practice_erp, values.html, _practice_seeds),
    "oscar_file": Target(oscar_file, lambda: seeds.lists("oscar")),
    "oscar_order": Target(oscar_order, lambda: seeds.details("oscar")),
    "practice_erp": Target(practice_erp, _practice_seeds),
    "tryton_sales": Target(tryton_sales, lambda: seeds.tryton("sales")),
    "tryton_references": Target(tryton_references, lambda: seeds.tryton("references")),
    "export_file": Target(export_file, seeds.exports),
    "sku_sheet": Target(sku_sheet, seeds.skus),
    "workbook": Target(workbook, _workbook_seeds, most_bytes=512),
    "any_workbook": Target(any_workbook, books, most_bytes=8192),
    "settings_file": Target(settings_file, seeds.settings),
    "session_file": Target(session_file, seeds.sessions),
    "secrets_file": Target(secrets_file, lambda: [b"BOTS-SECRETS-1\n" + b"x" * 60], most_bytes=512),
    "amounts": Target(amounts, seeds.numbers, most_bytes=256),
    "redaction": Target(redaction, seeds.pages),
    "settlement_file": Target(settlement_file, seeds.settlement_files),
    "settlement_values": _with_values(
        settlement_file, _settlement_values, seeds.plain_settlement_files
    ),
    "market_settlements": Target(market_settlements, seeds.market_settlements),
    "outlet_settlements": Target(outlet_settlements, seeds.outlet_settlements),
}
