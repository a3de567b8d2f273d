"""What reads of a shop brought, and the floor under the next one."""

from __future__ import annotations

from datetime import datetime

from bots.ledger.database import Database
from bots.ledger.views import Floor


class Reads:
    """The reads table."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def floor(self, shop: str, since: datetime, until: datetime, fixed: int | None = None) -> Floor:
        """The least number of orders that a read of [since, until) may bring.

        `fixed` (the shop's setting) rules alone. Else the higher of: half of what the ledger
        already holds of that very window; half of the least that the same hours of the same
        weekdays brought in the last weeks.
        """
        raise NotImplementedError

    def check(
        self,
        shop: str,
        since: datetime,
        until: datetime,
        count: int,
        *,
        fixed: int | None = None,
        run: int | None = None,
    ) -> None:
        """Keep what a read brought; ScreenChanged, with the figures, when it is below the floor."""
        raise NotImplementedError
