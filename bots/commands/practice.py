"""`bots practice`: the practice sites, served until stopped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands.screen import print_json, screen, table

if TYPE_CHECKING:
    from bots.practice import State


def main(
    seed: Annotated[int, typer.Option(help="Which story is told.")] = 1,
    orders: Annotated[int, typer.Option(min=1, help="Orders a shop.")] = 24,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Serve the practice shops and the practice ERP on this machine, until Ctrl-C."""
    from threading import Event

    from bots.commands.practice_site import practice_ready
    from bots.settings import bots_home

    with practice_ready(bots_home(), seed=seed, orders=orders) as (_, state):
        if as_json:
            print_json({"urls": state.urls, "control": state.control, "seed": state.seed})
        else:
            _print(state)
        Event().wait()  # Ctrl-C or a signal ends it; the sites end with this process


def _print(state: State) -> None:
    from bots.practice.accounts import account

    rows = []
    for name, url in state.urls.items():
        clerk = account(name, state.seed)
        rows.append((name, url, clerk.username, clerk.password, clerk.totp or "none"))
    columns = ("site", "address", "user", "password", "code app's seed")
    screen().print(table("Practice sites", columns, rows))
    screen().print("In another terminal: bots run collect_orders ; bots run enter_orders")
    screen().print("Ctrl-C stops them; what they hold stays for the next time.")
