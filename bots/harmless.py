"""Text of strangers, made harmless for a terminal and for a line of JSON.

A buyer's name may hold escape sequences that repaint a terminal, marks that turn the direction of
writing, and ends of lines that are none to JSON. It is kept as it is where it is data; here is
what it looks like where people read along.
"""

from __future__ import annotations

import json
import re
from typing import Any

_DELETE = 0x7F
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINES = "\x85\u2028\u2029"  # ends of lines for some programs
_LONE = "\ud800-\udfff"  # halves of surrogate pairs: no file can hold them
_HARMFUL = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f{_BIDI}{_LINES}{_LONE}]")
_PICTURES = 0x2400  # of the control characters, in their order


def visible(text: str) -> str:
    """`text` with every character that controls a terminal shown as a sign: ␛, ␇, �.

    Line ends and tabs stay; each sign is one column wide.
    """
    return _HARMFUL.sub(_sign, text)


def json_text(value: Any, *, indent: int | None = None, default: Any = None) -> str:  # noqa: ANN401  any JSON
    """`value` as JSON of the same meaning, in which no character controls anything."""
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=default)
    return _HARMFUL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code == _DELETE:
        return "␡"
    return chr(_PICTURES + code) if code < ord(" ") else "\N{REPLACEMENT CHARACTER}"
