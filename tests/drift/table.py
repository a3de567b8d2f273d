"""The changes read, and counted: by kind of change, beside a plain reader."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.drift.drift import changes
from tests.drift.judge import Outcome, Verdict, judged, mended, peer_outcome
from tests.drift.sites import everything


@dataclass(frozen=True)
class Counted:
    """One change: our verdict, the same with proposed locators, what a plain reader made of it."""

    verdict: Verdict
    mended: Verdict
    peer: Outcome


async def run(
    seeds: range, *, site: str = "", kind: str = "", proposals: bool = False
) -> list[Counted]:
    """Make and read every change of these seeds; `proposals`: mend what stopped as a run would."""
    found = []
    for one in await everything():
        if site and one.name != site:
            continue
        truth = await one.read(one.documents)
        plain = one.peer(one.documents)
        for change in changes(one, seeds):
            if not kind or change.kind == kind:
                verdict = await judged(change, truth)
                again = await mended(verdict, truth) if proposals else verdict
                found.append(Counted(verdict, again, peer_outcome(change, plain)))
    return found


@dataclass
class Line:
    """The figures of one kind of change."""

    changes: int = 0
    same: int = 0
    wrong: int = 0
    mended: int = 0
    peer_same: int = 0
    peer_wrong: int = 0

    def add(self, one: Counted) -> None:
        """Count one change."""
        self.changes += 1
        self.same += one.verdict.outcome is Outcome.SAME
        self.wrong += not (one.verdict.outcome.right and one.mended.outcome.right)
        self.mended += one.mended.outcome is Outcome.SAME
        self.peer_same += one.peer is Outcome.SAME
        self.peer_wrong += one.peer is Outcome.WRONG_DATA


def lines(counted: Iterable[Counted], by: str) -> dict[str, Line]:
    """The figures by `kind` of change or by `site`."""
    found: dict[str, Line] = defaultdict(Line)
    for one in counted:
        change = one.verdict.change
        found[change.kind if by == "kind" else change.site.name].add(one)
    return dict(sorted(found.items()))


def as_json(counted: Sequence[Counted]) -> dict[str, Any]:
    """All figures as plain data."""
    kept = [one for one in counted if one.verdict.change.keeps]
    gone = [one for one in counted if not one.verdict.change.keeps]
    return {
        "changes": len(counted),
        "outcomes": dict(Counter(one.verdict.outcome.value for one in counted)),
        "plain": dict(Counter(one.peer.value for one in counted)),
        "named": _named(counted),
        "survived": _share(kept),
        "data kept": {name: vars(line) for name, line in lines(kept, "kind").items()},
        "data kept, by site": {name: vars(line) for name, line in lines(kept, "site").items()},
        "data gone": {name: vars(line) for name, line in lines(gone, "kind").items()},
        "findings": [str(one) for one in findings(counted)],
    }


def _share(kept: Sequence[Counted]) -> dict[str, float]:
    whole = Line()
    for one in kept:
        whole.add(one)
    return {
        "ours": whole.same / max(1, whole.changes),
        "with proposals": whole.mended / max(1, whole.changes),
        "plain selectors": whole.peer_same / max(1, whole.changes),
    }


def _named(counted: Sequence[Counted]) -> float:
    errors = [one.verdict for one in counted if one.verdict.outcome is Outcome.ERROR]
    return sum(one.named for one in errors) / max(1, len(errors))


def findings(counted: Iterable[Counted]) -> list[Verdict]:
    """Everything that was not as it must be, with proposed locators too."""
    both = (verdict for one in counted for verdict in (one.verdict, one.mended))
    wrong = {str(verdict): verdict for verdict in both if not verdict.outcome.right}
    return list(wrong.values())


def told(counted: Sequence[Counted], *, errors: bool = False) -> str:
    """The same as a table to read."""
    figures = as_json(counted)
    share = figures["survived"]
    out = [
        f"{figures['changes']} changes: {_list(figures['outcomes'])}",
        f"plain selectors: {_list(figures['plain'])}",
        f"survived, of the changes that keep the data: {_shares(share)}",
        f"errors whose words name what changed: {figures['named']:.1%}",
    ]
    for title, by in (("data kept", "kind"), ("data kept, by site", "site"), ("data gone", "kind")):
        some = [one for one in counted if one.verdict.change.keeps is not title.endswith("gone")]
        out += [
            "",
            f"{title:<24}{'changes  same  +prop.  wrong | plain: same  wrong in silence':>68}",
        ]
        out += [_row(name, line) for name, line in lines(some, by).items()]
    out += ["", *(f"FINDING {one}" for one in findings(counted))]
    if errors:
        verdicts = [one.verdict for one in counted if one.verdict.outcome is Outcome.ERROR]
        out += [f"{'' if one.named else 'UNNAMED '}{one}" for one in verdicts]
    return "\n".join(out)


def _shares(share: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:.1%}" for name, value in share.items())


def _row(name: str, line: Line) -> str:
    n = line.changes
    return (
        f"  {name:<26}{n:>8} {line.same / n:>5.0%} {line.mended / n:>7.0%} {line.wrong:>6} |"
        f" {line.peer_same / n:>11.0%} {line.peer_wrong:>9}"
    )


def _list(figures: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in figures.items())
