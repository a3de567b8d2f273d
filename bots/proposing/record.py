"""Proposals into the ledger: made, superseded, withdrawn; approved at once where a rule says so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta

from bots.errors import BusinessError
from bots.ledger import Actor, Ledger, Snapshot, Standing
from bots.model import Draft
from bots.model.proposal import Kind
from bots.settings_planning import ApprovalSettings, PlanningSettings


@dataclass
class Recorded:
    """What became of the drafts, and how many proposals of the kind now wait for a person."""

    counts: Counter[str] = field(default_factory=Counter)
    waiting: int = 0


def record(
    ledger: Ledger,
    planning: PlanningSettings,
    kind: Kind,
    drafts: Sequence[Draft],
    run: int | None,
    *,
    before: Snapshot,
    by_rule: bool = True,
) -> Recorded:
    """Propose each; withdraw what is no longer needed; approve by the rule, if `by_rule`."""
    by = Actor(f"run {run}" if run is not None else "bots", run)
    holds = timedelta(days=planning.refusal_days)
    done = Recorded()
    for draft in drafts:
        made, proposal = ledger.proposals.propose(draft, by, holds, before.at)
        done.counts[made] += 1
        why = rule_for(draft, planning) if by_rule else ""
        if why and proposal.state is Standing.OPEN:
            with suppress(BusinessError):  # somebody decided at this very moment
                rule = Actor(f"rule: {why}", run)
                ledger.proposals.approve(proposal.id, rule, proposal.seen_hash)
                done.counts["approved by rule"] += 1
    subjects = {draft.subject for draft in drafts}
    gone = ledger.proposals.withdraw(kind, subjects, by, "the newest planning needs it no more")
    if gone:
        done.counts["withdrawn"] += gone
    done.waiting = len(ledger.proposals.search(kind=kind, states=[Standing.OPEN]))
    return done


def rule_for(draft: Draft, planning: PlanningSettings) -> str:
    """Why no person needs to approve it; "" when one does."""
    rules: ApprovalSettings = getattr(planning, draft.kind)
    limit = rules.auto_under.get(draft.currency)
    return f"under {limit} {draft.currency}" if limit is not None and draft.amount < limit else ""


def preview(
    drafts: Sequence[Draft], planning: PlanningSettings, *, by_rule: bool = True
) -> Counter[str]:
    """What a dry run counts."""
    counts: Counter[str] = Counter()
    for draft in drafts:
        alone = by_rule and rule_for(draft, planning)
        counts["would approve by rule" if alone else "would propose"] += 1
    return counts
