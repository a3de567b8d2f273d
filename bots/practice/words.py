"""The practice sites' words: English is the key, `words.zh.json` has the Chinese."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

ZH: dict[str, str] = json.loads(Path(__file__).with_name("words.zh.json").read_text("utf-8"))


def translator(language: str) -> Callable[[str], str]:
    """A function that says an English text in `language` (`zh` or `en`)."""
    return (lambda text: ZH.get(text, text)) if language == "zh" else (lambda text: text)
