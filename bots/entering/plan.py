"""What entering would do: for a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bots.entering.judging import Judge
from bots.entering.looking import Look, Sight
from bots.entering.sales import Sales
from bots.entering.worker import in_thread
from bots.errors import BusinessError
from bots.ledger import State

Action = Literal["enter", "adopt", "finish", "reject", "ask"]


@dataclass(frozen=True)
class Planned:
    """What entering would do with one order, and why, where that is not plain."""

    reference: str
    action: Action
    why: str = ""


async def planned(judge: Judge, sales: Sales, references: Sequence[str]) -> list[Planned]:
    """What would be done with those of `references` that want work; writes nothing."""
    found = await in_thread(judge.ledger.items.find_many, references)
    wanting = [item for item in found.values() if item.state in {State.NEW, State.UNSURE}]
    return [_planned(look, sales) for look in await judge.look_first(wanting, sales)]


def _planned(look: Look, sales: Sales) -> Planned:
    match look.sight:
        case Sight.EQUAL:
            return Planned(look.item.key, "adopt", "it is in the ERP, and equal")
        case Sight.DRAFT:
            return Planned(look.item.key, "finish", "it is in the ERP as a draft, and equal")
        case Sight.DIFFERENT:
            return Planned(look.item.key, "ask", look.different().message)
        case Sight.TWICE:
            return Planned(look.item.key, "ask", look.twice().message)
        case Sight.MISSING:
            return _entered(look, sales)


def _entered(look: Look, sales: Sales) -> Planned:
    if look.order is None:
        return Planned(look.item.key, "reject", "it is not in the ledger")
    try:
        sales.of(look.order)
    except BusinessError as error:
        return Planned(look.item.key, "reject", error.message)
    return Planned(look.item.key, "enter")
