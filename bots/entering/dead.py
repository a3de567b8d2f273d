"""What the dead held is let go of, whatever kind of thing it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from bots.ledger import Item, Ledger, State

OF_LANE = "#"
"""An owner's name in the ledger is its executor, this, and what it works on."""


def free_dead(ledger: Ledger, alive: Callable[[], set[str]], settle: timedelta) -> Sequence[Item]:
    """Free what workers hold who are not alive; give what was held, by whomever."""
    held = ledger.items.search(states=[State.ENTERING, State.SUBMITTING], limit=1000)
    owners = {item.owner for item in held}
    living = alive() if owners else set()  # after who holds something; see `Watch`
    for owner in owners:
        if owner.partition(OF_LANE)[0] not in living:
            ledger.items.abandon(owner, "its worker died", settle)
    return held
