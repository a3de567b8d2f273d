"""Chromium: one browser a run, one context a site, nothing left behind."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Protocol, TypeVar

import psutil
import structlog
from playwright.async_api import Browser as Chromium
from playwright.async_api import BrowserContext, Playwright, StorageState, async_playwright
from playwright.async_api import Error as PlaywrightError

from bots.browser_find import find_chromium, install_chromium, is_root
from bots.browser_temp import temp_folder
from bots.child_environment import child_environment
from bots.errors import SettingsError, TryAgain
from bots.settings import BrowserSettings, SiteSettings

_log = structlog.get_logger(__name__)

FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_TEMP_VARIABLES = ("TMPDIR", "TEMP", "TMP")
_MEGABYTE = 1 << 20


class Browser:
    """The run's browser. When it dies it is launched anew for the next context."""

    def __init__(
        self, settings: BrowserSettings, folder: Path, *, headed: bool, slow_mo: float
    ) -> None:
        self.settings = settings
        self._folder = folder
        self._headed = headed
        self._slow_mo = slow_mo
        self._playwright: Playwright | None = None
        self._chromium: Chromium | None = None
        self._pid = 0
        self._launching = asyncio.Lock()

    async def context(
        self, site: SiteSettings, state: StorageState | None = None
    ) -> BrowserContext:
        """A new context in the site's language and time zone, with `state` restored.

        Raises TryAgain when the browser died under it.
        """
        options: dict[str, Any] = dict(site.options.get("context", {}))
        try:
            chromium = await self._alive()
            return await made_or_closed(
                chromium.new_context(
                    **{"locale": site.language, "timezone_id": site.timezone, **options},
                    storage_state=state,
                    service_workers="block",
                )
            )
        except PlaywrightError as error:
            raise TryAgain(f"{site.name}: the browser died while opening a context") from error

    @property
    def pid(self) -> int:
        """Chromium's process id, 0 before the first context."""
        return self._pid

    def memory_mb(self) -> int:
        """What Chromium's processes hold to themselves together, in MB."""
        try:
            root = psutil.Process(self._pid)
            family = [root, *root.children(recursive=True)]
        except psutil.NoSuchProcess:
            return 0
        return sum(map(_own_bytes, family)) // _MEGABYTE

    async def start(self) -> None:
        """Launch Chromium now. Raises SettingsError when there is none and none installs."""
        await self._alive()

    async def close(self) -> None:
        """Take Chromium and its driver down; a dead one is no error."""
        if self._chromium is not None:
            with suppress(PlaywrightError):
                await self._chromium.close()
        await self._stop_driver()

    async def _alive(self) -> Chromium:
        async with self._launching:
            if self._chromium is None or not self._chromium.is_connected():
                self._chromium = await self._launch()
            return self._chromium

    async def _launch(self) -> Chromium:
        if self._playwright is not None:
            _log.warning("the browser died; launching another", pid=self._pid)
            await self._stop_driver()
        self._playwright = await self._start_driver()
        own = self._playwright.chromium.executable_path
        found = find_chromium(own, self.settings.executable) or await install_chromium(own)
        try:
            chromium = await self._start(self._playwright, found)
        except PlaywrightError as error:
            raise SettingsError(
                f"{found} does not start as a browser",
                remedy=f"try: {found} --headless --dump-dom about:blank   and mend what it says, "
                "or set browser.executable in the settings",
            ) from error
        self._pid = await _pid_of(chromium)
        return chromium

    async def _start(self, playwright: Playwright, executable: Path) -> Chromium:
        return await playwright.chromium.launch(
            executable_path=executable,
            headless=not self._headed,
            slow_mo=self._slow_mo,
            args=[*FLAGS, *(["--no-sandbox"] if is_root() else [])],
            env=self._environment(),
        )

    async def _start_driver(self) -> Playwright:
        # The driver takes its environment from this process, and makes the profile in TMPDIR.
        before = {name: os.environ.get(name) for name in _TEMP_VARIABLES}
        os.environ.update(self._temp())
        try:
            return await async_playwright().start()
        finally:
            _restore(before)

    async def _stop_driver(self) -> None:
        if self._playwright is not None:
            with suppress(PlaywrightError):
                await self._playwright.stop()
            self._playwright = None

    def _temp(self) -> dict[str, str]:
        return dict.fromkeys(_TEMP_VARIABLES, str(self._folder))

    def _environment(self) -> dict[str, str | float | bool]:
        # Chromium writes what was in the memory of a crashed page below the user's home otherwise.
        dumps = {"BREAKPAD_DUMP_LOCATION": str(self._folder)}
        return {**child_environment(), **self._temp(), **dumps}


class Closable(Protocol):
    """A context or a page."""

    async def close(self) -> None:
        """Take it down."""


C = TypeVar("C", bound=Closable)


async def made_or_closed(making: Coroutine[Any, Any, C]) -> C:
    """What is being made; whoever is cancelled meanwhile leaves none behind.

    Chromium makes it all the same, and nobody would know it to close it.
    """
    task = asyncio.ensure_future(making)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with suppress(PlaywrightError):
            await (await task).close()
        raise


@asynccontextmanager
async def open_browser(
    settings: BrowserSettings, *, headed: bool = False, slow_mo: float = 0
) -> AsyncIterator[Browser]:
    """Find or install Chromium, launch it, and take it down whatever happens.

    Args:
        settings: which Chromium, and when contexts are recycled.
        headed: show the window.
        slow_mo: milliseconds between two actions, to watch with `headed`.

    Raises:
        SettingsError: no Chromium, and none could be installed; the remedy is the command.
    """
    with temp_folder() as folder:
        browser = Browser(settings, folder, headed=headed, slow_mo=slow_mo)
        try:
            await browser.start()
            yield browser
        finally:
            await browser.close()


async def _pid_of(chromium: Chromium) -> int:
    cdp = await chromium.new_browser_cdp_session()
    answer = await cdp.send("SystemInfo.getProcessInfo")
    await cdp.detach()
    return next(int(one["id"]) for one in answer["processInfo"] if one["type"] == "browser")


def _own_bytes(process: psutil.Process) -> int:
    try:
        memory = process.memory_info()
        return int(memory.rss - getattr(memory, "shared", 0))
    except psutil.Error:
        return 0


def _restore(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
