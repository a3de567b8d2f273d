"""Which field of an order a selector brings: what it matched, compared with what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from bots.locators.signs import words
from bots.model import Currency, Order
from bots.model.parse import parse_decimal, parse_money

K = TypeVar("K", bound=tuple[str, str])
_NAMES = {"sku": "SKU", "placed_at": "time", "email": "e-mail"}
_CALLED = {"lines": "a line's", "ship_to": "the address's", "": "the order's"}


def fields_of(texts: Mapping[K, set[str]], orders: Sequence[Order]) -> dict[K, str]:
    """The field behind each selector, by its name in the data standard (`lines.sku`)."""
    values: dict[str, set[object]] = {}
    for order in orders:
        for name, value in _flat(order.model_dump()):
            values.setdefault(name, set()).add(value)
    found: dict[K, str] = {}
    for key, written in texts.items():
        told = {text for text in written if text}
        fits = [
            name for name, known in values.items() if told and all(_is_in(t, known) for t in told)
        ]
        if fits:
            found[key] = max(fits, key=lambda name: (_alike(name, key[1]), -len(values[name])))
    return found


def in_words(field: str) -> str:
    """A field as a person calls it: `lines.unit_price` is a line's unit price."""
    outer, _, name = field.rpartition(".")
    return f"{_CALLED.get(outer, outer)} {_NAMES.get(name, name.replace('_', ' '))}"


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, object]]:  # noqa: ANN401  plain data
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _flat(item, f"{path}.{key}".strip("."))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item, path)
    elif value not in {"", None}:
        yield path, value


def _is_in(text: str, known: set[object]) -> bool:
    kinds = {type(value) for value in known}
    if any(issubclass(kind, datetime) for kind in kinds):
        return _moment(text) in known
    if Decimal in kinds:
        amount = _amount(text)
        return amount is not None and (amount in known or -amount in known)
    return text in known


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _amount(text: str) -> Decimal | None:
    """The number in it, whatever the currency: the sign says which, and only the sum matters."""
    for currency in (Currency.CNY, Currency.USD):
        with suppress(ValueError):
            return parse_money(text, currency, point=".").amount
    with suppress(ValueError):
        return parse_decimal(text, point=".")
    return None


def _alike(field: str, selector: str) -> int:
    return len(set(words(field)) & set(words(selector)))
