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
    """Print the JSON Schema of the records."""
    from bots import model
    from bots.model import Record

    kinds = [getattr(model, word) for word in model.__all__]
    records = {
        kind.__name__: kind
        for kind in kinds
        if isinstance(kind, type) and issubclass(kind, Record) and kind is not Record
    }
    if name is not None and name not in records:
        raise SettingsError(f"no record {name!r}", remedy=f"records: {', '.join(sorted(records))}")
    chosen = [records[name]] if name else list(records.values())
    schemas = {kind.__name__: kind.model_json_schema() for kind in chosen}
    print_json(schemas[name] if name else schemas)
