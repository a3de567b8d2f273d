"""What is known of a site beside its records: refused passwords, and pauses."""

from __future__ import annotations

from sqlalchemy import delete, select

from bots.ledger.database import Database
from bots.ledger.tables import refusals, site_state
from bots.ledger.views import Pause


class Sites:
    """The site_state and refusals tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def refused_before(self, site: str, fingerprint: str) -> bool:
        """Whether the site already refused the credentials with that fingerprint."""
        statement = select(refusals.c.at).where(
            refusals.c.site == site, refusals.c.fingerprint == fingerprint
        )
        with self._database.read() as transaction:
            return transaction.execute(statement).first() is not None

    def remember_refusal(self, site: str, fingerprint: str) -> None:
        """Never try these credentials on that site again."""
        with self._database.write() as transaction:
            transaction.insert_missing(
                refusals, {"site": site, "fingerprint": fingerprint, "at": transaction.now}
            )

    def forget_refusal(self, site: str, fingerprint: str) -> None:
        """The site took these credentials after all, or never judged them."""
        with self._database.write() as transaction:
            transaction.execute(
                delete(refusals).where(
                    refusals.c.site == site, refusals.c.fingerprint == fingerprint
                )
            )

    def forget_refusals(self, site: str) -> None:
        """The credentials were changed: they may be tried again."""
        with self._database.write() as transaction:
            transaction.execute(delete(refusals).where(refusals.c.site == site))

    def pause(self, site: str, why: str) -> None:
        """No flow works on that site until it is resumed; the first reason stands."""
        with self._database.write() as transaction:
            transaction.insert_missing(
                site_state, {"site": site, "paused_at": transaction.now, "why": why}
            )

    def resume(self, site: str) -> None:
        """Flows may work on it again."""
        with self._database.write() as transaction:
            transaction.execute(delete(site_state).where(site_state.c.site == site))

    def paused(self, site: str) -> Pause | None:
        """The pause in force, if there is one."""
        with self._database.read() as transaction:
            statement = select(site_state).where(site_state.c.site == site)
            row = transaction.execute(statement).one_or_none()
            return None if row is None else Pause(row.site, row.paused_at, row.why)
