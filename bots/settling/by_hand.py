"""Where a person's word explains what no rule does, besides single entries (see `judge`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from bots.settling.facts import Booked, Class, Verdict
from bots.settling.judge import BY_HAND, Key
from bots.settling.worklist import Finding


def still_settled(
    entries: Iterable[Booked], verdicts: Mapping[Key, Verdict], whole: Collection[int]
) -> dict[Key, Verdict]:
    """Entries of statements that are not judged whole, about which a person's word holds on."""
    return {
        one.key: one.verdict
        for one in entries
        if one.statement not in whole
        and one.verdict is not None
        and one.verdict.rule == BY_HAND
        and verdicts[one.key].found is Class.UNMATCHED
        and one.verdict.why == verdicts[one.key].why
    }


def settled_together(
    findings: Iterable[Finding], verdicts: Mapping[Key, Verdict], settled: Mapping[str, str]
) -> dict[Key, Verdict]:
    """The entries of findings about many that a person settled at once."""
    return {
        key: Verdict(Class.EXPLAINED, BY_HAND, verdicts[key].why)
        for one in findings
        if one.entries and settled.get(one.key) == one.about
        for key in one.entries
    }
