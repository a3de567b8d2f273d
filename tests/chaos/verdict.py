"""The judge: the shops' and the ERP's own databases first; then the ledger, and what was left."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock, Timeout

from bots.ledger import CHANGED_ORDER, ENTER_ORDER, Ledger, State
from bots.ledger.states import allowed
from bots.ledger.tables import history, items
from bots.practice.judge import Verdict, judge
from tests.chaos.deployment import Deployment

UNDER_WAY = {State.NEW, State.ENTERING, State.SUBMITTING, State.UNSURE}


@dataclass
class Judgement:
    """What is wrong, each in a sentence; nothing: it passed.

    `waiting`: the items that wait for a person, by rule.
    """

    verdict: Verdict
    wrong: list[str] = field(default_factory=list)
    waiting: Counter[str] = field(default_factory=Counter)
    items: int = 0
    history: int = 0


def settled(deployment: Deployment, ledger: Ledger) -> bool:
    """Whether nothing is left to do: the books agree, and no order is under way."""
    verdict = judge(deployment.practice_folder)
    if verdict.missing or verdict.unfinished:
        return False
    return not ledger.items.search(kind=ENTER_ORDER, states=list(UNDER_WAY), limit=1)


def judged(deployment: Deployment, ledger: Ledger) -> Judgement:
    """Everything but what is left on the machine."""
    made = Judgement(judge(deployment.practice_folder))
    made.wrong += _in_the_erp(made.verdict, ledger)
    found = ledger.items.search(limit=None)
    made.items = len(found)
    for item in found:
        if item.state.needs_person:
            made.waiting[item.rule] += 1
        if item.kind == ENTER_ORDER and item.state in UNDER_WAY:
            made.wrong.append(f"{item.key} is still {item.state}")
        if item.state.needs_person and not (item.rule and item.message):
            made.wrong.append(f"{item.key} waits without a reason")
        if item.kind not in {ENTER_ORDER, CHANGED_ORDER}:
            made.wrong.append(f"incident {item.key}: {item.message}")
    with ledger._database.read() as transaction:
        made.history, broken = _history(transaction.connection)
    made.wrong += broken
    return made


def _in_the_erp(verdict: Verdict, ledger: Ledger) -> Iterator[str]:
    """Each order once; what differs is what the clerk typed in wrongly, and a person knows."""
    for what in ("missing", "duplicated", "unexpected", "unfinished"):
        for reference in getattr(verdict, what):
            yield f"{what} in the ERP: {reference}"
    for difference in verdict.different:
        item = ledger.items.find(difference.reference)
        if item is None or item.state is not State.WAITING or item.rule != "different_in_erp":
            yield f"different in the ERP: {difference.reference} {', '.join(difference.fields)}"


def _history(connection: sa.Connection) -> tuple[int, list[str]]:
    """Every item's way from nothing to where it stands: no step missing, each one legal."""
    steps: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = connection.execute(
        sa.select(history.c.item_id, history.c.from_state, history.c.to_state).order_by(
            history.c.id
        )
    ).all()
    for row in rows:
        steps[row.item_id].append((row.from_state, row.to_state))
    states = connection.execute(sa.select(items.c.id, items.c.key, items.c.state, items.c.version))
    broken = [
        f"history of {row.key}: {problem}"
        for row in states
        for problem in _broken(steps[row.id], row.state, row.version)
    ]
    return len(rows), broken


def _broken(steps: list[tuple[str, str]], state: str, version: int) -> Iterator[str]:
    if len(steps) != version:
        yield f"{len(steps)} rows for {version} versions"
    before = ""
    for old, new in steps:
        if old != before:
            yield f"from {before or 'nothing'}, and then from {old}"
        elif old and not allowed(State(old), State(new)):
            yield f"no way from {old} to {new}"
        before = new
    if before != state:
        yield f"ends at {before}, but it is {state}"


def left_behind(deployment: Deployment) -> Iterator[str]:
    """Processes, held locks, holders' notes and temporary files, after everything ended."""
    for line in deployment.processes.left():
        yield f"a process is left: {line}"
    for line in deployment.processes.outlived:
        yield f"a process outlived its killed parent: {line}"
    for path in sorted(deployment.temp.iterdir()):
        yield f"a temporary file is left: {path.name}"
    for home in deployment.homes:
        yield from _locks(home)


def _locks(home: Path) -> Iterator[str]:
    for path in home.rglob("*.holder"):
        yield f"a note of who holds a lock is left: {path.name}"
    for path in home.rglob("*.lock"):
        try:
            with FileLock(path, timeout=0):
                pass
        except Timeout:
            yield f"a lock is still held: {path.name}"
