"""The base of every record: frozen, strict about unknown fields, hashed by content."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MOST_TEXT = 65_536
"""Characters of a text: a long letter. What is longer is no message of a buyer's."""


def _storable(text: str) -> str:
    """What no database and no page can hold is refused, and never left out in silence."""
    if "\0" in text:
        raise ValueError("it holds a NUL character")
    if not text.isascii() and any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("it holds half a character (a lone surrogate)")
    return text


def _one_line(text: str) -> str:
    """An id is typed into fields of one line, which leave out line ends in silence."""
    if not text.isprintable() and any(unicodedata.category(char) in _BREAKING for char in text):
        raise ValueError("it holds a control character")
    return _storable(text)


_BREAKING = frozenset({"Cc", "Zl", "Zp"})
Storable = AfterValidator(_storable)
OneLine = AfterValidator(_one_line)
Text = Annotated[str, StringConstraints(max_length=MOST_TEXT), Storable]
"""Any text of at most MOST_TEXT characters, without NUL and lone surrogates."""

PERSONAL = "x-personal"
# Text about a person: marked in the JSON Schema, compared as any other, not shown in a difference.
Personal = Annotated[Text, Field(json_schema_extra={PERSONAL: True})]


class Record(BaseModel):
    """A frozen record; equal content has an equal `content_hash`, whatever its spelling."""

    # An error that shows what it was given would show the buyer.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over the normalised content; see `normalised`."""
        return hash_of(self.model_dump())


def hash_of(content: dict[str, Any]) -> str:
    """SHA-256 (hex) over `content`, normalised."""
    text = json.dumps(normalised(content), ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def normalised(value: object) -> object:
    """Give `value` one spelling: 1.50 as "1.5", UTC times, NFC text with plain line ends."""
    match value:
        case dict():
            plain: object = {key: normalised(item) for key, item in value.items()}
        case list() | tuple():
            plain = [normalised(item) for item in value]
        case Decimal():
            plain = _plain_number(value)
        case datetime():
            plain = value.astimezone(UTC).isoformat()
        case str():
            plain = normalised_text(value)
        case bool() | int() | None:
            plain = value
        case _:
            plain = str(value)
    return plain


def _plain_number(value: Decimal) -> str:
    """All its digits (`Decimal.normalize` would round to 28), no zeros at the end, no `-0`."""
    digits = f"{value:f}"
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def normalised_text(text: str) -> str:
    """NFC, line ends as LF, no blanks at either end of a line."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in plain.strip().split("\n"))
