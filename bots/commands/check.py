"""`bots check SHOP`: is the shop's site still as it was recorded?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bots.commands import context
from bots.commands.failures import FAILED
from bots.commands.screen import print_json, screen

if TYPE_CHECKING:
    from bots.testing.recordings import Recording
    from bots.testing.shape import Drift


def main(
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="A shop of the settings.")],
    since: Annotated[str, typer.Option(help="How far back to read.")] = "6h",
    folder: Annotated[
        Path | None, typer.Option(help="Default: tests/recordings/PLATFORM of this checkout.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read a shop's live pages and compare their shape with the recordings; write nothing.

    Exit code 1 when something that every recorded page had is gone, or the reading stops.
    """
    import asyncio

    from bots.commands import live
    from bots.testing.recordings import Recording

    settings = context.settings()
    place = folder or live.recordings_folder() / settings.shop(shop).platform
    recorded = Recording.load(place)
    start, until = live.window(settings, shop, since)
    now, read, stopped = asyncio.run(live.visit(settings, shop, start, until))
    found = _compared(recorded, now)
    facts = {
        **found,
        "shop": shop,
        "orders": len(read),
        "stopped": stopped.message if stopped else "",
    }
    if as_json:
        print_json(facts)
    else:
        _tell(facts)
    if stopped or any(drift["gone"] for drift in found["pages"]):
        raise typer.Exit(FAILED)


def _compared(recorded: Recording, now: Recording) -> dict[str, Any]:
    from bots.testing.shape import drifts, unseen

    return {
        "pages": [_plain(drift) for drift in drifts(recorded.taken, now.taken)],
        "not_seen": unseen(recorded.taken, now.taken),
        "recorded": f"{recorded.until:%Y-%m-%d}",
    }


def _plain(drift: Drift) -> dict[str, Any]:
    return {"page": drift.page, "gone": list(drift.gone), "new": list(drift.new)}


def _tell(facts: dict[str, Any]) -> None:
    out = screen()
    for drift in facts["pages"]:
        for what in drift["gone"]:
            out.print(f"[red]gone[/] from {drift['page']}: ", end="")
            out.print(what, markup=False, soft_wrap=True)
        for what in drift["new"]:
            out.print(f"[yellow]new[/] on {drift['page']}: ", end="")
            out.print(what, markup=False, soft_wrap=True)
    for page in facts["not_seen"]:
        out.print(f"not seen this time: {page}", markup=False)
    if facts["stopped"]:
        out.print("[red]the reading stopped:[/] ", end="")
        out.print(facts["stopped"], markup=False, soft_wrap=True)
    elif not facts["pages"]:
        out.print(
            f"[green]{facts['shop']} is as it was recorded on {facts['recorded']}[/] "
            f"({facts['orders']} orders read)"
        )
