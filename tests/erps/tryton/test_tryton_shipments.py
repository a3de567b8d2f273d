"""Customer shipments as Tryton's export gives them, recorded from Tryton 8.0."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bots.erps.tryton.pages.shipments import shipments_path
from bots.erps.tryton.shipments import Shipments
from bots.errors import BusinessError, ScreenChanged
from bots.model import Carrier, Shipment
from bots.page import Document
from bots.settings import ErpSettings

FILE = Path(__file__).parents[2] / "recordings" / "shipping" / "tryton.csv"
SINCE = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


class OneAnswer:
    """A session of a Tryton that answers this, whatever it is asked."""

    def __init__(self, text: str, **options: object) -> None:
        self.site = ErpSettings(product="tryton", url="http://erp.example/db", options=options)
        self._text = text

    async def read(self, page_class, path, *, headers):
        url = f"{self.site.url}{path}"
        document = Document(url, content_type="text/csv; charset=utf-8", text=self._text)
        return page_class(document, self.site).prove()


async def read(text: str, **options: object) -> dict[str, Shipment | BusinessError]:
    reads = Shipments(OneAnswer(text, **options), {}).shipments(SINCE)
    return {one.reference: one async for one in reads}


async def test_a_shipment_reads_whole():
    """Carrier before the number, what it replaces in brackets, its day and its lines."""
    found = (await read(FILE.read_text("utf-8")))["oscar/R-1"]
    assert isinstance(found, Shipment)
    assert (found.carrier, found.tracking) == (Carrier.SF, "SF0001234567")
    assert found.replaces == ("SF0001111111",)
    assert found.shipped_at.isoformat() == "2026-11-25T00:00:00+08:00"
    assert {(line.sku, line.quantity) for line in found.lines} == {("NUT-M4", 2), ("SCR-M4-10", 3)}


async def test_a_carrier_nobody_knows_and_none_at_all_stop_alone():
    """Both are for a person; the shipment beside them comes."""
    found = await read(FILE.read_text("utf-8"))
    rules = {key: one.rule for key, one in found.items() if isinstance(one, BusinessError)}
    assert rules == {"oscar/R-2": "unknown_carrier", "market/7": "unknown_carrier"}


async def test_a_field_of_its_own_holds_the_carrier_where_the_settings_say_so():
    """With the carrier module the number stands alone."""
    row = "1,1,2026-11-25,1Z999AA10123456784,UPS,south/1,NUT-M4,2.0,Unit\n"
    options = {"tracking": "shipping_reference", "carrier": "carrier/party/name"}
    assert "f=carrier%2Fparty%2Fname" in shipments_path(OneAnswer("", **options).site, SINCE.date())
    found = (await read(row, **options))["south/1"]
    assert isinstance(found, Shipment)
    assert (found.carrier, found.tracking) == (Carrier.UPS, "1Z999AA10123456784")


async def test_a_file_cut_off_is_not_believed():
    """A row of another width stops the read."""
    with pytest.raises(ScreenChanged):
        await read(FILE.read_text("utf-8")[:-12])
