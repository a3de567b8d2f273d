"""A whole comparison: sites, counts, ledger and workbook, as the flow makes it."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from bots.errors import BusinessError, TryAgain
from bots.flow import Files, Shops, load_flow
from bots.flow_run import Run
from bots.ledger import Ledger
from bots.model import Currency, Order, OrderLine, OrderStatus, SkuMapping, StockLevel, Unit
from bots.settings import Settings

FLOWS = Path(__file__).parents[2] / "flows"
NOW = datetime.now(UTC)
SITE = {"url": "http://127.0.0.1:9", "name": "x"}


class Place:
    """A signed-in site that shows what it is told, or fails."""

    def __init__(self, *shown):
        self.shown = shown

    async def stock(self):
        for one in self.shown:
            if isinstance(one, TryAgain):
                raise one
            yield one


class Bench(Run):
    """A run whose sites are the test's; everything else is the real one."""

    def __init__(self, home, ledger, erp, shops, *, dry_run=False, **checking):
        from bots.flow_run import Tally

        self.settings = Settings.model_validate(
            {
                "source": home / "credentials.toml",
                "home": home,
                "language": checking.pop("language", "en"),
                "erp": {**SITE, "product": "practice"},
                "shops": {name: {**SITE, "name": name, "platform": "market"} for name in shops},
                "checking": checking,
            }
        )
        self.id, self.flow, self.ledger, self.dry_run = 1, "check_stock", ledger, dry_run
        self.folder, self.now, self.tally = home, datetime.now(UTC), Tally()
        self._erp, self._shops = erp, shops

    @asynccontextmanager
    async def erp(self):
        yield self._erp

    @asynccontextmanager
    async def shop(self, name, **options):
        yield self._shops[name]


@pytest.fixture
def ledger(migrated_file, tmp_path):
    """An empty ledger."""
    shutil.copy(migrated_file, tmp_path / "ledger.sqlite")
    with Ledger.open(f"sqlite:///{tmp_path / 'ledger.sqlite'}") as opened:
        yield opened


def level(place, sku, number, unit=Unit.PIECE):
    """So much of it, all of it free."""
    return StockLevel(
        place=place, sku=sku, on_hand=Decimal(number), available=Decimal(number), unit=unit
    )


def mapped(ledger, **skus):
    """Map the market's SKUs, one to one."""
    rows = [SkuMapping(platform="market", shop="*", sku=s, erp_sku=e) for s, e in skus.items()]
    ledger.skus.put(rows, "tester")


async def checked(run, *files, fewer=False):
    """Run the flow; its totals."""
    function = load_flow("check_stock", FLOWS).function
    await function(run, shop=Shops(run._shops), counts=Files(files), fewer=fewer)
    return run.tally.totals


def kinds(ledger):
    """(place, SKU) -> class, of what differs by the ledger."""
    return {(one.place, one.sku): one.found for one in ledger.stock.open()}


def sold(ledger, number, sku, quantity):
    """An order of north's in the ledger, not in the ERP."""
    line = OrderLine(sku=sku, quantity=Decimal(quantity), unit_price=Decimal(1))
    ledger.orders.record(
        Order(
            shop="north",
            number=number,
            status=OrderStatus.PAID,
            placed_at=NOW - timedelta(hours=1),
            currency=Currency.CNY,
            lines=(line,),
            total=line.amount,
        )
    )


async def test_differences_are_found_followed_and_written(tmp_path, ledger):
    """Orders not entered explain one, a count and a shop give others; the next run sees them go."""
    mapped(ledger, a="A", b="B")
    sold(ledger, "1", "a", 3)
    erp = Place(level("SH", "A", 10), level("SH", "B", 5), level("SH", "C", -1))
    north = Place(level("north", "a", 7), level("north", "b", 6), level("north", "z", 1))
    counts = tmp_path / "主仓.csv"
    counts.write_text("货号,数量\nA,9\nB,5\n", encoding="gb18030")
    places = {"主仓": "SH"}
    run = Bench(tmp_path, ledger, erp, {"north": north}, places=places)
    totals = await checked(run, counts)
    assert kinds(ledger) == {
        ("north", "a"): "unsynced_sale",
        ("north", "b"): "oversell_risk",
        ("north", "z"): "missing_mapping",
        ("SH", "A"): "counted_short",
        ("SH", "C"): "negative_stock",
    }
    assert (totals["new"], totals["gone"], run.tally.exit_code) == (5, 0, 3)
    book = openpyxl.load_workbook(tmp_path / "stock.xlsx")
    assert book.sheetnames == ["Summary", "Differences", "Unreadable"]
    lines = list(book["Differences"].iter_rows(min_row=2, values_only=True))
    assert [line[:3] for line in lines[:2]] == [
        ("negative stock", "SH", "C"),
        ("oversell risk", "north", "b"),
    ]
    assert lines[1][4:8] == (6, 5, 5, 1)
    better = Place(level("north", "a", 7), level("north", "b", 5))
    totals = await checked(Bench(tmp_path, ledger, erp, {"north": better}))
    assert (totals["new"], totals["gone"]) == (0, 2)
    assert kinds(ledger)["SH", "A"] == "counted_short"  # nobody counted this time


