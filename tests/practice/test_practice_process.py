"""The practice sites as a process: found, kept apart, and never left behind."""

from __future__ import annotations

import json
import signal
import stat
import subprocess
import sys

import psutil
import pytest

from bots.errors import SettingsError
from bots.practice import practice_running, read_state
from bots.practice.state import state_file
from bots.practice_settings import practice_settings, require_practice
from bots.settings import Settings

PARENT = """
import sys
from pathlib import Path
from bots.practice import practice_running
with practice_running(Path(sys.argv[1]), orders=1) as state:
    print(state.pid, flush=True)
    sys.stdin.read()
"""


def test_the_sites_end_with_the_block(tmp_path):
    """They answer inside the block, and no process is left after it."""
    with practice_running(tmp_path, orders=1) as state:
        assert state.alive()
        require_practice(tmp_path)
    assert not psutil.pid_exists(state.pid)
    with pytest.raises(SettingsError, match="not running") as caught:
        require_practice(tmp_path)
    assert "bots practice" in caught.value.remedy


@pytest.mark.slow
@pytest.mark.ci
def test_the_sites_die_with_their_parent(tmp_path):
    """A parent that is killed outright leaves no server behind."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    server = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    psutil.wait_procs([server], timeout=20)
    assert not server.is_running()


def test_a_server_that_cannot_start_says_why(tmp_path):
    """The caller gets the server's own last words."""
    (tmp_path / "practice").mkdir()
    (tmp_path / "practice" / "north.sqlite").write_text("no database at all, " * 100)
    with (
        pytest.raises(RuntimeError, match="file is not a database"),
        practice_running(tmp_path, orders=1),
    ):
        pytest.fail("it started")


def test_the_settings_name_the_running_sites_and_no_secret(tmp_path):
    """URLs are the server's; passwords are references; the ledger is the practice's own."""
    with practice_running(tmp_path, orders=1) as state:
        settings = Settings.model_validate(practice_settings(tmp_path))
    assert {shop.url for shop in settings.shops.values()} | {settings.the_erp().url} == set(
        state.urls.values()
    )
    assert settings.home == tmp_path / "practice"
    sites = [*settings.shops.values(), settings.the_erp()]
    assert all(site.password.startswith("keyring:") for site in sites)
    assert all(site.totp.startswith("keyring:") or not site.totp for site in sites)


def test_the_state_file_is_its_owners(tmp_path):
    """It holds the control desk's token."""
    with practice_running(tmp_path, orders=1) as state:
        place = state_file(tmp_path)
        assert stat.S_IMODE(place.stat().st_mode) == 0o600
        assert json.loads(place.read_text())["token"] == state.token
        assert state.token not in repr(state)


def test_a_home_without_practice_has_no_state(tmp_path):
    """Nobody is told of sites that never ran."""
    assert read_state(tmp_path) is None
