"""A shop's settlement files read: those its platform brings, a folder's, or the one named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bots import platforms
from bots.errors import ScreenChanged, SettingsError
from bots.flow_options import Since
from bots.flow_run import Run
from bots.model import Statement
from bots.platforms.settlements import Listed, settlements_of
from bots.settings import Settings
from bots.settings_settling import SettlingRules
from bots.sheets.statement import Period, read_statement
from bots.sheets.statement_choice import statement_file
from bots.sites import Shop

_NOT_YET = (".crdownload", ".part", ".tmp", ".download")
_SLACK = timedelta(days=1)


@dataclass(frozen=True)
class Asked:
    """What a run asks for: statements since then, or one file, of that month and format."""

    since: Since
    file: Path | None = None
    month: str | None = None
    format: str | None = None


def brings_statements(settings: Settings, shop: str) -> bool:
    """Whether anything says where the shop's statements come from: a folder, or its adapter."""
    adapter = platforms.load(settings.shop(shop).platform)
    return settings.settling.of(shop).folder is not None or hasattr(adapter, "statements")


async def statements_of(run: Run, shop: str, asked: Asked) -> list[Statement]:
    """The shop's statements, each read whole; the run's folder takes what is downloaded.

    Raises FileRefused for a file that cannot be read rightly, ScreenChanged for one that differs
    from what its platform's page says of it, SettingsError when nothing says where they are.
    """
    site, rules = run.settings.shop(shop), run.settings.settling.of(shop)
    since = asked.since.at(run.now, site.zone)
    if asked.file is None and rules.folder is None:
        settlements_of(platforms.load(site.platform), site)
        async with run.shop(shop) as opened:
            return [one async for one in _brought(run, opened, since)]
    files = [asked.file] if asked.file else list(_in_folder(rules, since))
    return await asyncio.to_thread(_read_files, run.settings, shop, asked, files)


async def _brought(run: Run, shop: Shop, since: datetime) -> AsyncIterator[Statement]:
    """From the platform's own pages; each call again after a sign-in that was needed."""
    name = shop.settings.name
    portal = settlements_of(shop.portal, shop.settings)
    form = statement_file(run.settings.settling, portal.statement_file)

    async def listed() -> list[Listed]:
        return [one async for one in portal.statements(since, run.now)]

    for one in await shop.session.again(listed):
        path = await shop.session.again(partial(portal.statement, one, run.folder))
        read = partial(
            read_statement,
            path,
            form,
            name,
            zone=shop.settings.zone,
            currency=shop.settings.currency,
            period=Period(one.name, one.since, one.until),
            opening=one.opening,
            closing=one.closing,
        )
        statement = await asyncio.to_thread(read)
        rows = len(statement.entries) + len(statement.strays)
        if rows != one.entries:
            raise ScreenChanged(
                f"{name}: statement {one.name} has {one.entries} entries by its page, "
                f"and {rows} in its file",
                reference=name,
                remedy="run again; if they still differ, look at the page and at the file",
            )
        yield statement


def _in_folder(rules: SettlingRules, since: datetime) -> Iterator[Path]:
    """The folder's files that were saved in that time, oldest first: the newest one holds."""
    folder = rules.folder
    if folder is None or not folder.is_dir():
        raise SettingsError(
            f"there is no folder {folder}", remedy="mend folder in [settling.shops]"
        )
    files = [
        path
        for path in folder.glob(rules.pattern)
        if path.is_file()
        and not path.name.startswith((".", "~$"))
        and path.suffix.lower() not in _NOT_YET
        and path.stat().st_mtime >= (since - _SLACK).timestamp()
    ]
    if not files:
        raise ScreenChanged(
            f"{folder} has no settlement file saved since {since - _SLACK:%Y-%m-%d}",
            remedy="download the statement from the platform and save it there",
        )
    yield from sorted(files, key=lambda path: (path.stat().st_mtime, path.name))


def _read_files(settings: Settings, shop: str, asked: Asked, files: list[Path]) -> list[Statement]:
    site, rules = settings.shop(shop), settings.settling.of(shop)
    form = statement_file(settings.settling, asked.format or rules.format)
    period = _month(asked.month, site.zone) if asked.month else None
    for path in files:
        if not path.is_file():
            raise SettingsError(f"there is no file {path}", remedy="check --file")
    return [
        read_statement(
            path,
            form,
            shop,
            zone=site.zone,
            currency=site.currency,
            encoding=rules.encoding,
            period=period,
        )
        for path in files
    ]


def _month(name: str, zone: ZoneInfo) -> Period:
    try:
        return Period.month(name, zone)
    except ValueError as error:
        raise SettingsError(f"--month: {error}", remedy="write for instance 2026-11") from error
