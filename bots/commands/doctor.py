"""`bots doctor`: everything a run needs, one line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands import context
from bots.commands.failures import FAILED
from bots.commands.screen import print_json, screen
from bots.commands.words import Say

if TYPE_CHECKING:
    from bots.commands.checks import Finding


def main(
    sign_in: Annotated[
        bool, typer.Option("--sign-in/--no-sign-in", help="Also sign in to every site.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check browser, secrets, database, clock, disk, and the sign-in of every shop and the ERP.

    One line each, with the fix beside what fails. Exit code 1 when something fails.
    """
    from dataclasses import asdict

    from bots.commands.checks import everything

    settings = context.settings()
    say = Say(settings.language)
    found: list[Finding] = []
    for finding in everything(settings, sign_in=sign_in):
        found.append(finding)
        if not as_json:
            _tell(finding, say)
    if as_json:
        print_json([asdict(finding) for finding in found])
    if not all(finding.ok for finding in found):
        raise typer.Exit(FAILED)


def _tell(finding: Finding, say: Say) -> None:
    out = screen()
    word, style = (say("ok"), "green") if finding.ok else (say("wrong"), "red")
    out.print(f"[{style}]{word:<6}[/] [bold]{say(finding.what)}[/]: ", end="")
    out.print(finding.found, markup=False, soft_wrap=True)
    if not finding.ok and finding.fix:
        out.print(f"       {say('to do')}: {finding.fix}", markup=False, soft_wrap=True)
