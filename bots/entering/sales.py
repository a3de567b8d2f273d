"""From the orders of the ledger to the sales orders that the ERP is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bots.entering.target import Wanted
from bots.entering.worker import in_thread
from bots.errors import BusinessError
from bots.ledger import Ledger
from bots.model import Order, SalesOrder, SkuMap, to_sales_order
from bots.settings import ErpSettings


@dataclass(frozen=True)
class Sales:
    """Makes sales orders by the ERP's settings and the SKU mapping as it is now."""

    settings: ErpSettings
    platforms: Mapping[str, str]
    skus: SkuMap

    def of(self, order: Order) -> SalesOrder:
        """The sales order. Raises BusinessError (`unmapped_sku`, `no_party`, `no_platform`)."""
        return to_sales_order(
            order,
            self.skus,
            platform=self._platform(order),
            party=self._party(order),
            shipping_sku=self.settings.shipping_sku,
            discount_sku=self.settings.discount_sku,
            tax_sku=self.settings.tax_sku,
        )

    def wanted(self, order: Order | None) -> Wanted[SalesOrder]:
        """The same, with the rule that refuses it; nothing is wanted of an order there is not."""
        if order is None:
            return Wanted(None)
        try:
            return Wanted(self.of(order), order.entry_hash)
        except BusinessError as error:
            return Wanted(None, order.entry_hash, error)

    def _platform(self, order: Order) -> str:
        if order.shop in self.platforms:
            return self.platforms[order.shop]
        raise BusinessError(
            f"{order.reference}: shop {order.shop} is not in the settings",
            rule="no_platform",
            field="shop",
            value=order.shop,
            reference=order.reference,
            remedy=f"put [shops.{order.shop}] back into the settings, then: "
            "bots items retry --reason no_platform",
        )

    def _party(self, order: Order) -> str:
        party = self.settings.party.replace("{shop}", order.shop).replace("{buyer}", order.buyer)
        if party.strip():
            return party
        raise BusinessError(
            f"{order.reference}: the order names no buyer, and the ERP wants one party per buyer",
            rule="no_party",
            field="buyer",
            reference=order.reference,
            remedy="enter this order by hand, or set party in [erp] to one for the whole shop",
        )


@dataclass(frozen=True)
class WantedSales:
    """What the orders of the ledger, as they are at that moment, ask of the ERP."""

    ledger: Ledger
    sales: Sales

    async def wanted(self, keys: Sequence[str]) -> Mapping[str, Wanted[SalesOrder]]:
        """By reference; see `bots.entering.target.Wants`."""
        orders = await in_thread(self.ledger.orders.get_many, keys)
        return {key: self.sales.wanted(orders.get(key)) for key in keys}
