"""Where a Chromium is: Playwright's own, the system's, or one installed now."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import structlog

from bots.errors import SettingsError

_log = structlog.get_logger(__name__)

NAMES = ("chromium", "google-chrome", "google-chrome-stable", "chromium-browser", "chrome")
_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_WINDOWS_PATHS = ("Google/Chrome/Application/chrome.exe", "Chromium/Application/chrome.exe")
_INSTALL_SECONDS = 900


def find_chromium(own: str, configured: str = "") -> Path | None:
    """The Chromium to use, or None.

    Args:
        own: where Playwright would have its own.
        configured: the settings' `browser.executable`, which wins.

    Raises:
        SettingsError: the configured one is not there.
    """
    if configured:
        if not Path(configured).exists():
            raise SettingsError(
                f"browser.executable: there is no {configured}",
                remedy="mend the path in the settings, or leave it out to have one found",
            )
        return Path(configured)
    return next((place for place in _places(own) if place.exists()), None)


def _places(own: str) -> Iterator[Path]:
    yield Path(own)
    for name in NAMES:
        found = shutil.which(name)
        if found:
            yield Path(found)
    yield from map(Path, _MAC)
    for root in filter(None, map(os.environ.get, _WINDOWS_ROOTS)):
        yield from (Path(root) / path for path in _WINDOWS_PATHS)


def install_commands() -> list[list[str]]:
    """The commands that would install one here, best first."""
    own = [sys.executable, "-m", "playwright", "install", "chromium"]
    if is_root() and _is_debian():
        # Debian's package brings the system libraries along; Playwright's own does not.
        return [["apt-get", "install", "-y", "--no-install-recommends", "chromium"], own]
    return [own]


async def install_chromium(own: str) -> Path:
    """Install Chromium and return where it is.

    Raises:
        SettingsError: it did not work; the remedy is the command to run.
    """
    commands = install_commands()
    for command in commands:
        _log.info("installing Chromium, once", command=" ".join(command))
        if await _succeeds(command) and (found := find_chromium(own)):
            return found
    raise SettingsError(
        "no Chromium or Chrome on this machine, and installing one failed",
        remedy=f"run: {' '.join(commands[0])}   or set browser.executable in the settings",
    )


async def _succeeds(command: list[str]) -> bool:
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr
        )
    except FileNotFoundError:
        return False
    try:
        return await asyncio.wait_for(process.wait(), _INSTALL_SECONDS) == 0
    except TimeoutError:
        process.kill()
        await process.wait()
        return False


def is_root() -> bool:
    """Whether this process is root, where Chromium's sandbox does not work."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _is_debian() -> bool:
    try:
        words = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return "ID=debian" in words and shutil.which("apt-get") is not None
