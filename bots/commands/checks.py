"""What `bots doctor` looks at. Each check gives one finding, and never stops the next one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial

import httpx

from bots import credentials
from bots.commands import context
from bots.commands.live import logging_to, look_folder
from bots.errors import BotsError, SettingsError
from bots.practice_settings import REMEDY
from bots.settings import Settings, SiteSettings

LEAST_DISK_MB = 1024
MOST_CLOCK_SECONDS = 20.0  # a one-time code lives 30
_PATIENCE = 5.0


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: `what` was looked at, what was `found`, the `fix` if it is wrong."""

    what: str
    ok: bool
    found: str
    fix: str = ""


def everything(settings: Settings, *, sign_in: bool) -> Iterator[Finding]:
    """Every check in turn, as it is done."""
    yield _guarded("browser", partial(_browser, settings))
    yield _guarded("secrets", partial(_secrets, settings))
    yield _guarded("database", partial(_database, settings))
    yield _guarded("disk", partial(_disk, settings))
    yield _guarded("clock", partial(_clock, settings))
    sites = [*settings.shops.values(), *([settings.erp] if settings.erp else [])]
    for site in sites if sign_in else []:
        fix = REMEDY if settings.practice else f"see whether {site.url} opens on this machine"
        yield _guarded("sign-in", partial(_sign_in, settings, site), fix)
    if not sites:
        yield Finding("shops", False, "the settings name no shop", _no_shop(settings))


def _guarded(what: str, look: Callable[[], str], fix: str = "") -> Finding:
    """The finding of one check: what it says, or the error's words and remedy (else `fix`)."""
    try:
        return Finding(what, True, look())
    except BotsError as error:
        return Finding(what, False, error.message, error.remedy or fix)
    except (OSError, httpx.HTTPError) as error:
        return Finding(what, False, f"{type(error).__name__}: {error}", fix)


def _browser(settings: Settings) -> str:
    """Started and closed again: a browser that is there but lacks a library fails here."""
    with logging_to(look_folder(settings, "doctor")):
        asyncio.run(_launched(settings))
    return "starts"


async def _launched(settings: Settings) -> None:
    from bots.browser import open_browser

    async with open_browser(settings.browser):
        return


def _secrets(settings: Settings) -> str:
    place = credentials.describe(settings.secrets)
    missing = [ref for ref in _references(settings) if not credentials.check(ref, settings.secrets)]
    if missing:
        raise SettingsError(
            f"{place} lacks {', '.join(missing)}", remedy=f"bots credentials set {missing[0]}"
        )
    return place


def _references(settings: Settings) -> list[str]:
    sites = [*settings.shops.values(), *([settings.erp] if settings.erp else [])]
    named = [value for site in sites for value in (site.username, site.password, site.totp)]
    return [value for value in named if value.startswith("keyring:")]


def _database(settings: Settings) -> str:
    with context.ledger(settings) as ledger:
        open_items = sum(ledger.items.counts().values())
    return f"{settings.database_url.partition(':')[0]}, {open_items} items"


def _disk(settings: Settings) -> str:
    place = next(path for path in (settings.home, *settings.home.parents) if path.exists())
    free = shutil.disk_usage(place).free // 2**20
    if free < LEAST_DISK_MB:
        raise SettingsError(
            f"{free} MB free in {place}", remedy="make room; evidence of old runs lies in runs/"
        )
    return f"{free // 1024} GB free in {place}"


def _clock(settings: Settings) -> str:
    """Compared with the clocks of the sites: one-time codes and windows of time need it right."""
    sites = [*settings.shops.values(), *([settings.erp] if settings.erp else [])]
    for site in sites:
        shown = _date_of(site)
        if shown is None:
            continue
        apart = abs((datetime.now(UTC) - shown).total_seconds())
        if apart > MOST_CLOCK_SECONDS:
            raise SettingsError(
                f"{apart:.0f} s apart from {site.name}'s clock",
                remedy="switch time synchronisation on: timedatectl set-ntp true",
            )
        return f"as {site.name}'s, within {max(apart, 1):.0f} s"
    return "no site tells the time; not compared"


def _date_of(site: SiteSettings) -> datetime | None:
    try:
        shown = httpx.head(site.url, timeout=_PATIENCE).headers.get("date")
    except httpx.HTTPError:
        return None  # the sign-in check says that the site cannot be reached
    return parsedate_to_datetime(shown) if shown else None


def _sign_in(settings: Settings, site: SiteSettings) -> str:
    began = datetime.now(UTC)
    asyncio.run(_signed_in(settings, site))
    return f"{site.name}, {(datetime.now(UTC) - began).total_seconds():.1f} s"


async def _signed_in(settings: Settings, site: SiteSettings) -> None:
    from bots.people import LedgerPeople, tell
    from bots.sites import Sites

    # nobody is waited for: a captcha is told as what it is
    settings = _unwaiting(settings)
    folder = look_folder(settings, "doctor")
    with context.ledger(settings) as ledger, logging_to(folder):
        sites = Sites(settings, ledger, LedgerPeople(ledger, None, folder, tell), folder)
        async with sites:
            opened = sites.shop(site.name) if site.name in settings.shops else sites.erp()
            async with opened:
                return


def _unwaiting(settings: Settings) -> Settings:
    shops = {
        name: shop.model_copy(update={"person_wait": 0.0}) for name, shop in settings.shops.items()
    }
    erp = settings.erp and settings.erp.model_copy(update={"person_wait": 0.0})
    return settings.model_copy(update={"shops": shops, "erp": erp})


def _no_shop(settings: Settings) -> str:
    if settings.practice:
        return f"{REMEDY}; for your own shops write credentials.toml"
    return "add a table [shops.NAME]; credentials.example.toml shows it"
