"""What a perfect reader would bring back of one order, straight from the database."""

import re
from decimal import Decimal

from django.utils import timezone
from oscar.core.loading import get_model

Order = get_model("order", "Order")

# The shop's own states in the words of the data standard, as its operator would map them.
STATUSES = {
    "Pending": "awaiting_payment",
    "Paid": "paid",
    "Shipped": "shipped",
    "Complete": "completed",
    "Cancelled": "cancelled",
    "Refunded": "refunded",
}
DEAD = {"Cancelled", "Refunded"}


def truth_of(number: str) -> dict:
    """The order's number, moment, raw state, and either its fields or the rule that refuses it."""
    order = Order.objects.get(number=number)
    rule = refusal(order)
    return {
        "number": number,
        "placed": order.date_placed.isoformat(),
        "rule": rule,
        "order": None if rule else fields(order),
    }


def refusal(order) -> str | None:
    """Why no reader may bring this order back as if it were whole, if there is a reason."""
    if any(
        line.line_price_before_discounts_incl_tax * 100 % line.quantity
        for line in order.lines.all()
    ):
        return "price_not_exact"
    if order.status in DEAD:
        return None
    if any(line.status in DEAD for line in order.lines.all()):
        return "part_cancelled"
    source = order.sources.first()
    if source and 0 < source.amount_refunded < source.amount_debited:
        return "part_refunded"
    return None


def fields(order) -> dict:
    return {
        "number": order.number,
        "status": status(order),
        "placed_at": timezone.localtime(order.date_placed).replace(second=0).isoformat(),
        "currency": order.currency,
        "lines": [line(row) for row in order.lines.all()],
        "shipping": str(order.shipping_incl_tax),
        "discount": str(discount(order)),
        "tax": "0",
        "total": str(order.total_incl_tax),
        "buyer": f"{order.user.first_name} {order.user.last_name}" if order.user else "",
        "email": order.user.email if order.user else order.guest_email,
        "ship_to": address(order.shipping_address),
        "note": note(order.shipping_address),
    }


def status(order) -> str:
    source = order.sources.first()
    if source and source.amount_refunded and source.amount_refunded == source.amount_debited:
        return "refunded"
    return STATUSES[order.status]


def discount(order) -> Decimal:
    rows = order.lines.all()
    before = sum(row.line_price_before_discounts_incl_tax for row in rows)
    return before - sum(row.line_price_incl_tax for row in rows)


def line(row) -> dict:
    return {
        "sku": row.partner_sku,
        "title": row.title,
        "quantity": str(row.quantity),
        "unit_price": str(row.line_price_before_discounts_incl_tax / row.quantity),
    }


def address(row) -> dict:
    if row is None:
        return {}
    parts = (row.line1, row.line2, row.line4, row.state, row.postcode)
    return {
        "name": f"{row.first_name} {row.last_name}",
        "phone": str(row.phone_number),
        "lines": [part for part in parts if part],
        "country": row.country.printable_name,
    }


def note(row) -> str:
    """The buyer's instructions; the page keeps at most one blank line between paragraphs."""
    return re.sub(r"\n{2,}", "\n\n", row.notes) if row else ""
