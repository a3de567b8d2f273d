"""What a run prints at its end: for people a table, for programs one JSON object."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bots.commands.screen import table
from bots.commands.words import Say
from bots.flow_run import DONE, FAILED, PERSON, Run, Trouble
from bots.redact import EVERYWHERE

OUTCOMES = {DONE: "done", FAILED: "failed", PERSON: "needs a person"}
_STYLES = {DONE: "green", FAILED: "red", PERSON: "yellow"}


def as_json(run: Run) -> dict[str, Any]:
    """The summary for programs."""
    tally = run.tally
    return {
        "flow": run.flow,
        "run": run.id,
        "dry_run": run.dry_run,
        "outcome": OUTCOMES[tally.exit_code],
        "exit_code": tally.exit_code,
        "counts": tally.totals,
        "parts": {part: dict(counts) for part, counts in tally.parts.items()},
        "troubles": [
            {
                "part": one.part,
                "kind": one.error.kind,
                "message": EVERYWHERE.redact(one.error.message),
                "remedy": one.error.remedy or "",
                "evidence": str(one.error.evidence or ""),
            }
            for one in tally.troubles
        ],
        "would": tally.would,
        "notes": tally.notes,
        "folder": str(run.folder),
    }


def print_summary(run: Run, console: Console) -> None:
    """The summary for people, in the language of the settings."""
    tally = run.tally
    code = tally.exit_code
    say = Say(run.settings.language)
    dry = f" ({say('dry run: nothing was written')})" if run.dry_run else ""
    console.print(
        f"[bold]{run.flow}[/] {say('run')} {run.id}: [{_STYLES[code]}]{say(OUTCOMES[code])}[/]{dry}"
    )
    if tally.parts:
        console.print(_counts(run, say))
    for line in tally.would:
        console.print(say("would {what}", what=line), markup=False, soft_wrap=True)
    for line in tally.notes:
        console.print(line, markup=False, soft_wrap=True)
    for one in tally.troubles:
        _print_trouble(one, console, say)
    if tally.for_person:
        console.print(
            say("{count} for a person: {where}", count=tally.for_person, where=tally.look_at),
            markup=False,
        )
    if code == FAILED:
        log = run.folder / "log.jsonl"
        console.print(f"{say('log')}: {log}", markup=False, soft_wrap=True)


def _print_trouble(trouble: Trouble, console: Console, say: Say) -> None:
    error = trouble.error
    console.print(f"[red]{escape(trouble.part)}:[/] {escape(EVERYWHERE.redact(error.message))}")
    for label, value in (("to do", error.remedy), ("evidence", error.evidence)):
        if value:
            console.print(f"  {say(label)}: {value}", markup=False, soft_wrap=True)


def _counts(run: Run, say: Say) -> Table:
    parts = run.tally.parts
    kinds = list(dict.fromkeys(kind for counts in parts.values() for kind in counts))
    rows = [[part, *(counts[kind] for kind in kinds)] for part, counts in sorted(parts.items())]
    if len(rows) > 1:
        rows.append([say("all"), *(run.tally.totals.get(kind, 0) for kind in kinds)])
    return table("", ["", *(f"{say(kind)}#" for kind in kinds)], rows)
