"""What the Tryton under test is seeded with: plain data, read by `seed.py` as JSON."""

from __future__ import annotations

from typing import Any

# Codes and names that are prefixes of each other: whoever takes the first match is caught.
_TRAPS = {
    "SCR-M4-1": "Screw M4",
    "SCR-M4-10": "Screw M4 x 10",
    "SCR-M4-100": "Screw M4 x 100",
    "SCR-M4-10-B": "Screw M4 x 10 black",
    "NUT-M4": "Nut",
    "NUT-M4-ZN": "Nut zinc plated",
    "茶-01": "龙井茶 250克",
    "茶-011": "龙井茶 250克 礼盒",
    "A%B_C": "Wildcards % and _",
    "Q'UOTE": 'The "Builder" & Sons\' <b>',
}
_WHOLE = {**_TRAPS, **{f"SKU-{number:03d}": f"Article {number}" for number in range(1, 31)}}
_SERVICES = {"SHIPPING": "Shipping", "DISCOUNT": "Discount", "TAX": "Sales tax"}

BOT = {"name": "Order bot", "login": "bot", "password": "Bot-p4ssw0rd!"}
ADMIN_PASSWORD = "Adm1n-p4ssw0rd!"
SHOPS = ("oscar", "oscar outlet", "north", "north-2", "market", "outlet", "北店")

CATALOGUE: dict[str, Any] = {
    "bot": BOT,
    "currencies": {"CNY": 1, "USD": 7, "EUR": 8, "GBP": 9},
    "parties": list(SHOPS),
    "goods": _WHOLE,
    "by_weight": {"RICE-KG": "Rice, by the kilogram"},
    "services": _SERVICES,
    "inactive": {"OLD-1": "No longer sold"},
}
