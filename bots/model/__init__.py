"""The data standard: frozen records and code lists. No I/O."""

from bots.model.codes import Carrier, Currency, OrderStatus, Unit
from bots.model.difference import differences
from bots.model.found import Found
from bots.model.money import Money
from bots.model.order import Address, Order, OrderLine
from bots.model.planning import StockTarget, Supply
from bots.model.proposal import Draft, ProposedLine, Working
from bots.model.purchase import PurchaseLine, PurchaseOrder
from bots.model.record import Record
from bots.model.sale import ErpRecord, SaleLine, SalesOrder, StockLevel
from bots.model.settlement import (
    Direction,
    EntryKind,
    EntryPart,
    SettlementEntry,
    Statement,
)
from bots.model.shipment import Shipment, ShippedLine
from bots.model.skus import SkuMap, SkuMapping, to_sales_order
from bots.model.transfer import Transfer, TransferLine

__all__ = [
    "Address",
    "Carrier",
    "Currency",
    "Direction",
    "Draft",
    "EntryKind",
    "EntryPart",
    "ErpRecord",
    "Found",
    "Money",
    "Order",
    "OrderLine",
    "OrderStatus",
    "ProposedLine",
    "PurchaseLine",
    "PurchaseOrder",
    "Record",
    "SaleLine",
    "SalesOrder",
    "SettlementEntry",
    "Shipment",
    "ShippedLine",
    "SkuMap",
    "SkuMapping",
    "Statement",
    "StockLevel",
    "StockTarget",
    "Supply",
    "Transfer",
    "TransferLine",
    "Unit",
    "Working",
    "differences",
    "to_sales_order",
]
