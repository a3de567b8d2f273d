"""What is known of a site beside its records: how sign-ins ended, and pauses."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import delete, select, update

from bots.ledger.database import Database, Transaction
from bots.ledger.tables import sign_ins, site_state
from bots.ledger.views import Pause
from bots.sign_in_tries import Outcome, Permit, Tries


class Sites:
    """The site_state and sign_ins tables."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def may_submit(self, site: str, fingerprint: str) -> Permit:
        """Whether the credentials with that fingerprint may be submitted to the site now."""
        with self._database.read() as transaction:
            return _tries(transaction, site, fingerprint).permit(transaction.now)

    def submitting(self, site: str, fingerprint: str) -> None:
        """Count a try before it is made."""
        with self._database.write() as transaction:
            tries = _tries(transaction, site, fingerprint).begun(transaction.now)
            _keep(transaction, site, fingerprint, tries)

    def submitted(self, site: str, fingerprint: str, outcome: Outcome) -> None:
        """Keep what the site said of the last try."""
        with self._database.write() as transaction:
            tries = _tries(transaction, site, fingerprint).ended(outcome)
            _keep(transaction, site, fingerprint, tries)

    def forget_sign_ins(self, site: str) -> None:
        """A person changed the credentials, or vouches for them: they may be tried again."""
        with self._database.write() as transaction:
            transaction.execute(delete(sign_ins).where(sign_ins.c.site == site))

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


def _tries(transaction: Transaction, site: str, fingerprint: str) -> Tries:
    statement = select(
        sign_ins.c.refused, sign_ins.c.taken, sign_ins.c.unanswered, sign_ins.c.last
    ).where(sign_ins.c.site == site, sign_ins.c.fingerprint == fingerprint)
    row = transaction.execute(statement).one_or_none()
    return Tries() if row is None else Tries(*row)


def _keep(transaction: Transaction, site: str, fingerprint: str, tries: Tries) -> None:
    values = {**asdict(tries), "last": tries.last or transaction.now}
    mine = (sign_ins.c.site == site, sign_ins.c.fingerprint == fingerprint)
    transaction.insert_missing(sign_ins, {"site": site, "fingerprint": fingerprint, **values})
    transaction.execute(update(sign_ins).where(*mine).values(**values))
