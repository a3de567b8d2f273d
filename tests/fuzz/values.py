"""Documents whose structure stays while some of their values become others.

Bytes turned at random rarely leave a page that is still read to its end; these do.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from typing import Any

WORDS = (
    "", " ", "0", "-1", "NaN", "Infinity", "1e999", "9" * 400, "1,234", "１２", "٣", "¥", "¥-0.00",
    "USD 5", "2026-13-45", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "\0", "\ud800",
    "a\x1b[2Jb", "\u202e", "x" * 70_000, "null", "true", "..", "=1+1", "[red]", "<b>",
    "&#0;", '"', ",", "-", "1E+400", "0.0000001", "100000000000000000000",
    "5²", "Paid", "已付款", "shipped",
)  # fmt: skip
PLAIN: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, 10**400, [], {}, [None], {"a": 1}, *WORDS,
)  # fmt: skip
_TEXT = re.compile(r"(?<=>)[^<>]+(?=<)|(?<=\")[^\"<>]*(?=\")")


def _choices(data: bytes) -> Iterator[tuple[int, int]]:
    """Where and what, of three bytes each; at most eight changes."""
    for start in range(0, min(len(data) - 2, 24), 3):
        yield data[start] << 8 | data[start + 1], data[start + 2]


def html(text: str, data: bytes) -> str:
    """`text` with some of its texts and attributes replaced."""
    for place, what in _choices(data):
        found = list(_TEXT.finditer(text))
        if not found:
            return text
        chosen = found[place % len(found)]
        text = text[: chosen.start()] + WORDS[what % len(WORDS)] + text[chosen.end() :]
    return text


def table(text: str, data: bytes) -> str:
    """A CSV text with some of its cells replaced."""
    rows = list(csv.reader(io.StringIO(text, newline="")))
    for place, what in _choices(data):
        row = rows[place % len(rows)]
        row[(place // len(rows)) % len(row)] = WORDS[what % len(WORDS)]
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


def tree(text: str, data: bytes) -> str:
    """A JSON text with some of its values, at any depth, replaced."""
    root = {"root": json.loads(text)}
    for place, what in _choices(data):
        slots = list(_slots(root))
        holder, key = slots[place % len(slots)]
        holder[key] = PLAIN[what % len(PLAIN)]
    return json.dumps(root["root"])


def _slots(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = value if isinstance(value, dict) else range(len(value))
    for key in list(keys):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _slots(value[key])
