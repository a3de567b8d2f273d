"""What the practice shops charge: a share of what the buyer paid, and a fee a month."""

from __future__ import annotations

from decimal import Decimal

RATES = {
    "CNY": {"commission": Decimal("0.05"), "platform_fee": Decimal("0.006")},
    "USD": {"commission": Decimal("0.08"), "platform_fee": Decimal("0.029")},
}
MONTHLY = {"CNY": Decimal("199.00"), "USD": Decimal("29.00")}
PAY_DAYS = 1
"""An order that is older than this without a payment is missed."""
