"""What did not read, as an error may show it."""

from __future__ import annotations

import re

_MOST = 40
_PERSONAL = re.compile(r"[^\W\d_]|\d{9,}")


def seen(text: str) -> str:
    """The shape of `text`, quoted and short: its letters and long numbers masked.

    A cell that slipped may hold a buyer's name or phone, and anybody may read an error.
    """
    return repr(_PERSONAL.sub(lambda found: "█" * len(found[0]), text[:_MOST]))
