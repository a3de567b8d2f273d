"""From a platform's SKUs to the ERP's, and so from an order to a sales order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from bots.errors import BusinessError
from bots.model.order import Id, Order, OrderLine
from bots.model.record import Record
from bots.model.sale import SaleLine, SalesOrder


class SkuMapping(Record):
    """One row of the operator's mapping: one platform unit is `factor` ERP units.

    A `shop` of `*` holds for all shops of the platform; a row for the shop itself wins.
    """

    platform: Id
    shop: Id = "*"
    sku: Id
    erp_sku: Id
    factor: Annotated[Decimal, Field(gt=0)] = Decimal(1)


class SkuMap:
    """Looks mappings up by platform, shop and platform SKU."""

    def __init__(self, rows: Iterable[SkuMapping]) -> None:
        self._rows = {(row.platform, row.shop, row.sku): row for row in rows}

    def find(self, platform: str, shop: str, sku: str) -> SkuMapping | None:
        """The shop's own row, else the platform's, else None."""
        return self._rows.get((platform, shop, sku)) or self._rows.get((platform, "*", sku))


def to_sales_order(
    order: Order,
    skus: SkuMap,
    *,
    platform: str,
    party: str,
    shipping_sku: str,
    discount_sku: str,
    tax_sku: str,
    price_places: int = 4,
) -> SalesOrder:
    """Put `order` in the ERP's terms. `order.placed_at` keeps its own zone for the date.

    Raises:
        BusinessError: `unmapped_sku`, or `price_not_exact` when a factor does not divide a price.
    """
    lines = [
        _line(order, index, line, skus, platform, price_places)
        for index, line in enumerate(order.lines)
    ]
    extras = ((shipping_sku, order.shipping), (tax_sku, order.tax), (discount_sku, -order.discount))
    lines += [
        SaleLine(sku=sku, quantity=Decimal(1), unit_price=amount) for sku, amount in extras if amount
    ]
    return SalesOrder(
        reference=order.reference,
        party=party,
        date=order.placed_at.date(),
        currency=order.currency,
        lines=tuple(lines),
        total=order.total,
        ship_to=order.ship_to.text(),
        note=order.note,
    )


def _line(
    order: Order, index: int, line: OrderLine, skus: SkuMap, platform: str, places: int
) -> SaleLine:
    mapping = skus.find(platform, order.shop, line.sku)
    if mapping is None:
        raise BusinessError(
            f"{order.reference}: SKU {line.sku} has no ERP SKU",
            rule="unmapped_sku",
            field=f"lines[{index}].sku",
            value=line.sku,
            reference=order.reference,
            remedy=f"add platform {platform}, shop {order.shop}, SKU {line.sku} to the SKU mapping, "
            "import it, then: bots items retry --reason unmapped",
        )
    price = line.unit_price / mapping.factor
    if price != round(price, places):
        raise BusinessError(
            f"{order.reference}: {line.unit_price} does not divide by {mapping.factor} exactly",
            rule="price_not_exact",
            field=f"lines[{index}].unit_price",
            value=str(line.unit_price),
            reference=order.reference,
            remedy="enter this order by hand, or mend the factor in the SKU mapping",
        )
    return SaleLine(
        sku=mapping.erp_sku, quantity=line.quantity * mapping.factor, unit=line.unit, unit_price=price
    )
