"""`bots record SHOP`: a shop's pages as test data, without people and secrets in them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands import context
from bots.commands.screen import screen
from bots.errors import SettingsError

if TYPE_CHECKING:
    from bots.commands.live import Read
    from bots.model import Order
    from bots.testing.recordings import Recording


def main(
    shop: Annotated[str, typer.Argument(metavar="SHOP", help="A shop of the settings.")],
    since: Annotated[str, typer.Option(help="From when on; keep it short, a few orders.")] = "6h",
    folder: Annotated[
        Path | None, typer.Option(help="Default: tests/recordings/PLATFORM of this checkout.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Replace a reviewed recording.")] = False,
    headed: Annotated[bool, typer.Option("--headed", help="Show the browser.")] = False,
) -> None:
    """Save the pages that one reading of a shop's orders fetches, redacted, as test data.

    Names, addresses, phones, mail addresses and secrets are replaced. `expected.json` says what
    is read from the pages; tests fail until a person has reviewed it.
    """
    import asyncio

    from bots.commands import live
    from bots.testing.recordings import recordings_folder

    settings = context.settings()
    place = folder or recordings_folder(settings.recordings) / settings.shop(shop).platform
    _refuse_reviewed(place, again=again)
    start, until = live.window(settings, shop, since)
    found = asyncio.run(live.visit(settings, shop, start, until, headed=headed))
    if found.stopped is not None:
        raise found.stopped
    kept = _redacted(found.recording, found.read)
    replayed = asyncio.run(live.replay(kept))
    _save(place, kept, replayed)
    _tell(place, kept, _changed(found.read, replayed))


def _refuse_reviewed(place: Path, *, again: bool) -> None:
    from bots.testing.recordings import Expected

    if not again and (place / "expected.json").exists() and Expected.load(place).reviewed_by:
        raise SettingsError(
            f"the recording in {place} was reviewed by a person, and was left as it is",
            remedy="name another --folder, or give --again",
        )


def _redacted(recording: Recording, read: Read) -> Recording:
    """The recording without people. An unread order's buyer is unknown, so cannot be removed."""
    from bots.errors import BusinessError
    from bots.testing.stand_ins import redacted

    refused = [one.reference or "?" for one in read if isinstance(one, BusinessError)]
    orders: list[Order] = [one for one in read if not isinstance(one, BusinessError)]
    if refused:
        raise SettingsError(
            f"{', '.join(refused)} cannot be read, so the people in it cannot be taken out; "
            "nothing was saved",
            remedy="mend the reading, or choose a window without it: --since",
        )
    if not orders:
        raise SettingsError(
            "the shop has no order in that window; nothing was saved", remedy="--since 2d"
        )
    return redacted(recording, orders)


def _save(place: Path, recording: Recording, replayed: Read) -> None:
    from bots.testing.recordings import Expected, as_data

    for old in place.glob("[0-9][0-9][0-9]-*"):
        old.unlink()
    recording.save(place)
    Expected("", tuple(map(as_data, replayed))).save(place)


def _changed(read: Read, replayed: Read) -> list[str]:
    """Orders whose business fields read otherwise now: the redaction went too far."""
    return [
        before.reference or "?"
        for before, after in zip(read, replayed, strict=False)
        if _business(before) != _business(after)
    ]


def _business(read: object) -> object:
    from bots.model import Order

    personal = {"buyer", "email", "ship_to", "note"}
    return read.model_dump(exclude=personal) if isinstance(read, Order) else str(read)


def _tell(place: Path, recording: Recording, changed: list[str]) -> None:
    out = screen()
    out.print(f"{len(recording.taken)} pages saved in {place}", markup=False, soft_wrap=True)
    if changed:
        out.print(f"[red]redaction changed what is read of: {', '.join(changed)}[/]")
    out.print("Next:")
    out.print("  1. look through the pages for people that are not in these orders")
    out.print("  2. compare expected.json with the pages, field by field")
    out.print("  3. write your name into reviewed_by, then run the adapter's tests")
