"""What entering would do: for a dry run."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from bots.entering.judging import Judge
from bots.entering.looking import Look, Sight
from bots.entering.target import T, Wants
from bots.ledger import Item, State

Action = Literal["enter", "adopt", "finish", "reject", "ask"]
_IN = {"erp": "ERP", "shop": "shop"}


@dataclass(frozen=True)
class Planned:
    """What entering would do with one thing, and why, where that is not plain."""

    reference: str
    action: Action
    why: str = ""


async def planned(judge: Judge[T], wants: Wants[T], items: Collection[Item]) -> list[Planned]:
    """What would be done with those of `items` that want work; writes nothing."""
    wanting = [item for item in items if item.state in {State.NEW, State.UNSURE}]
    return [_planned(look) for look in await judge.look_first(wanting, wants)]


def _planned(look: Look[T]) -> Planned:
    match look.sight:
        case Sight.EQUAL:
            return Planned(look.item.key, "adopt", f"it is in the {_IN[look.where]}, and equal")
        case Sight.DRAFT:
            why = f"it is in the {_IN[look.where]} as a draft, and equal"
            return Planned(look.item.key, "finish", why)
        case Sight.DIFFERENT:
            return Planned(look.item.key, "ask", look.different().message)
        case Sight.TWICE:
            return Planned(look.item.key, "ask", look.twice().message)
        case Sight.MISSING:
            return _entered(look)


def _entered(look: Look[T]) -> Planned:
    if look.wanted.refusal is not None:
        return Planned(look.item.key, "reject", look.wanted.refusal.message)
    if look.wanted.thing is None:
        return Planned(look.item.key, "reject", "it is not in the ledger")
    return Planned(look.item.key, "enter")
