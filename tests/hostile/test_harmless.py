"""Text of strangers on terminals and in logs: it is shown, and controls nothing."""

from __future__ import annotations

import io
import json
import logging
import re

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from rich.progress import Progress

from bots.commands.screen import SafeConsole, print_json, table
from bots.harmless import json_text, visible
from bots.log import start_log, stop_log
from tests.hostile.conftest import CONTROLS
from tests.hostile.values import TEXTS

COLOURS = re.compile("\x1b\\[[0-9;]*m")  # what Rich itself writes to a terminal
ANY = st.text(st.characters(), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY, inner, max_size=3),
    max_leaves=8,
)


def fail(text, held="held-by-a-local"):
    """Fails while it holds something."""
    if held:
        raise ValueError(text)


def terminal():
    """A console that takes itself for a colour terminal, and what it wrote."""
    out = io.StringIO()
    return SafeConsole(file=out, force_terminal=True, color_system="truecolor", width=200), out


@given(ANY)
def test_text_that_is_shown_controls_nothing(text):
    """Every character that could is a sign of the same width; all others stay as they are."""
    shown = visible(text)
    assert not CONTROLS.search(shown)
    assert len(shown) == len(text)
    assert all(a == b or CONTROLS.match(a) for a, b in zip(text, shown, strict=True))


@given(JSON)
def test_json_means_what_it_was_and_controls_nothing(value):
    """It reads back equal, lone surrogates and all, in one line, and can be written as UTF-8."""
    text = json_text(value)
    assert json.loads(text) == value
    assert not CONTROLS.search(text)
    assert len(text.splitlines()) == 1
    text.encode()


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_terminal_gets_no_sequence_but_our_own(text):
    """Printed, in a table, in markup and beside a progress bar: only colours of ours are left."""
    console, out = terminal()
    console.print(text, markup=False)
    console.print(table("t", ("a", "b"), [(text, text)]))
    console.print("[bold]before[/]", style="red")
    plain = COLOURS.sub("", out.getvalue())
    assert not CONTROLS.search(plain)
    assert "before" in plain
    assert "[bold]" not in plain.replace(text, "")


def test_a_progress_bar_still_draws_on_a_terminal():
    """Its own control codes go through: it moves the cursor, and its title does not."""
    console, out = terminal()
    with Progress(console=console) as bar:
        bar.add_task("a\x1b[2Jb", total=1)
    assert "\x1b[?25l" in out.getvalue()
    assert "\x1b[2J" not in out.getvalue()
    assert "␛[2J" in out.getvalue()


def test_json_for_programs_controls_nothing(capsys):
    """`--json` on a terminal is read by people too."""
    print_json(TEXTS)
    said = capsys.readouterr().out
    assert not CONTROLS.search(said)
    assert json.loads(said) == TEXTS


def leave_pytest_out():
    """Its own log would carry these texts raw into its report, which takes no half character."""
    root = logging.getLogger()
    for handler in [*root.handlers]:
        root.removeHandler(handler)


@pytest.mark.parametrize("text", [*TEXTS.values(), "half \ud800"], ids=[*TEXTS, "half"])
def test_a_log_line_is_one_line_of_json(tmp_path, text):
    """In the event, in a value, in an error's trace and from another library's logger."""
    console, out = terminal()
    leave_pytest_out()
    start_log(tmp_path / "log.jsonl", console)
    try:
        structlog.get_logger("bots.test").info(text, value=text, **{"some key": [text]})
        logging.getLogger("other").warning("%s", text)
        try:
            fail(text)
        except ValueError:
            structlog.get_logger("bots.test").exception("failed")
    finally:
        stop_log()
    body = (tmp_path / "log.jsonl").read_text("utf-8")
    assert not CONTROLS.search(body)
    lines = body.split("\n")
    assert len(lines) == 4
    assert [bool(json.loads(line)) for line in lines[:3]] == [True] * 3
    assert not CONTROLS.search(COLOURS.sub("", out.getvalue()))


def test_a_trace_in_the_log_shows_no_local_variable(tmp_path):
    """What a function held when it failed may be a buyer: the log has lines of code only."""
    start_log(tmp_path / "log.jsonl", None)
    try:
        fail("no")
    except ValueError:
        structlog.get_logger("bots.test").exception("failed")
    finally:
        stop_log()
    (line,) = (tmp_path / "log.jsonl").read_text("utf-8").splitlines()
    assert "ValueError: no" in json.loads(line)["exception"]
    assert "held-by-a-local" not in line
