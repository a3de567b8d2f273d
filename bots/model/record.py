"""The base of every record: frozen, strict about unknown fields, hashed by content."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen record; equal content has an equal `content_hash`, whatever its spelling."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def content_hash(self) -> str:
        """SHA-256 (hex) over the normalised content; see `normalised`."""
        text = json.dumps(
            normalised(self.model_dump()), ensure_ascii=True, sort_keys=True, separators=(",", ":")
        )
        return hashlib.sha256(text.encode()).hexdigest()


def normalised(value: Any) -> Any:
    """Give `value` one spelling: 1.50 as "1.5", UTC times, NFC text with plain line ends."""
    match value:
        case dict():
            return {key: normalised(item) for key, item in value.items()}
        case list() | tuple():
            return [normalised(item) for item in value]
        case Decimal():
            return format(value.normalize() + 0, "f")
        case datetime():
            return value.astimezone(UTC).isoformat()
        case str():
            return normalised_text(value)
        case bool() | int() | None:
            return value
        case _:
            return str(value)


def normalised_text(text: str) -> str:
    """NFC, line ends as LF, no blanks at either end of a line."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.strip() for line in plain.strip().split("\n"))
