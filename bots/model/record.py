"""The base of every record: frozen, strict about unknown fields, hashed by content."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

PERSONAL = "x-personal"
# Text about a person: marked in the JSON Schema, compared as any other, not shown in a difference.
Personal = Annotated[str, Field(json_schema_extra={PERSONAL: True})]


class Record(BaseModel):
    """A frozen record; equal content has an equal `content_hash`, whatever its spelling."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
            plain = format(value.normalize() + 0, "f")
        case datetime():
            plain = value.astimezone(UTC).isoformat()
        case str():
            plain = normalised_text(value)
        case bool() | int() | None:
            plain = value
        case _:
            plain = str(value)
    return plain


def normalised_text(text: str) -> str:
    """NFC, line ends as LF, no blanks at either end of a line."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in plain.strip().split("\n"))
