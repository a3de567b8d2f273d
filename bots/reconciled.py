"""What reconciling a shop's settlement statements came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bots.errors import BusinessError
from bots.ledger.settlement_findings import Followed
from bots.ledger.settlement_rows import StatementRow
from bots.ledger.settlements import Taken
from bots.model.settling import Booked, Class, OrderFacts, Verdict
from bots.settling.corrections import Correction
from bots.settling.judge import Key
from bots.settling.proof import Proof
from bots.settling.received import Received
from bots.settling.worklist import Finding

_MOST_NOTES = 20
_NOBODY = Followed((), (), ())


@dataclass(frozen=True)
class Reconciled:
    """What came of a shop's statements.

    Attributes:
        entries, verdicts: of these statements; each entry has one verdict.
        findings: what is for a person, of these statements and of what they touch.
        followed: what became of the worklist; nothing in a dry run.
    """

    shop: str
    statements: Sequence[StatementRow]
    taken: Sequence[Taken]
    entries: Sequence[Booked]
    verdicts: dict[Key, Verdict]
    proofs: Sequence[Proof]
    orders: Sequence[Received]
    unpaid: Sequence[OrderFacts]
    findings: Sequence[Finding]
    corrections: Sequence[Correction] = ()
    followed: Followed = _NOBODY

    def count(self, found: Class) -> int:
        """How many entries ended so."""
        return sum(verdict.found is found for verdict in self.verdicts.values())

    @property
    def notes(self) -> list[str]:
        """What people must know beside the figures."""
        told = [
            f"{self.shop}: a file was superseded before by a corrected one, and is left as it is"
            for one in self.taken
            if one.outdated
        ]
        told += [f"{self.shop}: corrected: {one}" for one in self.corrections[:_MOST_NOTES]]
        if left := len(self.corrections) - _MOST_NOTES:
            told += [f"{self.shop}: {left} corrections more"] if left > 0 else []
        for what, keys in (("new", self.followed.opened), ("gone", self.followed.closed)):
            if keys:
                told.append(f"{self.shop}: {len(keys)} differences are {what}")
        return told

    @property
    def failure(self) -> BusinessError | None:
        """Why the run fails: a statement whose sums do not agree settles nothing."""
        if not self.faults:
            return None
        return BusinessError(
            f"{self.shop}: not proved: {'; '.join(self.faults)}",
            rule="not_proved",
            reference=self.shop,
            remedy="look at the statement's file and download it again; nothing is settled by it",
        )

    @property
    def faults(self) -> list[str]:
        """What is not proved, with the figures."""
        return [
            f"statement {proof.statement}, {proof.currency}: {fault}"
            for proof in self.proofs
            for fault in proof.faults
        ]
