"""Printing for people (tables, colours where there is a terminal) and for programs (JSON)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table

from bots.harmless import json_text, visible

_WITHOUT_TERMINAL = 160  # mail and log files wrap by themselves; a table is not cut


class SafeConsole(Console):
    """A console on which what strangers wrote cannot control the terminal; see `bots.harmless`."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        """As Rich does; its own control codes stay, those within text are shown as signs."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else visible(text), style, control)


def screen() -> Console:
    """Standard output."""
    return _console(stderr=False)


def problems() -> Console:
    """Standard error: notices and errors, so that what a program reads stays clean."""
    return _console(stderr=True)


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Table:
    """A table. A column whose name ends in `#` holds numbers; one that ends in `!` never breaks."""
    made = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(
            column if column == "#" else column.rstrip("#!"),
            justify="right" if column.endswith("#") else "left",
            no_wrap=column.endswith("!"),
            overflow="fold",
        )
    for row in rows:
        made.add_row(*(_cell(value) for value in row))
    return made


def print_json(value: object) -> None:
    """One JSON value on standard output, for programs."""
    sys.stdout.write(json_text(value, indent=2, default=str) + "\n")


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    narrow = stream.isatty() or "COLUMNS" in os.environ
    return SafeConsole(stderr=stderr, width=None if narrow else _WITHOUT_TERMINAL, highlight=False)


def _cell(value: object) -> str:
    from rich.markup import escape

    return "" if value is None else escape(str(value))
