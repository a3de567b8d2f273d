"""`bots flows`: the flows there are."""

from __future__ import annotations

from typing import Annotated

import typer

from bots.commands.screen import print_json, screen, table


def main(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List the flows there are. Their options: bots run FLOW --help."""
    from bots.flow_files import find_flows

    found = find_flows().values()
    if as_json:
        print_json([{"name": f.name, "summary": f.summary, "path": str(f.path)} for f in found])
        return
    rows = [(f.name, f.summary) for f in found]
    screen().print(table("Flows", ("flow", "what it does"), rows))
    screen().print("run one: bots run FLOW --help", markup=False)
