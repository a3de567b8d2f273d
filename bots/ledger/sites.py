"""What is known of a site beside its records: refused passwords, and pauses."""

from __future__ import annotations

from bots.ledger.database import Database
from bots.ledger.views import Pause


class Sites:
    """The site_state and refusals tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused_before(self, site: str, fingerprint: str) -> bool:
        """Whether the site already refused the credentials with that fingerprint."""
        raise NotImplementedError

    def remember_refusal(self, site: str, fingerprint: str) -> None:
        """Never try these credentials on that site again."""
        raise NotImplementedError

    def forget_refusals(self, site: str, who: str) -> None:
        """A person says that the credentials may be tried again."""
        raise NotImplementedError

    def pause(self, site: str, why: str) -> None:
        """No flow works on that site until it is resumed."""
        raise NotImplementedError

    def resume(self, site: str) -> None:
        """Flows may work on it again."""
        raise NotImplementedError

    def paused(self, site: str) -> Pause | None:
        """The pause in force, if there is one."""
        raise NotImplementedError
