"""One session a shop at a time, across processes, and no lock that outlives its holder."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
import structlog

from bots.errors import TryAgain
from bots.session_lock import site_lock

HOLD = """
import asyncio, sys
from pathlib import Path
from bots.session_lock import site_lock
async def main():
    async with site_lock(Path(sys.argv[1]), "north"):
        print("held", flush=True)
        await asyncio.Event().wait()
asyncio.run(main())
"""


@pytest.fixture
def holder(tmp_path):
    """Another process that holds the shop."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


async def test_a_shop_in_use_is_said_and_given_up_in_time(holder, tmp_path):
    """Whoever waits says so at once, and after its time says who has the shop and what to do."""
    with structlog.testing.capture_logs() as logs, pytest.raises(TryAgain) as caught:
        async with site_lock(tmp_path, "north", longest=0.3):
            pytest.fail("another process holds it")
    assert logs[0]["event"].startswith("waiting")
    assert "bots runs list" in caught.value.remedy


async def test_a_killed_holder_leaves_no_lock(holder, tmp_path):
    """SIGKILL of the holder frees the shop at once: no lock is ever stale."""
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    async with site_lock(tmp_path, "north", longest=5):
        pass


async def test_other_shops_are_free(holder, tmp_path):
    """A lock is for one shop alone."""
    async with site_lock(tmp_path, "south", longest=5):
        pass
