"""What a person reads when something went wrong, and the log that keeps the rest."""

from __future__ import annotations

import os
import traceback
from datetime import UTC, datetime
from pathlib import Path

from bots.commands.screen import print_json, problems
from bots.errors import BotsError, SettingsError
from bots.redact import EVERYWHERE

FAILED = 1
WRONG_USE = 2
PERSON_NEEDED = 3


def report(error: Exception, *, as_json: bool) -> int:
    """Tell `error` on stderr (and as JSON on stdout where asked); give the exit code."""
    known = isinstance(error, BotsError)
    facts = _known(error) if isinstance(error, BotsError) else _unknown(error)
    if as_json:
        print_json({"error": facts})
    screen = problems()
    screen.print(f"[bold red]{'Stopped' if known else 'Failed'}:[/] ", end="")
    screen.print(facts["message"], markup=False, highlight=False, soft_wrap=True)
    for label, key in (("About", "reference"), ("Evidence", "evidence"), ("To do", "remedy")):
        if facts.get(key):
            screen.print(f"[bold]{label}:[/] ", end="")
            screen.print(facts[key], markup=False, highlight=False, soft_wrap=True)
    return WRONG_USE if isinstance(error, SettingsError) else FAILED


def _known(error: BotsError) -> dict[str, str]:
    return {
        "kind": error.kind,
        "message": EVERYWHERE.redact(error.message),
        "reference": error.reference or "",
        "evidence": str(error.evidence or ""),
        "remedy": error.remedy or "",
    }


def _unknown(error: Exception) -> dict[str, str]:
    log = _keep(error)
    return {
        "kind": "unexpected",
        "message": f"{type(error).__name__}, which is a mistake in this program; what was done "
        "before is in the ledger, and nothing half-done is taken for done",
        "evidence": str(log),
        "remedy": "look with: bots items list ; report the mistake with the log above",
    }


def _keep(error: Exception) -> Path:
    """The traceback, redacted, in a file of its own."""
    from bots.settings import bots_home

    folder = bots_home() / "logs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    log = folder / f"failure-{datetime.now(UTC):%Y%m%dT%H%M%S}-{os.getpid()}.txt"
    log.write_text(EVERYWHERE.redact("".join(traceback.format_exception(error))), encoding="utf-8")
    log.chmod(0o600)
    return log
