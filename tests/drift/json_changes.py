"""Changes of a JSON body, the way the server behind an app changes."""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime
from typing import Any

from tests.drift.pages import Said

SYNONYMS = {
    "orderId": "orderNo", "state": "status", "createdAt": "placedAt", "items": "lines",
    "skuId": "sku", "qty": "quantity", "priceCents": "unitPrice", "totalCents": "grandTotal",
    "buyer": "customer", "shipTo": "address", "zip": "postalCode", "message": "note",
    "name": "fullName", "orders": "list", "total": "count", "next": "cursor", "phone": "mobile",
    "lines": "street", "email": "mail",
}  # fmt: skip
_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def respelled_keys(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Keys in another spelling: with underscores, dashes, capitals."""
    style = dice.choice(("_", "-", "Pascal", "lower"))

    def spell(key: str) -> str:
        parts = _WORD.sub(" ", key).split()
        if style == "Pascal":
            return "".join(part[:1].upper() + part[1:] for part in parts)
        return ("" if style == "lower" else style).join(part.lower() for part in parts)

    return _keys(body, spell), Said(f"keys spelled with {style!r}", ("key",))


def renamed_key(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """One key has another name."""
    old = dice.choice(sorted(SYNONYMS))
    return _keys(body, lambda key: SYNONYMS[old] if key == old else key), Said(
        f"{old} is called {SYNONYMS[old]}", (old,)
    )


def wrapped_body(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """The answer within another envelope."""
    how = dice.choice(("result", "response.body", "bare"))
    if how == "bare":
        return body["data"], Said("the envelope is gone", ("data",))
    for key in reversed(how.split(".")):
        body = {key: body, "ok": True}
    return body, Said(f"the answer lies in {how}", (how,))


def wrapped_entries(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Each order within an object of its own, or orders by their number instead of in a list."""
    data = body["data"]
    if dice.random() < 0.5:
        data["orders"] = [{"order": order, "links": {}} for order in data["orders"]]
        return body, Said("each order is wrapped", ("order", "key"))
    data["orders"] = {order["orderId"]: order for order in data["orders"]}
    return body, Said("orders are an object", ("orders", "list"))


def wrapped_values(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Amounts, or the state, become objects."""
    key = dice.choice(("totalCents", "shippingCents", "state", "message"))
    for order in body["data"]["orders"]:
        order[key] = {"value": order[key], "code": "x"}
    return body, Said(f"{key} is an object", (key,))


def added_keys(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """More than before: versions, links, marks."""
    for order in body["data"]["orders"]:
        order["version"] = dice.randrange(9)
        order["total"] = order["totalCents"]
        order["shipTo"]["note"] = "ring twice"
        order["items"] = [{**item, "imageUrl": "/x.png", "total": 1} for item in order["items"]]
    return {"requestId": "r-1", **body}, Said("more keys", ())


def reordered_keys(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Keys in another order, and orders too."""
    dice.shuffle(body["data"]["orders"])
    return _shuffled(body, dice), Said("keys reordered", ())


def numbers_as_text(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Numbers written as text."""
    kind = dice.choice(("Cents", "qty", "createdAt", "total"))
    return _numbers(body, kind, str), Said(f"{kind} as text", (kind,))


def units_for_cents(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Amounts in whole units, as a fraction or as text, under the keys they had."""
    write = dice.choice((lambda cents: cents / 100, lambda cents: f"{cents / 100:.2f}"))
    return _numbers(body, "Cents", write), Said("amounts in units", ("Cents", "whole number"))


def other_time(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Times in seconds, in ISO, or as printed."""
    style = dice.choice(("seconds", "iso", "naive", "printed"))
    for order in body["data"]["orders"]:
        moment = datetime.fromtimestamp(order["createdAt"] / 1000, UTC)
        order["createdAt"] = {
            "seconds": int(moment.timestamp()),
            "iso": moment.isoformat(),
            "naive": f"{moment:%Y-%m-%dT%H:%M:%S}",
            "printed": f"{moment:%d/%m/%Y %H:%M}",
        }[style]
    return body, Said(f"times as {style}", ("createdAt",))


def removed_key(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """One key is gone."""
    gone = dice.choice(sorted(SYNONYMS))
    return _without(body, gone), Said(f"{gone} is gone", (gone,))


def nulls(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """One key is there, and null in every order."""
    gone = dice.choice(
        (
            "orderId",
            "state",
            "createdAt",
            "currency",
            "items",
            "totalCents",
            "taxCents",
            "buyer",
            "shipTo",
        )
    )
    for order in body["data"]["orders"]:
        order[gone] = None
    return body, Said(f"{gone} is null", (gone,))


def other_unit(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """One kind of amount is in units now, and the others are in cents."""
    key = dice.choice(("totalCents", "priceCents"))
    return _numbers(body, key, lambda cents: cents // 100), Said(f"{key} in units", (key, "total"))


def fewer(body: Any, dice: random.Random) -> tuple[Any, Said]:
    """Orders are missing from the list, which says that they are there."""
    orders = body["data"]["orders"]
    for _ in range(dice.randrange(1, len(orders) + 1)):
        orders.pop(dice.randrange(len(orders)))
    return body, Said("orders are missing", ("ends after",))


def _keys(value: Any, spell) -> Any:
    if isinstance(value, dict):
        return {spell(key): _keys(inner, spell) for key, inner in value.items()}
    return [_keys(one, spell) for one in value] if isinstance(value, list) else value


def _shuffled(value: Any, dice: random.Random) -> Any:
    if isinstance(value, dict):
        keys = list(value)
        dice.shuffle(keys)
        return {key: _shuffled(value[key], dice) for key in keys}
    return [_shuffled(one, dice) for one in value] if isinstance(value, list) else value


def _numbers(value: Any, name: str, write) -> Any:
    if isinstance(value, dict):
        return {
            key: write(inner)
            if key.endswith(name) and isinstance(inner, int)
            else _numbers(inner, name, write)
            for key, inner in value.items()
        }
    return [_numbers(one, name, write) for one in value] if isinstance(value, list) else value


def _without(value: Any, gone: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, gone) for key, inner in value.items() if key != gone}
    return [_without(one, gone) for one in value] if isinstance(value, list) else value


KEEPING = (
    respelled_keys, renamed_key, wrapped_body, wrapped_entries, wrapped_values, added_keys,
    reordered_keys, numbers_as_text, units_for_cents, other_time,
)  # fmt: skip
BREAKING = (removed_key, nulls, other_unit, fewer)
