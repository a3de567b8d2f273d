"""A seeded Tryton database, made once for this seed and copied for every session."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
from pathlib import Path

from tests.real.packages import call, made_once
from tests.real.tryton import install
from tests.real.tryton.catalogue import ADMIN_PASSWORD, CATALOGUE

NAME = "company"
MODULES = ("ir", "res", "sale", "purchase", "stock", "account_invoice_stock")
_SEED = Path(__file__).with_name("seed.py")
_CONF = """[database]
uri = sqlite://
path = {path}
[web]
listen = 127.0.0.1:{port}
root = {root}
[session]
timeout = {timeout}
max_attempt = 1000
"""


def copy_to(folder: Path) -> None:
    """Put a fresh copy of the seeded database into `folder`; the first use makes it (a minute)."""
    year = str(dt.datetime.now(dt.UTC).year)  # the fiscal years lie around it
    keys = (_SEED.read_text(), json.dumps(CATALOGUE), install.SERVER, *MODULES, year)
    made = made_once("tryton-database", keys, _make)
    shutil.copy(made / f"{NAME}.sqlite", folder)


def write_conf(folder: Path, *, port: int, root: Path, timeout: int = 28800) -> Path:
    """Write trytond's configuration for the database in `folder`."""
    conf = folder / "trytond.conf"
    conf.write_text(_CONF.format(path=folder, port=port, root=root, timeout=timeout))
    return conf


def _make(folder: Path) -> None:
    conf = write_conf(folder, port=0, root=folder)
    (folder / f"{NAME}.sqlite").touch()
    (folder / "password").write_text(ADMIN_PASSWORD)
    (folder / "catalogue.json").write_text(json.dumps(CATALOGUE))
    binaries = install.binaries()
    admin = [binaries / "trytond-admin", "-c", conf, "-d", NAME, "--email", "admin@example.com"]
    call(
        [*admin, "-u", *MODULES, "--activate-dependencies"],
        "making Tryton's database",
        env={**os.environ, "TRYTONPASSFILE": str(folder / "password")},
    )
    seed = [binaries / "python", _SEED, conf, NAME, folder / "catalogue.json"]
    call(seed, "seeding Tryton")