async def test_a_dry_run_keeps_nothing(tmp_path, ledger):
    """It says how many differences it would keep."""
    run = Bench(tmp_path, ledger, Place(level("SH", "A", -1)), {}, dry_run=True)
    await checked(run)
    assert run.tally.would[0] == "keep 1 differences"
    assert ledger.stock.open() == []
    assert not (tmp_path / "stock.xlsx").exists()


async def test_a_shop_that_cannot_be_read_keeps_its_differences(tmp_path, ledger):
    """Half a list proves nothing; the other shop is compared, and the run fails."""
    mapped(ledger, a="A")
    erp = Place(level("SH", "A", 10))
    shops = {name: Place(level(name, "a", 11)) for name in ("north", "south")}
    await checked(Bench(tmp_path, ledger, erp, shops))
    shops = {"north": Place(TryAgain("gone")), "south": Place(level("south", "a", 10))}
    run = Bench(tmp_path, ledger, erp, shops)
    await checked(run)
    assert (kinds(ledger), run.tally.exit_code) == ({("north", "a"): "oversell_risk"}, 1)


async def test_nothing_is_concluded_about_what_does_not_read(tmp_path, ledger):
    """A level, a count row and a unit that do not read are listed; their SKUs are in no class."""
    mapped(ledger, a="A", b="B")
    broken = BusinessError("no number", rule="unreadable", reference="ERP/SH/A")
    erp = Place(broken, level("GZ", "A", 1), *(level("SH", sku, 5) for sku in "BCD"))
    north = Place(
        level("north", "a", 50),
        BusinessError("no number", rule="unreadable", reference="north/b"),
    )
    counts = tmp_path / "SH.csv"
    counts.write_text("SKU,Qty,Unit\nA,9,\nB,5,\nC,five,\nD,2,box\n")
    run = Bench(tmp_path, ledger, erp, {"north": north})
    totals = await checked(run, counts)
    assert (kinds(ledger), totals["unreadable"], run.tally.exit_code) == ({}, 4, 3)
    sheet = openpyxl.load_workbook(tmp_path / "stock.xlsx")["Unreadable"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert ("SH.csv", "SH", 4, "Qty", "five", "'████' is no number") in rows


async def test_a_shop_that_lost_half_of_its_skus_is_not_believed(tmp_path, ledger):
    """Its differences stay, and the remedy says how to go on when it is right."""
    mapped(ledger, a="A", b="B", c="C")
    erp = Place(*(level("SH", sku, 10) for sku in "ABC"))
    north = {"north": Place(*(level("north", sku, 11) for sku in "abc"))}
    await checked(Bench(tmp_path, ledger, erp, north))
    run = Bench(tmp_path, ledger, erp, {"north": Place(level("north", "a", 10))})
    await checked(run)
    assert (len(kinds(ledger)), run.tally.exit_code) == (3, 1)
    assert "--fewer" in run.tally.troubles[0].error.remedy
    await checked(Bench(tmp_path, ledger, erp, run._shops), fewer=True)
    assert kinds(ledger) == {}


async def test_shops_that_cannot_be_read_are_left_out_and_named(tmp_path, ledger, monkeypatch):
    """Without --shop the others are compared, and nobody thinks that these were."""
    monkeypatch.setattr("bots.platforms.stocks.platforms_with_stocks", list)
    run = Bench(tmp_path, ledger, Place(level("SH", "A", -1)), {"north": Place()})
    await load_flow("check_stock", FLOWS).function(run, shop=Shops())
    assert kinds(ledger) == {("SH", "A"): "negative_stock"}
    assert run.tally.notes[0].startswith("north: left out")


async def test_a_file_given_twice_is_refused(tmp_path, ledger):
    """Its figures would be added to themselves."""
    from bots.sheets import FileRefused

    counts = tmp_path / "SH.csv"
    counts.write_text("SKU,Qty\nA,1\n")
    with pytest.raises(FileRefused, match="given twice"):
        await checked(Bench(tmp_path, ledger, Place(), {}), counts, counts)


async def test_the_report_speaks_chinese_and_tells_where_the_rest_is(tmp_path, ledger, monkeypatch):
    """Headings, classes and remedies; the rest lies beside it, harmless."""
    from bots.stock import book as books

    monkeypatch.setattr(books, "MOST_ROWS", 1)
    erp = Place(level("SH", "=A1", -2), level("SH", "B", -1))
    await checked(Bench(tmp_path, ledger, erp, {}, language="zh"))
    book = openpyxl.load_workbook(tmp_path / "stock.xlsx")
    assert book.sheetnames == ["汇总", "差异", "读不出的行"]
    heads = [cell.value for sheet in book.worksheets[1:] for cell in sheet[1] if cell.value]
    assert [head for head in heads if head.isascii()] == ["SKU", "ERP SKU"]
    assert book["汇总"]["A3"].value == "共 2 条，只列前 1 条；全部见 stock.csv"
    assert book["差异"]["A2"].value == "负库存"
    text = (tmp_path / "stock.csv").read_text("utf-8-sig")
    assert "negative_stock,warehouse,SH,'=A1,'=A1,\"\",-2,-2" in text
