"""The data standard: frozen records and code lists. No I/O."""

from bots.model.codes import Carrier, Currency, OrderStatus, Unit
from bots.model.difference import differences
from bots.model.money import Money
from bots.model.order import Address, Order, OrderLine
from bots.model.record import Record
from bots.model.sale import ErpRecord, SaleLine, SalesOrder, StockLevel
from bots.model.settlement import (
    Direction,
    EntryKind,
    EntryPart,
    SettlementEntry,
    Statement,
)
from bots.model.skus import SkuMap, SkuMapping, to_sales_order

__all__ = [
    "Address",
    "Carrier",
    "Currency",
    "Direction",
    "EntryKind",
    "EntryPart",
    "ErpRecord",
    "Money",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Record",
    "SaleLine",
    "SalesOrder",
    "SettlementEntry",
    "SkuMap",
    "SkuMapping",
    "Statement",
    "StockLevel",
    "Unit",
    "differences",
    "to_sales_order",
]
