"""Stand-ins for what is personal in a recording, so that pages stay readable and say nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from html import escape

from bots.model import Order
from bots.redact import EVERYWHERE
from bots.testing.recordings import Recording, Taken

HOST = "https://{shop}.example"
_SHORTEST = 2


def personal_values(orders: Iterable[Order]) -> dict[str, str]:
    """Every buyer's name, address line, phone, mail and message, with its stand-in."""
    found: dict[str, str] = {}
    for number, order in enumerate(orders, start=1):
        ship = order.ship_to
        for value, stand_in in (
            (order.buyer, f"Buyer {number}"),
            (ship.name, f"Recipient {number}"),
            (order.email, f"buyer{number}@example.com"),
            (ship.phone, f"00-{number:04d}"),
            (ship.postcode, f"P{number:05d}"),
            *((line, f"Street {number} line {n}") for n, line in enumerate(ship.lines, start=1)),
            *((line, f"Note {number}") for line in order.note.splitlines()),
        ):
            text = value.strip()
            if len(text) >= _SHORTEST:
                found.setdefault(text, stand_in)
    return found


def redacted(recording: Recording, orders: Iterable[Order]) -> Recording:
    """The recording without people, secrets and the real address of the site."""
    values = personal_values(orders)
    host = HOST.format(shop=recording.shop.name)
    shop = recording.shop.model_copy(
        update={"url": host, "username": "", "password": "", "totp": ""}
    )
    mask = _Mask(values | {recording.shop.url: host})
    return replace(
        recording, shop=shop, taken=tuple(_without(one, mask) for one in recording.taken)
    )


class _Mask:
    def __init__(self, values: dict[str, str]) -> None:
        self._values = {
            spelt: _spelt_like(spelling, stand_in)
            for value, stand_in in values.items()
            for spelling, spelt in _spellings(value)
        }
        longest_first = sorted(self._values, key=len, reverse=True)
        self._regex = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def __call__(self, text: str) -> str:
        kept = self._regex.sub(lambda match: self._values[match[0]], text)
        return EVERYWHERE.redact(kept)


def _spellings(value: str) -> Iterable[tuple[str, str]]:
    """As it is, as HTML writes it, as JSON writes it, as CSV writes it."""
    yield "plain", value
    yield "html", escape(value, quote=False)
    yield "html", escape(value)
    yield "html", escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;")
    yield "json", json.dumps(value)[1:-1]
    yield "json", json.dumps(value, ensure_ascii=False)[1:-1]
    yield "csv", value.replace('"', '""')


def _spelt_like(spelling: str, stand_in: str) -> str:
    return escape(stand_in) if spelling == "html" else stand_in


def _without(taken: Taken, mask: _Mask) -> Taken:
    document = replace(
        taken.document,
        url=mask(taken.document.url),
        text=_no_tokens(_no_scripts(mask(taken.document.text), taken.document.content_type)),
        headers={},
    )
    return replace(taken, document=document)


def _no_scripts(text: str, content_type: str) -> str:
    """A page without its scripts' text: tokens live there; data islands stay, being read."""
    if "html" not in content_type:
        return text
    return re.sub(
        r"(<script(?![^>]*json)[^>]*>).*?(</script>)",
        r"\1\2",
        text,
        flags=re.DOTALL | re.IGNORECASE,
    )


def _no_tokens(text: str) -> str:
    """A page without the values of its forms' hidden tokens."""
    return re.sub(
        r"""(<input[^>]*\bname=["'][^"']*(?:csrf|token)[^"']*["'][^>]*\bvalue=["'])[^"']*""",
        r"\1",
        text,
        flags=re.IGNORECASE,
    )
