"""The data standard as JSON Schema, for those who exchange records with us."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from bots.model.order import Order
from bots.model.purchase import PurchaseOrder
from bots.model.sale import ErpRecord, SalesOrder, StockLevel
from bots.model.shipment import Shipment
from bots.model.skus import SkuMapping
from bots.model.transfer import Transfer

RECORDS = (
    Order, SalesOrder, ErpRecord, StockLevel, SkuMapping, Transfer, PurchaseOrder, Shipment,
)  # fmt: skip


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of every record; personal fields carry `x-personal`."""
    _, schema = models_json_schema(
        [(record, "serialization") for record in RECORDS], title="bots data standard"
    )
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
