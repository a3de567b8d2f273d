"""`bots model`: the data standard, for other programs."""

from __future__ import annotations

from typing import Annotated

import typer

from bots.commands.screen import print_json
from bots.errors import SettingsError

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _model() -> None:
    """The data standard."""


@app.command()
def schema(
    name: Annotated[
        str | None, typer.Argument(help="One record, e.g. Order; default: all.")
    ] = None,
) -> None:
    """Print the JSON Schema of the records; personal fields carry `x-personal`."""
    from bots.model.schema import json_schema

    whole = json_schema()
    if name is None:
        print_json(whole)
        return
    if name not in whole["$defs"]:
        known = ", ".join(sorted(whole["$defs"]))
        raise SettingsError(f"no record {name!r}", remedy=f"records: {known}")
    print_json({**whole, "$ref": f"#/$defs/{name}", "title": name})
