"""Customer shipments read from a real Tryton."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from bots.erps.tryton.shipments import Shipments
from bots.errors import BusinessError
from bots.model import Carrier, Shipment, ShippedLine
from bots.session import Session
from tests.real.tryton.judge import Judge

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def sell(judge: Judge, reference: str) -> None:
    """A confirmed sale of three screws and two nuts, as a clerk makes it."""
    ((party),) = judge.call("model.party.party.search_read", [["name", "=", "oscar"]], 0, 1, None,
                            ["id", "addresses"])  # fmt: skip
    lines = []
    for code, quantity in (("SCR-M4-10", 3), ("NUT-M4", 2)):
        (product,) = judge.call("model.product.product.search_read", [["code", "=", code]], 0, 1,
                                None, ["id", "sale_uom"])  # fmt: skip
        line = {"type": "line", "product": product["id"], "quantity": quantity,
                "unit": product["sale_uom"], "unit_price": 1}  # fmt: skip
        lines.append(line)
    address = party["addresses"][0]
    sale = {"party": party["id"], "reference": reference, "invoice_address": address,
            "shipment_address": address, "lines": [["create", lines]]}  # fmt: skip
    ids = judge.call("model.sale.sale.create", [sale])
    for step in ("quote", "confirm", "process"):
        judge.call(f"model.sale.sale.{step}", ids)


def send(judge: Judge, reference: str, label: str) -> dict[str, Any]:
    """The warehouse brings the sale's shipment out of the door, with this text on it."""
    (sale,) = judge.call("model.sale.sale.search_read", [["reference", "=", reference]], 0, 1,
                         None, ["shipments"])  # fmt: skip
    ids = list(sale["shipments"])
    judge.call("model.stock.shipment.out.write", ids, {"reference": label})
    for step in ("wait", "assign_force", "pick", "pack", "do"):
        judge.call(f"model.stock.shipment.out.{step}", ids)
    return sale


async def test_what_left_the_warehouse_is_read_with_carrier_number_and_lines(
    tryton_session: Session, judge: Judge, new_reference
):
    """Without carrier modules both stand in the reference; a carrier nobody knows stops alone;
    what is still in the warehouse does not come.
    """
    right, strange, waiting = new_reference(), new_reference(), new_reference()
    for reference in (right, strange, waiting):
        sell(judge, reference)
    send(judge, right, "顺丰速运 SF0001234567 (SF0001111111)")
    send(judge, strange, "老王快递 LW12345678")
    since = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
    read = {one.reference: one async for one in Shipments(tryton_session, {}).shipments(since)}
    assert waiting not in read
    found = read[right]
    assert isinstance(found, Shipment)
    assert (found.carrier, found.tracking) == (Carrier.SF, "SF0001234567")
    assert found.replaces == ("SF0001111111",)
    assert set(found.lines) == {
        ShippedLine(sku="SCR-M4-10", quantity=3), ShippedLine(sku="NUT-M4", quantity=2),
    }  # fmt: skip
    refused = read[strange]
    assert isinstance(refused, BusinessError)
    assert (refused.rule, refused.value) == ("unknown_carrier", "老王快递")
    own = {"老王快递": Carrier.OTHER}
    again = {one.reference: one async for one in Shipments(tryton_session, own).shipments(since)}
    assert isinstance(again[strange], Shipment)
