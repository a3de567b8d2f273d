"""Chromium found, launched anew when it dies, and gone with whoever dies."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from bots import browser_find
from bots.browser import made_or_closed, open_browser
from bots.browser_temp import sweep, temp_folder
from bots.errors import SettingsError
from bots.settings import BrowserSettings
from tests.browser.tiny_site import ItemPage

OPEN_AND_SAY = """
import asyncio, psutil
from bots.browser import made_or_closed, open_browser
from bots.settings import BrowserSettings
async def main():
    async with open_browser(BrowserSettings()) as browser:
        family = [one.pid for one in psutil.Process().children(recursive=True)]
        print(*family, flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


def _bots_folders(root):
    return list(Path(root).glob("botsb-*"))


@pytest.fixture
def short_folder():
    """A temporary folder whose path is short enough for Chromium's socket."""
    with tempfile.TemporaryDirectory(prefix="k-") as folder:
        yield Path(folder)


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.browser
def test_a_killed_run_takes_its_browser_along(short_folder, monkeypatch):
    """SIGKILL of our process ends driver and Chromium; the profile goes, now or with the next."""
    run = subprocess.Popen(
        [sys.executable, "-c", OPEN_AND_SAY],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(short_folder)},
    )
    family = [psutil.Process(int(pid)) for pid in run.stdout.readline().split()]
    assert any("chrom" in one.name() for one in family)
    [folder] = _bots_folders(short_folder)
    run.send_signal(signal.SIGKILL)
    run.wait()
    run.stdout.close()
    _, alive = psutil.wait_procs(family, timeout=20)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []
    assert not list(folder.glob("playwright_chromiumdev_profile*"))
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    assert sweep() == [folder]
    assert list(short_folder.iterdir()) == []


def test_the_folder_of_a_living_run_is_left_alone():
    """Sweeping takes nothing from a process that lives."""
    with temp_folder() as folder:
        assert folder not in sweep()
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not folder.exists()


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_a_killed_chromium_is_replaced_in_the_middle_of_a_list(opened, site):
    """Chromium alone dies: a new one is launched and the list goes on, every item once."""
    read = []
    async with open_browser(BrowserSettings()) as own:
        first = own.pid
        async with opened(on=own, concurrency=2) as session:
            async for page in session.read_many(ItemPage, [f"/item/{n}" for n in range(12)]):
                read.append(page.number)
                if page.number == "3":
                    psutil.Process(own.pid).kill()
        assert own.pid != first
        assert not psutil.pid_exists(first) or psutil.Process(first).status() == "zombie"
    assert read == [str(n) for n in range(12)]
    assert len(site.passwords) == 1


@pytest.mark.slow
@pytest.mark.ci
@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_a_cancelled_run_leaves_no_process(tmp_path):
    """Ctrl-C in the middle takes browser and driver down and removes the profile."""
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    opened, family = asyncio.Event(), []

    async def run():
        async with open_browser(BrowserSettings()):
            children = psutil.Process().children(recursive=True)
            family.extend(one for one in children if one.pid not in before)
            opened.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(run())
    await opened.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    _, alive = await asyncio.to_thread(psutil.wait_procs, family, timeout=20)
    assert [one for one in alive if one.status() != psutil.STATUS_ZOMBIE] == []


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_memory_is_that_of_the_whole_family(browser):
    """The bound looks at all of Chromium's processes, not at its first alone."""
    assert browser.memory_mb() > 20


def test_playwrights_own_chromium_comes_first(tmp_path, monkeypatch):
    """Playwright's own, else one on PATH, else none."""
    own, system = tmp_path / "own", tmp_path / "bin" / "chromium"
    system.parent.mkdir()
    monkeypatch.setenv("PATH", str(system.parent))
    assert browser_find.find_chromium(str(own)) is None
    system.touch(mode=0o755)
    assert browser_find.find_chromium(str(own)) == system
    own.touch()
    assert browser_find.find_chromium(str(own)) == own


def test_a_configured_browser_that_is_not_there_is_an_error():
    """A path in the settings is never silently replaced by another browser."""
    with pytest.raises(SettingsError, match="nowhere"):
        browser_find.find_chromium("", "/nowhere/chrome")


async def test_a_failed_installation_names_the_command(monkeypatch, tmp_path):
    """Nothing found and nothing installed: the error says what to run."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser_find, "install_commands", lambda: [["no-such-installer", "x"]])
    with pytest.raises(SettingsError) as caught:
        await browser_find.install_chromium(str(tmp_path / "own"))
    assert "no-such-installer x" in caught.value.remedy


def test_root_on_debian_installs_debians_package_first(monkeypatch):
    """Debian's package brings the libraries that Playwright's own lacks on a bare machine."""
    monkeypatch.setattr(browser_find, "is_root", lambda: True)
    monkeypatch.setattr(browser_find, "_is_debian", lambda: True)
    first, second = browser_find.install_commands()
    assert first[:2] == ["apt-get", "install"]
    assert second[1:] == ["-m", "playwright", "install", "chromium"]


class Made:
    """A context, made slowly."""

    def __init__(self) -> None:
        self.asked, self.answered = asyncio.Event(), asyncio.Event()
        self.closed = False

    async def make(self) -> Made:
        self.asked.set()
        await self.answered.wait()
        return self

    async def close(self) -> None:
        self.closed = True


async def test_whoever_is_cancelled_while_a_context_is_made_leaves_none():
    """Chromium makes it all the same: it is closed, for nobody else would."""
    made = Made()
    making = asyncio.create_task(made_or_closed(made.make()))
    await made.asked.wait()
    making.cancel()
    await asyncio.sleep(0)
    made.answered.set()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert made.closed


async def test_what_is_made_in_peace_stays_open():
    """It is the caller's."""
    made = Made()
    made.answered.set()
    assert await made_or_closed(made.make()) is made
    assert not made.closed
