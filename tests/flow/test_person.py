"""A run that needs a person waits, whatever dies meanwhile, and goes on once there is an answer."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bots.ledger import Ledger, Run
from bots.settings import Settings
from bots.waiting import answered

FLOW = '''
"""Ask a person once."""
from __future__ import annotations

from bots.flow import Run, flow


@flow
async def ask_once(run: Run, *, wait: float = 0) -> None:
    """Ask, unless somebody was asked before."""
    asked = run.folder / "asked"
    if not asked.exists():
        asked.touch()
        run.note(await run.people.ask("north", "approval", "May I?", b"picture", wait))
    run.count("north", "done")


if __name__ == "__main__":
    ask_once()
'''
WORKER = """
import asyncio
from bots.settings import Settings
from bots.worker import work
asyncio.run(work(Settings.load()))
"""
ERP = '\n[erp]\nproduct = "practice"\nurl = "http://127.0.0.1:1"\n[engine]\nlease = 2\n'


@pytest.fixture
def ask_once(home: Path) -> Path:
    """The flow's script, in a home that has an ERP too."""
    with (home / "credentials.toml").open("a") as settings:
        settings.write(ERP)
    script = home / "flows" / "ask_once.py"
    script.write_text(FLOW)
    return script


def wait_until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.05)


def worker(home: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen([sys.executable, "-c", WORKER])
    wait_until(lambda: _ready(home, process.pid), "worker ready")
    return process


def _ready(home: Path, pid: int) -> bool:
    logs = home.glob("runs/*-worker-*/log.jsonl")
    return any(f"-{pid}-" in log.read_text() and "worker_ready" in log.read_text() for log in logs)


def the_run(home: Path) -> Run:
    with Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        (run,) = ledger.runs.latest()
        return run


@pytest.mark.slow
@pytest.mark.ci
def test_an_answer_in_time_is_used_by_the_run_that_asked(home: Path, ask_once: Path) -> None:
    """While the run holds the page, the answer goes straight to it."""
    process = subprocess.Popen([sys.executable, ask_once, "--wait", "60"], stdout=subprocess.PIPE)
    with Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        wait_until(lambda: ledger.questions.open("north"), "a question")
        (question,) = ledger.questions.open("north")
        assert question.screenshot is not None
        assert question.screenshot.read_bytes() == b"picture"
        ledger.questions.answer(question.id, "you may", "tester")
        assert answered(Settings.load(), question.id)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "you may" in out.decode()


@pytest.mark.slow
@pytest.mark.ci
def test_a_run_that_waits_goes_on_though_its_worker_was_killed(home: Path, ask_once: Path) -> None:
    """Its worker waits and is killed; after the answer the next worker goes on with the run."""
    assert subprocess.run([sys.executable, ask_once], check=False).returncode == 3
    waiting = the_run(home)
    assert (waiting.finished_at, waiting.pid) == (None, 0)
    first = worker(home)
    first.kill()
    first.wait()
    with Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        (question,) = ledger.questions.open("north")
        ledger.questions.answer(question.id, "yes", "tester")
    answered(Settings.load(), question.id)
    second = worker(home)
    wait_until(lambda: the_run(home).finished_at, "the run's end")
    second.send_signal(signal.SIGTERM)
    assert second.wait(30) == 0
    ended = the_run(home)
    assert (ended.id, ended.outcome, ended.counts) == (waiting.id, "done", {"done": 1})
