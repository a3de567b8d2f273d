"""`bots runs`: what was executed, how it ended, where its evidence is."""

from __future__ import annotations

import socket
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands import context
from bots.commands.screen import print_json, screen, table
from bots.commands.words import Say
from bots.errors import SettingsError

if TYPE_CHECKING:
    from bots.ledger import Run

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("list")
def list_(
    flow: Annotated[str | None, typer.Option(help="Only this flow.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List the latest runs, newest first."""
    settings = context.settings()
    with context.ledger(settings) as ledger:
        runs = ledger.runs.latest(flow=flow, limit=limit)
    if as_json:
        print_json([_as_json(run) for run in runs])
        return
    say = Say(settings.language)
    columns = ("#", "flow", "started", "took", "outcome", "who", "counts")
    rows = [_row(run, say) for run in runs]
    screen().print(table(say("Runs"), [say(column) for column in columns], rows))


@app.command()
def show(
    run_id: Annotated[int, typer.Argument(metavar="RUN", help="The run's number.")],
    as_json: AsJson = False,
) -> None:
    """Show one run: its options, its outcome, and where its evidence is."""
    settings = context.settings()
    with context.ledger(settings) as ledger:
        run = ledger.runs.get(run_id)
    if run is None:
        raise SettingsError(f"there is no run {run_id}", remedy="see: bots runs list")
    if as_json:
        print_json(_as_json(run))
        return
    say = Say(settings.language)
    for label, value in _facts(run, say):
        screen().print(f"[bold]{say(label)}[/]: ", end="")
        screen().print(value, markup=False, soft_wrap=True)


def _row(run: Run, say: Say) -> tuple[object, ...]:
    started = run.started_at.astimezone()
    return (
        run.id,
        run.flow,
        f"{started:%m-%d %H:%M:%S}",
        _took(run),
        _outcome(run, say),
        run.who,
        _counts(run),
    )


def _facts(run: Run, say: Say) -> list[tuple[str, str]]:
    arguments = run.parameters.get("arguments")
    options = " ".join(map(str, arguments)) if isinstance(arguments, list) else ""
    return [
        ("run", str(run.id)),
        ("flow", run.flow),
        ("options", options or say("none")),
        ("who", f"{run.who} @ {run.host}" + (f" (process {run.pid})" if run.pid else "")),
        ("started", f"{run.started_at.astimezone():%Y-%m-%d %H:%M:%S %z}"),
        ("took", _took(run)),
        ("outcome", _outcome(run, say)),
        ("counts", _counts(run)),
        ("evidence", _evidence(run, say)),
    ]


def _as_json(run: Run) -> dict[str, object]:
    return {**asdict(run), "state": _state(run)}


def _outcome(run: Run, say: Say) -> str:
    state = say(_state(run))
    return state if run.outcome is None else f"{state} ({run.exit_code})"


def _state(run: Run) -> str:
    """How it ended, or how it stands; of another host's process it is only known that it began."""
    import psutil

    if run.outcome is not None:
        return run.outcome
    if run.pid == 0:
        return "waiting_for_person"
    if run.host != socket.gethostname():
        return "under way, or died"
    return "under way" if psutil.pid_exists(run.pid) else "died"


def _took(run: Run) -> str:
    return f"{(run.finished_at - run.started_at).total_seconds():.1f} s" if run.finished_at else ""


def _counts(run: Run) -> str:
    return ", ".join(f"{name} {count}" for name, count in run.counts.items())


def _evidence(run: Run, say: Say) -> str:
    if run.evidence is None or not run.evidence.exists():
        return say("none was kept")
    kept = sorted(path.name for path in run.evidence.iterdir())
    return f"{run.evidence} ({len(kept)}: {', '.join(kept[:8])})"
