"""`bots skus`: the operator's spreadsheet of platform SKUs and ERP SKUs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bots.commands import context
from bots.commands.screen import print_json, screen, table
from bots.errors import SettingsError

app = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="Columns: platform, shop, sku, erp_sku, factor.")],
    as_json: AsJson = False,
) -> None:
    """Import the SKU mapping: all rows, or, where one is wrong, none."""
    from bots.sheets.skus import read_sku_mapping

    rows, wrong = read_sku_mapping(file)
    if wrong:
        raise SettingsError(
            "\n".join(
                [f"{file}: {len(wrong)} rows are wrong; nothing was imported", *map(str, wrong)]
            ),
            remedy="mend those rows, then import the file again",
        )
    settings = context.settings()
    with context.ledger(settings) as ledger:
        done = ledger.skus.put(rows, context.who())
    if as_json:
        print_json({"added": done.added, "changed": done.changed, "unchanged": done.unchanged})
        return
    screen().print(f"{done.added} added, {done.changed} changed, {done.unchanged} as they were")
    screen().print("orders that waited for a mapping: bots items retry --reason unmapped")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the mapping in force."""
    settings = context.settings()
    with context.ledger(settings) as ledger:
        rows = ledger.skus.rows()
    if as_json:
        print_json([row.model_dump(mode="json") for row in rows])
        return
    columns = ("platform", "shop", "sku", "ERP sku", "factor#")
    shown = [(row.platform, row.shop, row.sku, row.erp_sku, row.factor) for row in rows]
    screen().print(table("SKU mapping", columns, shown))
