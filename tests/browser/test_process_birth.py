"""A process is known by when it began, whatever becomes of the wall clock."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil
import pytest

from bots.engine import beats
from bots.process_birth import birth

# In a process that starts after the wall clock was set by an hour: the machine's start is told
# an hour later.
AFTERWARDS = """
import sys, psutil
real = psutil._pslinux.boot_time
psutil._pslinux.boot_time = lambda: real() + 3600
psutil._pslinux.BOOT_TIME = None
from bots.engine.beats import _runs
from bots.process_birth import birth
pid, born = int(sys.argv[1]), float(sys.argv[2])
print(abs(psutil.Process(pid).create_time() - float(sys.argv[3])) > 3000, _runs(pid, born))
"""


def test_who_lives_is_not_taken_for_dead_after_the_clock_was_set():
    """A process that starts then sees the birth that was written down before; psutil's differs."""
    told = psutil.Process().create_time()
    done = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, str(os.getpid()), str(birth()), str(told)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "True"]


def test_another_process_of_the_same_id_is_another():
    """Ids come again: a birth that is not the one written down is somebody else's."""
    assert beats._runs(os.getpid(), birth())
    assert not beats._runs(os.getpid(), birth() - 5)


def test_one_that_is_gone_has_no_birth():
    """Psutil's own error says so."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with pytest.raises(psutil.NoSuchProcess):
        birth(gone.pid)
