"""What operators read, in their language: English stands in the code, Chinese in a file."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files

Say = Callable[..., str]


def speaker(language: str) -> Say:
    """A function that gives a sentence in `language`, its {fields} filled in.

    What the language has no words for comes in English.
    """
    words = _chinese() if language == "zh" else {}

    def say(text: str, **fields: object) -> str:
        found = words.get(text, text)
        return found.format(**fields) if fields else found

    return say


@cache
def _chinese() -> dict[str, str]:
    text = files("bots.commands").joinpath("words.zh.json").read_text(encoding="utf-8")
    words: dict[str, str] = json.loads(text)
    return words
