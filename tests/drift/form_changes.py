"""Changes of a page that is pressed, made in the browser as the page arrives."""

from __future__ import annotations

import json
from pathlib import Path

_SCRIPT = Path(__file__).with_suffix(".js").read_text("utf-8")
KEEPING = (
    "renamed classes",
    "wrapped fields",
    "reordered fields",
    "reordered columns",
    "an added field",
    "other words for texts",
    "a promotion",
    "a slow script",
)
"""After these the form takes the same order."""
BREAKING = (
    "a renamed label",
    "labels that changed places",
    "names that changed places",
    "columns' labels that changed places",
    "a removed field",
    "a second field of the name",
    "a field that must be filled",
    "a field cut to ten letters",
    "rounded numbers",
    "numbers of another country",
    "a currency that follows the customer",
    "a date that jumps",
    "a line that is there already",
    "no lines' table",
    "renamed ids",
    "a button of another name",
    "two buttons of the name",
    "a disabled button",
    "no choices yet",
    "fields that are no fields",
    "a note of its own",
    "another total",
)
"""After these it does not, or takes it otherwise than it looks."""


def script(change: str, seed: int) -> str:
    """The script that makes this change."""
    named = _SCRIPT.replace("[CHANGE]", f"[{json.dumps(change)}]")
    return named.replace("let seed = SEED", f"let seed = {seed * 7919 + 17}")
