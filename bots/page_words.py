"""What pages say for a field: the words of its label, in any language, and how they compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

_END = re.compile(r"[\s:：*＊▲▼△▽↑↓⇅↕]+$")
_UNIT = re.compile(r"\s*[（(\[]\s*(?:[A-Z]{3}|[¥￥$€£]|元|件|个|pcs?\.?|qty\.?)\s*[）)\]]$")


@dataclass(frozen=True)
class Field:
    """A field as a page shows it.

    Attributes:
        labels: the words that may stand for it, the shop's own first; compared whole, without
            case, blanks, marks at the end, or a unit in brackets.
        css: the mark it has in the page's code, if any. It decides nothing: where it is there,
            it must be where the label points, so that labels that changed places are seen.
    """

    labels: tuple[str, ...]
    css: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The labels, as they compare."""
        return frozenset(map(plain, self.labels))

    def __str__(self) -> str:
        return f'"{self.labels[0]}"' + "".join(f" ({label})" for label in self.labels[1:2])


def field(*labels: str, css: str = "") -> Field:
    """A field by its labels, and its mark in the page's code."""
    return Field(labels, css)


@lru_cache(maxsize=4096)
def plain(label: str) -> str:
    """A label as labels compare."""
    text = _END.sub("", " ".join(label.split()))
    return _END.sub("", _UNIT.sub("", text)).casefold()


def is_misread(text: str) -> bool:
    """Whether bytes of UTF-8 were read as Latin letters: then they read as UTF-8 once more."""
    if text.isascii():
        return False
    for wrong in ("latin-1", "cp1252"):
        try:
            text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
