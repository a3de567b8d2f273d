"""Tryton's server from PyPI and its web client from npm, each made once and kept in the cache."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.real.packages import call, made_once, python_of

SERVER = "8.0.0"
CLIENT = "8.0.11"
PACKAGES = (
    "trytond",
    "trytond-sale",
    "trytond-purchase",
    "trytond-stock",
    "trytond-account-invoice-stock",
    "proteus",
)


def binaries() -> Path:
    """The folder of `python`, `trytond` and `trytond-admin` ($BOTS_TEST_TRYTON_VENV)."""
    wanted = tuple(f"{name}~={SERVER}" for name in PACKAGES)
    return python_of("tryton", wanted, override="BOTS_TEST_TRYTON_VENV").parent


def web_client() -> Path:
    """The folder that trytond serves as its web root."""
    folder = made_once("tryton-sao", [CLIENT], _install_client)
    return folder / "node_modules" / "tryton-sao"


def _install_client(folder: Path) -> None:
    npm = shutil.which("npm") or "npm"
    flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    call([npm, "install", *flags, f"tryton-sao@{CLIENT}"], "installing tryton-sao", cwd=folder)
    # index.html looks for its libraries in node_modules beside itself
    (folder / "node_modules" / "tryton-sao" / "node_modules").symlink_to("..")
