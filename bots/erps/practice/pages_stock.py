"""The practice ERP's page of stock: every SKU in every warehouse."""

from __future__ import annotations

from bots.errors import BusinessError
from bots.model import StockLevel
from bots.model.parse import parse_decimal
from bots.page_facts import LabelledPage
from bots.page_table import Row
from bots.page_words import field

LEVELS = {
    "place": field("Warehouse", "仓库", "Location", "库位", css=".place"),
    "sku": field("SKU", "商品编码", "Product code", "产品编码", css=".sku"),
    "on_hand": field("On hand", "现存", "In stock", "现有量", css=".on-hand"),
    "reserved": field("Reserved", "预留", "Allocated", "占用"),
    "available": field("Available", "可用", "Free", "可用量", css=".available"),
}
REMEDY = "look at the row on the ERP's page of stock, and have its quantities put right"


class StockPage(LabelledPage):
    """All levels, in one answer of one moment."""

    path = "/stock"
    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LEVELS,)

    def levels(self) -> list[StockLevel | BusinessError]:
        """Every row, right or refused; raises ScreenChanged for a pair that is there twice."""
        rows = [self._texts(row) for row in self.tables.some(LEVELS).rows]
        pairs = [(row["place"], row["sku"]) for row in rows]
        if len(set(pairs)) < len(pairs):
            raise self.changed("shows a SKU twice in one warehouse")
        return [self._level(row) for row in rows]

    def _texts(self, row: Row) -> dict[str, str]:
        return {name: self.value(row[name]) for name in LEVELS}

    def _level(self, row: dict[str, str]) -> StockLevel | BusinessError:
        try:
            on_hand, reserved, available = (
                parse_decimal(row[name], point=".") for name in ("on_hand", "reserved", "available")
            )
            level = StockLevel(
                place=row["place"], sku=row["sku"], on_hand=on_hand, available=available
            )
        except ValueError:
            return self._refused(row, "a quantity or a code does not read")
        if on_hand - reserved != available:
            return self._refused(row, f"{on_hand} less {reserved} is not {available}")
        return level

    def _refused(self, row: dict[str, str], why: str) -> BusinessError:
        reference = f"{self.site.name}/{row['place']}/{row['sku']}"
        return BusinessError(
            f"{reference}: {why}",
            rule="unreadable_stock",
            field="quantity",
            reference=reference,
            remedy=REMEDY,
        )
