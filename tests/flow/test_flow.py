"""What a flow is to the person who starts it, and to the program that does."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bots.errors import SettingsError, TryAgain
from bots.flow import find_flows, load_flow
from bots.flow_lock import flow_lock
from bots.ledger import Ledger

Greet = Callable[..., int]


def runs(home: Path) -> list[tuple[str, str | None, int | None]]:
    with Ledger.open(f"sqlite:///{home / 'ledger.sqlite'}") as ledger:
        return [(run.flow, run.outcome, run.exit_code) for run in ledger.runs.latest()]


def test_help_teaches(greet: Greet, capsys: pytest.CaptureFixture[str]) -> None:
    """--help tells what the flow does, its own options, the common ones and the exit codes."""
    assert greet("--help") == 0
    text = capsys.readouterr().out
    for word in ("Greet the shops, politely.", "--since", "--dry-run", "Exit codes", "3 done"):
        assert word in text


def test_done_is_exit_code_0(greet: Greet, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A flow that did all it had to ends with 0, prints its counts and leaves a run record."""
    assert greet("--shop", "north") == 0
    assert "hello" in capsys.readouterr().out
    assert runs(home) == [("greet", "done", 0)]


def test_the_trouble_of_one_shop_does_not_stop_the_other(
    greet: Greet, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One shop fails: exit code 1, with its remedy; the other shop's counts are there."""
    assert greet("--fail", "south", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["parts"] == {"north": {"hello": 2}}
    assert [(one["part"], one["remedy"]) for one in told["troubles"]] == [("south", "wait")]
    assert runs(home) == [("greet", "failed", 1)]


def test_items_for_a_person_are_exit_code_3(greet: Greet) -> None:
    """Done, but something waits for a person: 3."""
    assert greet("--times", "6") == 3


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--shop", "west"], "north, south"),
        (["--since", "3x"], "2026-11-01"),
        (["--no-such"], "--help"),
    ],
)
def test_wrong_use_is_exit_code_2_and_starts_nothing(
    greet: Greet, home: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    """Options are checked before anything starts; the message tells what would be right."""
    assert greet(*arguments) == 2
    assert hint in capsys.readouterr().err
    assert not (home / "runs").exists()


def test_a_mistake_in_the_flow_is_told_without_what_it_may_hold(
    greet: Greet, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error of no known kind ends the run as failed; its text is not printed."""
    assert greet("--fail", "crash") == 1
    assert "secret-of-a-buyer" not in capsys.readouterr().err
    assert runs(home) == [("greet", "failed", 1)]


def test_a_dry_run_says_what_it_would_do(greet: Greet, capsys: pytest.CaptureFixture[str]) -> None:
    """--dry-run prints each thing that was not done."""
    assert greet("--dry-run") == 0
    assert "would greet north" in capsys.readouterr().out


def test_every_run_has_a_log_of_its_own(greet: Greet, home: Path) -> None:
    """JSON lines, for the owner's eyes only, each with the run's number."""
    greet("--fail", "north")
    (log,) = home.glob("runs/*/log.jsonl")
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {line["run"] for line in lines} == {1}
    assert [line["event"] for line in lines] == ["started", "stopped", "ended"]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_second_run_of_the_same_shop_is_told_who_has_it(
    greet: Greet, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """While one run has a shop, another does not start on it, and says which process has it."""
    with flow_lock(home, "greet", ["north"]):
        assert greet("--shop", "north") == 1
        assert greet("--shop", "south") == 0
    assert "running already: process" in capsys.readouterr().err
    assert greet("--shop", "north") == 0


HOLDER = """
import sys
from pathlib import Path
from bots.flow_lock import flow_lock
with flow_lock(Path(sys.argv[1]), "greet", ["north"]):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_another_process_has_the_flow_until_it_dies(
    greet: Greet, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second operator is told the first one's process and leaves no run; a kill frees it."""
    command = [sys.executable, "-c", HOLDER, str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"
        assert greet("--shop", "north") == 1
        told = capsys.readouterr().err
        assert f"process {first.pid} on" in told
        assert "wait for it to end" in told
        assert not (home / "ledger.sqlite").exists()
        first.kill()
    assert greet("--shop", "north") == 0


def test_a_lock_is_given_back_when_another_is_held(home: Path) -> None:
    """All or nothing: who does not get the second shop does not keep the first."""
    both = flow_lock(home, "greet", ["north", "south"])
    with flow_lock(home, "greet", ["south"]), pytest.raises(TryAgain), both:
        pytest.fail("both were taken")
    with flow_lock(home, "greet", ["north"]):
        pass


def test_a_scheduled_run_refuses_the_practice_sites(
    greet: Greet, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With no settings a timetable's run ends with 2 and the fix, unless --practice allows it."""
    (home / "practice").mkdir()
    (home / "credentials.toml").unlink()
    state = {"pid": 1, "seed": 1, "control": "http://127.0.0.1:1", "token": "t"}
    urls = dict.fromkeys(("north", "south", "erp"), "http://127.0.0.1:1")
    (home / "practice" / "sites.json").write_text(json.dumps({**state, "urls": urls}))
    assert greet("--scheduled") == 2
    assert "--practice" in capsys.readouterr().err
    assert greet("--scheduled", "--practice") == 2  # and now only because nothing serves them
    assert "not running" in capsys.readouterr().err


def test_flows_are_found_by_their_folder(home: Path) -> None:
    """Every script in the folder is a flow, with its first line; another name is refused."""
    assert [(one.name, one.summary) for one in find_flows().values()] == [
        ("greet", "Greet the shops.")
    ]
    with pytest.raises(SettingsError, match="no flow 'nothing'") as refused:
        load_flow("nothing")
    assert "greet" in str(refused.value.remedy)
