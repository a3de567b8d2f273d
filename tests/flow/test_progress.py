"""How long work shows how far it is."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bots import progress
from bots.progress import Bar, ProgressBoard


def lines(console: Console) -> list[str]:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_without_a_terminal_a_line_now_and_then() -> None:
    """Into a file: one line at most every ten seconds, and one at the end."""
    console, now = Console(file=io.StringIO(), width=200), [0.0]
    with ProgressBoard(console, lambda: now[0]) as board, board.bar("north", 100) as bar:
        for _ in range(100):
            now[0] += 0.5
            bar.advance(found=1)
    assert len(lines(console)) == 50 / progress.LINE_EVERY + 1
    assert lines(console)[0] == "north: 20 of 100, 2.0/s, about 40 s left, found 20"
    assert lines(console)[-1] == "north: 100 of 100, 2.0/s, found 100"


def test_on_a_terminal_a_bar_with_counts() -> None:
    """A bar shows done and total and the counts."""
    console = Console(file=io.StringIO(), width=160, force_terminal=True)
    with ProgressBoard(console) as board, board.bar("north", 4) as bar:
        bar.advance(4, found=4)
    text = "\n".join(lines(console))
    assert "north" in text
    assert "4/4" in text
    assert "found 4" in text


@pytest.mark.parametrize("total", [None, 10])
def test_time_left_is_only_told_when_it_is_known(total: int | None) -> None:
    """With no total, or nothing done yet, no time is made up."""
    assert Bar("x", total).left is None
