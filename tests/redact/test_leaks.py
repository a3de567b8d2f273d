"""The search after each failing test finds what is planted, and says where without saying what."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks import SECTION

pytestmark = [pytest.mark.slow, pytest.mark.ci]  # each runs a pytest of its own
ROOT = Path(__file__).parents[2]
FAILING = """
from bots.redact import EVERYWHERE

def test_fails(tmp_path):
    EVERYWHERE.know("planted" + "-4711")
    {does}
    assert False, "for once"
"""


def run(folder: Path, does: str) -> str:
    """The output of pytest over one failing test that does this before."""
    (folder / "test_one.py").write_text(FAILING.format(does=does))
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "tests.leaks", "-c", os.devnull, "test_one.py"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed" in done.stdout
    return done.stdout


@pytest.mark.parametrize(
    ("does", "place"),
    [
        ("(tmp_path / 'log.jsonl').write_text('p=' + 'planted' + '-4711')", "log.jsonl"),
        ("print('planted' + '-4711')", "Captured stdout call"),
        ("raise ValueError('planted' + '-4711')", "the traceback"),
    ],
)
def test_what_a_failing_test_leaves_is_searched(tmp_path, does, place):
    """A file, the output, the traceback: each place is named."""
    told = run(tmp_path, does).partition(SECTION)[2]
    assert place in told


def test_a_failing_test_that_left_nothing_is_told_nothing(tmp_path):
    """Where nothing is found there is no section; a database may hold what it must."""
    does = "(tmp_path / 'north.sqlite').write_text('planted' + '-4711')"
    assert SECTION not in run(tmp_path, does)
