"""Secrets and buyers' personal data, taken out of everything that is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from html import escape
from typing import Any, TypeAlias
from urllib.parse import quote, quote_plus

Tree: TypeAlias = Any
"""Nested dicts, lists and plain values, as logs and traces hold them."""

MASK = "███"
_SHORTEST = 2
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
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",  # an e-mail address
            r"(?<![\w.-])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![\w.])",  # a Chinese mobile
            r"(?<![\w.-])\+\d{1,3}[ -]?(?:\(?\d{2,4}\)?[ -]?){2,4}\d{2,4}(?!\w)",  # international
            r"(?<![\w.-])0\d{2,3}-\d{7,8}(?!\w)",  # a Chinese landline
            r"(?<=bearer )[\w.~+/=-]{8,}",
            r"(?<=session )[\w.~+/=-]{8,}",
            r"(?<=cookie: )[^\r\n]+",
            r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*",  # a JSON web token
        )
    ),
    re.IGNORECASE,
)


class Redactor:
    """Takes known secrets, known personal values and what looks like either out of text."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._regex: re.Pattern[str] | None = None

    def know(self, *values: str) -> None:
        """Add secrets or personal values; each is masked wherever it turns up from now on."""
        new = {text for value in values for text in _spellings(value)} - self._known
        if new:
            self._known |= new
            self._regex = None

    def redact(self, text: str) -> str:
        """`text` with everything known, and everything that looks personal, masked."""
        if self._known:
            text = self._compiled().sub(MASK, text)
        return _PATTERNS.sub(MASK, text)

    def redact_tree(self, value: Tree, key: str = "") -> Tree:
        """The same over nested dicts, lists and strings; values under telling keys go whole."""
        match value:
            case str():
                return MASK if value and _telling(key) else self.redact(value)
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

    def _compiled(self) -> re.Pattern[str]:
        if self._regex is None:
            longest_first = sorted(self._known, key=len, reverse=True)
            self._regex = re.compile("|".join(map(re.escape, longest_first)))
        return self._regex


def _telling(key: str) -> bool:
    return bool(_SECRET_KEYS.search(key) or _PERSONAL_KEYS.search(key))


def _spellings(value: str) -> Iterable[str]:
    value = value.strip()
    if len(value) >= _SHORTEST:
        yield from (value, quote(value), quote_plus(value), escape(value))


EVERYWHERE = Redactor()
"""The process's one redactor: what one part of it knows is masked in all it writes."""


def processor(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """Structlog processor: every event goes through `EVERYWHERE`."""
    return EVERYWHERE.redact_mapping(event)
