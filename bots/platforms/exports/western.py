"""The exports of Western platforms. Headings are those of the platforms' own files."""

from __future__ import annotations

from bots.model import OrderStatus as S
from bots.platforms.exports.shape import ANY, OrderFile, has, may, must
from bots.sheets import Profile

# A row is a line; the order's cells stand on its first row only. Times carry their offset.
SHOPIFY = OrderFile(
    "shopify",
    Profile(
        "Shopify orders",
        (
            must("number", "id", "Name"),
            has("money_status", "text", "Financial Status"),
            has("status", "text", "Fulfillment Status"),
            has("cancelled", "text", "Cancelled at"),
            has("currency", "text", "Currency"),
            has("shipping", "money", "Shipping"),
            has("tax", "money", "Taxes"),
            has("total", "money", "Total"),
            has("discount", "money", "Discount Amount"),
            has("placed", "when", "Created at"),
            must("quantity", "quantity", "Lineitem quantity"),
            has("title", "text", "Lineitem name"),
            must("unit_price", "money", "Lineitem price"),
            has("sku", "id", "Lineitem sku"),
            may("email", "text", "Email"),
            may("buyer", "text", "Billing Name"),
            has("recipient", "text", "Shipping Name"),
            may("phone", "text", "Shipping Phone"),
            has("address", "text", "Shipping Address1"),
            may("more_address", "text", "Shipping Address2"),
            may("city", "text", "Shipping City"),
            may("postcode", "text", "Shipping Zip"),
            may("province", "text", "Shipping Province"),
            may("country", "text", "Shipping Country"),
            may("note", "text", "Notes"),
        ),
    ),
    (
        ("cancelled", {"": None, ANY: S.CANCELLED}),
        (
            "money_status",
            {
                "pending": S.AWAITING_PAYMENT,
                "authorized": S.AWAITING_PAYMENT,
                "paid": None,
                "refunded": S.REFUNDED,
                "voided": S.CANCELLED,
            },
        ),
        (
            "status",
            {
                "": S.PAID,
                "unfulfilled": S.PAID,
                "partial": S.PAID,
                "fulfilled": S.SHIPPED,
            },
        ),
    ),
    discounts=("discount",),
    taxes=("tax",),
    tax_may_be_included=True,
)

# A row is a line; its price is that of the whole line. Nothing is quoted. No order total.
AMAZON = OrderFile(
    "amazon",
    Profile(
        "Amazon all orders",
        (
            must("number", "id", "amazon-order-id"),
            must("placed", "when", "purchase-date"),
            must("status", "text", "order-status"),
            has("title", "text", "product-name"),
            has("sku", "id", "sku"),
            must("quantity", "quantity", "quantity"),
            has("currency", "text", "currency"),
            has("line_total", "money", "item-price"),
            has("tax", "money", "item-tax"),
            has("shipping", "money", "shipping-price"),
            has("shipping_tax", "money", "shipping-tax"),
            may("wrapping", "money", "gift-wrap-price"),
            may("wrapping_tax", "money", "gift-wrap-tax"),
            has("discount", "money", "item-promotion-discount"),
            has("shipping_discount", "money", "ship-promotion-discount"),
            has("city", "text", "ship-city"),
            has("province", "text", "ship-state"),
            has("postcode", "text", "ship-postal-code"),
            has("country", "text", "ship-country"),
        ),
        quoted=False,
    ),
    (
        (
            "status",
            {
                "pending": S.AWAITING_PAYMENT,
                "unshipped": S.PAID,
                "partiallyshipped": S.PAID,
                "shipped": S.SHIPPED,
                "shipping": S.SHIPPED,
                "shipped - delivered to buyer": S.COMPLETED,
                "cancelled": S.CANCELLED,
            },
        ),
    ),
    per_row=frozenset(
        {"tax", "shipping", "shipping_tax", "wrapping", "wrapping_tax"}
        | {"discount", "shipping_discount"}
    ),
    shipping=("shipping", "wrapping"),
    discounts=("discount", "shipping_discount"),
    taxes=("tax", "shipping_tax", "wrapping_tax"),
    no_total=True,
)
