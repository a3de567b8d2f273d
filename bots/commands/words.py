"""What operators read, in their language: English stands in the code, Chinese in a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bots.rules import Language


@dataclass(frozen=True)
class Say:
    """Says a sentence in `language`; what that has no words for comes in English."""

    language: Language

    def __call__(self, text: str, **fields: object) -> str:
        """The sentence, its {fields} filled in."""
        words = _chinese() if self.language == "zh" else {}
        found = words.get(text, text)
        return found.format(**fields) if fields else found


@cache
def _chinese() -> dict[str, str]:
    text = files("bots.commands").joinpath("words.zh.json").read_text(encoding="utf-8")
    words: dict[str, str] = json.loads(text)
    return words
