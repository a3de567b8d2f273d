"""Secrets and buyers' personal data, taken out of everything that is written down."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, MutableMapping
from html import escape
from itertools import chain
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

from bots.model import Order

Tree: TypeAlias = Any
"""Nested dicts, lists and plain values, as logs and traces hold them."""

MASK = "███"
_SHORTEST = 2
_SHORT_WORD = 5
_PHONE_DIGITS = 7
_NOTE_LINES, _TELLING_LINE = 20, 8  # `OK` is no secret, and stands in many a log line
_MOST_PERSONAL = 20_000
_SECRET_KEYS = re.compile(
    r"pass(word|wd|phrase)?$|secret|token|cookie|authorization|totp|api_?key|credential|seed$",
    re.IGNORECASE,
)
_PERSONAL_KEYS = re.compile(
    r"^(buyer|customer|recipient|consignee|phone|mobile|tel|telephone|e_?mail|address|ship_to|"
    r"first_name|last_name|full_name|real_name|username)$",
    re.IGNORECASE,
)
_PATTERNS = re.compile(
    "|".join(  # noqa: FLY002 - one alternative a line, each with its name
        (
            # an e-mail address; looked for from the first of its characters only, for long texts
            r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
            r"(?<![\w.-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\w.])",  # a Chinese mobile
            r"(?<![\w.-])\+\d{1,3}[ -]?(?:\(?\d{2,4}\)?[ -]?){2,4}\d{2,4}(?!\w)",  # international
            r"(?<![\w.-])0\d{2,3}-\d{7,8}(?!\w)",  # a Chinese landline
            r"(?<=bearer )[\w.~+/=-]{8,}",
            r"(?<=session )[\w.~+/=-]{8,}",
            r"(?<=cookie: )[^\r\n]+",
            r"eyJ[\w-]{8,2000}\.[\w-]+\.[\w-]*",  # a JSON web token
        )
    ),
    re.IGNORECASE,
)


class Redactor:
    """Takes known secrets, known personal values and what looks like either out of text."""

    def __init__(self) -> None:
        self._secrets: dict[str, re.Pattern[str] | None] = {}
        self._personal: dict[str, re.Pattern[str] | None] = {}
        self._longest_first: list[str] | None = None

    def know(self, *secrets: str) -> None:
        """Add secrets; each is masked wherever it turns up from now on."""
        self._add(self._secrets, secrets)

    def know_person(self, *values: str) -> None:
        """Add a person's name, phone, address lines or e-mail; the oldest of many are let go."""
        self._add(self._personal, values)
        for oldest in list(self._personal)[: max(0, len(self._personal) - _MOST_PERSONAL)]:
            del self._personal[oldest]

    def redact(self, text: str) -> str:
        """`text` with everything known, and everything that looks personal, masked."""
        if self._longest_first is None:
            self._longest_first = sorted({*self._secrets, *self._personal}, key=len, reverse=True)
        for value in self._longest_first:
            if value in text:
                text = self._without(value, text)
        return _PATTERNS.sub(MASK, text)

    def _without(self, value: str, text: str) -> str:
        pattern = self._secrets.get(value) or self._personal.get(value)
        return pattern.sub(MASK, text) if pattern else text.replace(value, MASK)

    def _add(self, known: dict[str, re.Pattern[str] | None], values: Iterable[str]) -> None:
        for spelling in chain.from_iterable(map(_spellings, values)):
            if spelling not in known:
                known[spelling] = _whole_word(spelling)
                self._longest_first = None

    def redact_tree(self, value: Tree, key: str = "") -> Tree:
        """The same over nested dicts, lists and strings; values under telling keys go whole."""
        match value:
            case str() | Mapping() | list() | tuple() | set() if value and _telling(key):
                return MASK
            case str():
                return self.redact(value)
            case Mapping():
                return {self._plain(k): self.redact_tree(v, str(k)) for k, v in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self.redact_tree(item, key) for item in value]
            case bytes():
                return MASK
            case _:
                return value

    def redact_mapping(self, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """A log event, redacted; what is no plain value is redacted as it would be printed."""
        return {key: self._loggable(value, key) for key, value in event.items()}

    def _loggable(self, value: Tree, key: str) -> Tree:
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str | bytes | Mapping | list | tuple | set | frozenset):
            return self.redact_tree(value, key)
        return self.redact(str(value))

    def _plain(self, key: Tree) -> Tree:
        return self.redact(key) if isinstance(key, str) else key


def _telling(key: str) -> bool:
    return bool(_SECRET_KEYS.search(key) or _PERSONAL_KEYS.search(key))


def _spellings(value: str) -> Iterable[str]:
    value = value.strip()
    if len(value) >= _SHORTEST:
        yield from (value, quote(value), quote_plus(value), escape(value), json.dumps(value)[1:-1])


def _whole_word(value: str) -> re.Pattern[str] | None:
    # A short Latin name is part of many words; a Chinese one of two characters is not.
    if len(value) >= _SHORT_WORD or not value.isascii():
        return None
    return re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")


EVERYWHERE = Redactor()
"""The process's one redactor: what one part of it knows is masked in all it writes."""


def know_order(order: Order) -> None:
    """From now on mask this order's buyer everywhere: names, phone, e-mail, address lines."""
    to = order.ship_to
    digits = "".join(filter(str.isdigit, to.phone))
    said = [line for line in order.note.splitlines()[:_NOTE_LINES] if len(line) >= _TELLING_LINE]
    phones = (to.phone, digits) if len(digits) >= _PHONE_DIGITS else (to.phone,)
    EVERYWHERE.know_person(order.buyer, order.email, to.name, *phones, *to.lines, *said)


def processor(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Structlog processor: every event goes through `EVERYWHERE`."""
    return EVERYWHERE.redact_mapping(event)
