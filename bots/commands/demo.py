"""`bots demo`: the main job on the practice sites, and what came of it."""

from __future__ import annotations

from typing import Annotated

import typer

from bots.commands.failures import FAILED
from bots.commands.screen import print_json


def main(
    orders: Annotated[int, typer.Option(min=1, help="Orders a shop.")] = 12,
    seed: Annotated[int, typer.Option(help="Which story the practice tells.")] = 1,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Run the main job on the practice sites: collect orders, enter them, sweep, report.

    Each demo starts anew: the practice shops, their ERP and the practice ledger of the last demo
    are cleared. Your own shops, ledger and secrets are never touched. Exit code 0 when the ERP
    holds every order it must, once; the orders that need a person are part of the story.
    In Chinese: BOTS_LANGUAGE=zh bots demo
    """
    from bots.commands.demo_run import play
    from bots.commands.demo_words import as_object, tell

    story = play(orders=orders, seed=seed, headed=headed)
    if as_json:
        print_json(as_object(story))
    else:
        tell(story)
    if not story.good:
        raise typer.Exit(FAILED)
