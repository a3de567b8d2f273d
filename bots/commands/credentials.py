"""`bots credentials`: secrets go in here, and come out nowhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bots.commands import context
from bots.commands.failures import FAILED
from bots.commands.screen import print_json, problems, screen, table
from bots.errors import SettingsError

if TYPE_CHECKING:
    from bots.settings import Settings, SiteSettings

app = typer.Typer(no_args_is_help=True)

Reference = Annotated[str, typer.Argument(help="keyring:SERVICE/USER")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command("set")
def set_(reference: Reference) -> None:
    """Store a secret: typed unseen at a terminal, else the first line of standard input."""
    from bots import credentials
    from bots.settings import Settings

    credentials.Reference.parse(reference)
    place = Settings.load_for_secrets().secrets
    credentials.store(reference, _value(reference), place)
    screen().print(f"{reference} is kept in {credentials.describe(place)}", soft_wrap=True)
    try:
        settings = Settings.load()
    except SettingsError as error:
        problems().print(f"the settings are not right yet: {error.message}", soft_wrap=True)
        return
    for site in _sites_using(settings, reference):
        _may_try_again(settings, site.name)


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the secrets that the settings name, and whether each is stored."""
    from bots import credentials

    settings = context.settings()
    rows = [
        {
            "reference": reference,
            "used_by": used,
            "stored": credentials.check(reference, settings.secrets),
        }
        for reference, used in _named(settings)
    ]
    if as_json:
        print_json(rows)
        return
    shown = [(row["reference"], row["used_by"], "yes" if row["stored"] else "NO") for row in rows]
    screen().print(table("Secrets", ("reference", "used by", "stored"), shown))
    screen().print(f"kept in {credentials.describe(settings.secrets)}")


@app.command()
def check(
    resume: Annotated[
        str | None, typer.Option(metavar="SITE", help="A person mended it: let SITE sign in again.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check that every secret that the settings name can be had and used; 1 when one cannot."""
    settings = context.settings()
    if resume is not None:
        _may_try_again(settings, _known_site(settings, resume))
    found = [_checked(settings, reference, used) for reference, used in _named(settings)]
    if as_json:
        print_json(found)
    for row in [] if as_json else found:
        mark = "[green]ok[/]    " if row["ok"] else "[red]wrong[/] "
        screen().print(
            f"{mark} {row['reference']} ({row['used_by']}) {row['remedy']}", soft_wrap=True
        )
    if not all(row["ok"] for row in found):
        raise typer.Exit(FAILED)


@app.command()
def delete(reference: Reference) -> None:
    """Forget a secret."""
    from bots import credentials

    settings = context.settings()
    if not credentials.delete(reference, settings.secrets):
        raise SettingsError(
            f"there is no secret {reference} in {credentials.describe(settings.secrets)}",
            remedy="see: bots credentials list",
        )
    screen().print(f"{reference} is forgotten")


@app.command()
def key(
    path: Annotated[
        Path | None, typer.Argument(help="Where; default: secrets.key in BOTS_HOME.")
    ] = None,
) -> None:
    """Make a key file for the encrypted secrets file, and name it in credentials.toml."""
    from bots.secret_key import make_key_file
    from bots.settings import bots_home, find_file

    place = (path or bots_home() / "secrets.key").expanduser().absolute()
    make_key_file(place)
    screen().print(
        f"made {place}, which only you can read; keep a copy somewhere safe", soft_wrap=True
    )
    file = find_file()
    if file is not None and file.exists():
        _name_key(file, place)
        screen().print(
            f'{file} now says: [secrets] key = "file:{place}"', markup=False, soft_wrap=True
        )
    else:
        screen().print(
            "write into credentials.toml:",
            f'[secrets]\nbackend = "file"\nkey = "file:{place}"',
            sep="\n",
            markup=False,
            soft_wrap=True,
        )


def _value(reference: str) -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    from getpass import getpass

    return getpass(f"{reference} (not shown): ")


def _named(settings: Settings) -> Iterator[tuple[str, str]]:
    for site in _sites(settings):
        for field in ("username", "password", "totp"):
            value = getattr(site, field)
            if value.startswith("keyring:"):
                yield value, f"{site.name} {field}"
    if settings.database.password:
        yield settings.database.password, "database password"


def _sites(settings: Settings) -> list[SiteSettings]:
    return [*settings.shops.values(), *([settings.erp] if settings.erp else [])]


def _sites_using(settings: Settings, reference: str) -> list[SiteSettings]:
    return [
        site for site in _sites(settings) if reference in {site.username, site.password, site.totp}
    ]


def _known_site(settings: Settings, name: str) -> str:
    known = [site.name for site in _sites(settings)]
    if name not in known:
        raise SettingsError(f"there is no site {name!r}", remedy=f"sites: {', '.join(known)}")
    return name


def _may_try_again(settings: Settings, site: str) -> None:
    """A changed secret lifts the pause that the refused one brought."""
    with context.ledger(settings) as ledger:
        ledger.sites.forget_sign_ins(site)
        ledger.sites.resume(site)
    problems().print(f"{site} may sign in again")


def _checked(settings: Settings, reference: str, used: str) -> dict[str, object]:
    from bots import credentials

    try:
        value = credentials.secret(reference, settings.secrets)
    except SettingsError as error:
        return {"reference": reference, "used_by": used, "ok": False, "remedy": error.remedy or ""}
    wrong = _wrong_seed(value) if used.endswith(" totp") else ""
    return {"reference": reference, "used_by": used, "ok": not wrong, "remedy": wrong}


def _wrong_seed(value: str) -> str:
    import binascii

    import pyotp

    try:
        pyotp.TOTP(value.replace(" ", "")).now()
    except (binascii.Error, ValueError):
        return "it is no seed of one-time codes (base32 letters): set the one that the site showed"
    return ""


def _name_key(file: Path, key_file: Path) -> None:
    import tomlkit

    document = tomlkit.parse(file.read_text(encoding="utf-8-sig"))
    table = document.setdefault("secrets", tomlkit.table())
    table["backend"] = "file"
    table["key"] = f"file:{key_file}"
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
