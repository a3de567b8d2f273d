"""`bots run FLOW`: a flow of the `flows` folder, with its own options."""

from __future__ import annotations

from typing import Annotated

import typer

# What follows the flow's name is the flow's own, `--help` too.
CONTEXT = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
}


def main(
    context: typer.Context,
    flow: Annotated[str, typer.Argument(metavar="FLOW", help="One of: bots flows")],
) -> None:
    """Run a flow. Its own options: bots run FLOW --help."""
    from bots.flow_files import load_flow

    raise typer.Exit(load_flow(flow).main(context.args, prog=f"bots run {flow}"))
