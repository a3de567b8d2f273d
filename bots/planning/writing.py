"""Writing arithmetic down, so that a person can follow it in English or in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from bots.model.proposal import Working


@dataclass
class Writing:
    """Lines as they are written, each at once in both languages."""

    en: list[str] = field(default_factory=list)
    zh: list[str] = field(default_factory=list)

    def say(self, en: str, zh: str, **figures: object) -> None:
        """One line; decimals among the figures are written plainly."""
        told = {
            name: plain(figure) if isinstance(figure, Decimal) else figure
            for name, figure in figures.items()
        }
        self.en.append(en.format(**told))
        self.zh.append(zh.format(**told))

    def working(self) -> Working:
        """What was written."""
        return Working(en=tuple(self.en), zh=tuple(self.zh))


def joined(workings: Sequence[Working]) -> Working:
    """One after the other."""
    return Working(
        en=tuple(line for one in workings for line in one.en),
        zh=tuple(line for one in workings for line in one.zh),
    )


def plain(number: Decimal) -> str:
    """All digits of it, without exponent or zeros at the end."""
    digits = f"{number:f}"
    return (digits.rstrip("0").rstrip(".") if "." in digits else digits) or "0"
