"""What a run prints at its end: for people a table, for programs one JSON object."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape

from bots.commands.screen import table
from bots.flow_run import DONE, FAILED, PERSON, Run
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
    """The summary for people."""
    tally = run.tally
    code = tally.exit_code
    dry = " (dry run: nothing was written)" if run.dry_run else ""
    console.print(f"[bold]{run.flow}[/] run {run.id}: [{_STYLES[code]}]{OUTCOMES[code]}[/]{dry}")
    if tally.parts:
        console.print(_counts(run))
    for line in tally.would:
        console.print(f"would {line}", markup=False, soft_wrap=True)
    for line in tally.notes:
        console.print(line, markup=False, soft_wrap=True)
    for one in tally.troubles:
        console.print(f"[red]{escape(one.part)}:[/] {escape(EVERYWHERE.redact(one.error.message))}")
        for label, value in (("to do", one.error.remedy), ("evidence", one.error.evidence)):
            if value:
                console.print(f"  {label}: {value}", markup=False, soft_wrap=True)
    if tally.for_person:
        console.print(f"{tally.for_person} for a person: bots items list", markup=False)
    if code == FAILED:
        console.print(f"log: {run.folder / 'log.jsonl'}", markup=False, soft_wrap=True)


def _counts(run: Run) -> Any:  # noqa: ANN401 rich's table
    parts = run.tally.parts
    kinds = list(dict.fromkeys(kind for counts in parts.values() for kind in counts))
    rows = [[part, *(counts[kind] for kind in kinds)] for part, counts in sorted(parts.items())]
    if len(rows) > 1:
        rows.append(["all", *(run.tally.totals.get(kind, 0) for kind in kinds)])
    return table("", ["", *(f"{kind}#" for kind in kinds)], rows)
