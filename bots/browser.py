"""Chromium: one browser a run, one context a site, nothing left behind."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.settings import BrowserSettings


class Browser:
    """The run's browser. Relaunched when it dies; contexts of the dead one raise TryAgain."""


@asynccontextmanager
async def open_browser(
    settings: BrowserSettings, *, headed: bool = False, slow_mo: float = 0
) -> AsyncIterator[Browser]:
    """Find or install Chromium, launch it, and take it down whatever happens.

    Args:
        slow_mo: milliseconds between two actions, to watch with `headed`.

    Raises:
        SettingsError: no Chromium, and none could be installed; the remedy is the command.
    """
    raise NotImplementedError
    yield
