"""When two things are the same for all that may happen next."""

from __future__ import annotations

import types
from collections import deque
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from enum import Enum
from itertools import count
from typing import Any

from bots.entering import Entering
from bots.entering.erp_sales import ErpSales
from bots.ledger import Item, Ledger
from bots.ledger.items import Items
from bots.model import ErpRecord, Found, Order, SalesOrder, SkuMap
from bots.settings import ErpSettings

IRRELEVANT = {"message", "remedy", "evidence", "created_at", "changed_at", "run_id"}
"""Columns that no code decides by: words for people, and when it was."""
_CONSTANT = (Entering, ErpSales, Ledger, Items, ErpSettings, SkuMap, suppress)
"""What does not change while a worker runs."""
_PLAIN = (str, int, float, bool, datetime, timedelta, Enum, type(None))
_MANY = (list, tuple, set, frozenset, deque)
_unlike = count()
_WAYS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (_CONSTANT, lambda value: type(value).__name__),
    (_PLAIN, repr),
    (BaseException, lambda value: f"{type(value).__name__}({getattr(value, 'rule', '')})"),
    (Item, lambda value: f"Item({_fields(value, without=IRRELEVANT)})"),
    ((Order, SalesOrder), lambda value: value.content_hash),
    (ErpRecord, lambda value: f"{value.id} {value.state} {told(value.order)}"),
    (Found, lambda value: f"{value.id} {value.state} {told(value.thing)}"),
    (types.MethodType, lambda value: f"{told(value.__self__)}.{value.__name__}"),
    (types.FunctionType, lambda value: value.__qualname__),
    (Mapping, lambda value: f"{{{told([(key, value[key]) for key in sorted(value)])}}}"),
    (_MANY, lambda value: f"[{', '.join(map(told, value))}]"),
)


def told(value: object) -> str:
    """A value in words, without what does not matter. What is not known is like nothing else."""
    for kinds, way in _WAYS:
        if isinstance(value, kinds):
            return way(value)
    if is_dataclass(value):
        return f"{type(value).__name__}({_fields(value)})"
    return f"{type(value).__name__} {next(_unlike)}"


def _fields(value: Any, without: Collection[str] = ()) -> str:
    names = [field.name for field in fields(value) if field.name not in without]
    return told([getattr(value, name) for name in names])


def place(code: types.CoroutineType) -> str:
    """Where suspended code stands, through all its calls, and what its variables hold."""
    found = []
    while code is not None:
        frame = getattr(code, "cr_frame", None) or getattr(code, "gi_frame", None)
        if frame is None:
            break
        names = sorted(frame.f_locals)
        held = ", ".join(f"{name}={told(frame.f_locals[name])}" for name in names)
        found.append(f"{frame.f_code.co_qualname}+{frame.f_lasti}({held})")
        code = getattr(code, "cr_await", None) or getattr(code, "gi_yieldfrom", None)
    return "\n".join(found)


class Numbered:
    """Things known by their numbers, each once by its key."""

    def __init__(self) -> None:
        self._things: list[Any] = []
        self._numbers: dict[str, int] = {}

    def __getitem__(self, number: int) -> Any:
        return self._things[number]

    def __len__(self) -> int:
        return len(self._things)

    def number(self, key: str, thing: object) -> int:
        """The number of the thing of that key; the first of a key is the one that is kept."""
        if key not in self._numbers:
            self._numbers[key] = len(self._things)
            self._things.append(thing)
        return self._numbers[key]
