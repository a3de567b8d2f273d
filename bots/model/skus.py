"""From a platform's SKUs to the ERP's, and so from an order to a sales order."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationError

from bots.errors import BusinessError
from bots.model.money import product
from bots.model.order import Id, Order, OrderLine
from bots.model.record import Record
from bots.model.sale import SaleLine, SalesOrder

QUANTITY_PLACES = 4  # of `Quantity`


class SkuMapping(Record):
    """One row of the operator's mapping: one platform unit is `factor` ERP units.

    A `shop` of `*` holds for all shops of the platform; a row for the shop itself wins.
    """

    platform: Id
    shop: Id = "*"
    sku: Id
    erp_sku: Id
    factor: Annotated[
        Decimal, Field(gt=0, allow_inf_nan=False, max_digits=18, decimal_places=12)
    ] = Decimal(1)


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
        BusinessError: `unmapped_sku`; `price_not_exact` or `quantity_not_exact` when a factor does
            not come out within the ERP's places; `invalid_field` when it becomes more than a
            sales order can hold.
    """
    try:
        return _sales_order(
            order, skus, platform, party, (shipping_sku, tax_sku, discount_sku), price_places
        )
    except ValidationError as error:
        raise _does_not_fit(order, error) from None


def _sales_order(
    order: Order,
    skus: SkuMap,
    platform: str,
    party: str,
    extra_skus: tuple[str, str, str],
    price_places: int,
) -> SalesOrder:
    lines = [
        _line(order, index, line, skus, platform, price_places)
        for index, line in enumerate(order.lines)
    ]
    amounts = (order.shipping, order.tax, order.discount.copy_negate())
    lines += [
        SaleLine(sku=sku, quantity=Decimal(1), unit_price=amount)
        for sku, amount in zip(extra_skus, amounts, strict=True)
        if amount
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
        raise _unmapped(order, index, line, platform)
    quantity = product(line.quantity, mapping.factor)
    if quantity != round(quantity, QUANTITY_PLACES):
        raise _not_exact(order, index, "quantity", line.quantity, mapping)
    price = line.unit_price / mapping.factor
    if price != round(price, places) or product(price, mapping.factor) != line.unit_price:
        raise _not_exact(order, index, "unit_price", line.unit_price, mapping)
    return SaleLine(sku=mapping.erp_sku, quantity=quantity, unit=line.unit, unit_price=price)


def _unmapped(order: Order, index: int, line: OrderLine, platform: str) -> BusinessError:
    return BusinessError(
        f"{order.reference}: SKU {line.sku} has no ERP SKU",
        rule="unmapped_sku",
        field=f"lines[{index}].sku",
        value=line.sku,
        reference=order.reference,
        remedy=f"add platform {platform}, shop {order.shop}, SKU {line.sku} to the SKU mapping, "
        "import it, then: bots items retry --reason unmapped",
    )


def _does_not_fit(order: Order, error: ValidationError) -> BusinessError:
    first = error.errors(include_input=False, include_url=False)[0]
    field = ".".join(map(str, first["loc"]))
    return BusinessError(
        f"{order.reference}: its {field} does not fit a sales order: {first['msg']}",
        rule="invalid_field",
        field=field,
        reference=order.reference,
        remedy="enter this order by hand, or mend the party in [erp] or the factor in the "
        "SKU mapping",
    )


def _not_exact(
    order: Order, index: int, field: str, value: Decimal, mapping: SkuMapping
) -> BusinessError:
    rule = "price_not_exact" if field == "unit_price" else "quantity_not_exact"
    return BusinessError(
        f"{order.reference}: {field} {value} of {mapping.sku} does not come out exactly "
        f"with factor {mapping.factor}",
        rule=rule,
        field=f"lines[{index}].{field}",
        value=str(value),
        reference=order.reference,
        remedy="enter this order by hand, or mend the factor in the SKU mapping",
    )
