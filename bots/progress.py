"""How far long work is: a bar on a terminal, a line now and then without one."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Column
from rich.text import Text

LINE_EVERY = 10.0
_MINUTE = 60


@dataclass
class Bar:
    """The progress of one piece of work."""

    title: str
    total: int | None
    done: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    changed: Callable[[Bar], None] = lambda _bar: None
    clock: Callable[[], float] = time.monotonic
    started: float = 0.0

    def __post_init__(self) -> None:
        self.started = self.clock()

    def advance(self, steps: int = 1, **counts: int) -> None:
        """So many more are done; `counts` are shown beside it (`found=1`)."""
        self.done += steps
        self.counts.update(counts)
        self.changed(self)

    def reach(self, done: int, **counts: int) -> None:
        """So many are done in all, with these counts in all."""
        self.done = done
        self.counts = Counter(counts)
        self.changed(self)

    @property
    def rate(self) -> float:
        """Steps a second since the start."""
        return self.done / max(self.clock() - self.started, 0.001)

    @property
    def left(self) -> float | None:
        """Seconds left at this rate, if the total is known."""
        if self.total is None or not self.done:
            return None
        return max(self.total - self.done, 0) / self.rate

    def line(self) -> str:
        """The whole of it in one line."""
        parts = [f"{self.title}: {self.done}" + (f" of {self.total}" if self.total else "")]
        if self.started < self.clock() - 1:
            parts.append(f"{self.rate:.1f}/s")
        if self.left is not None and self.done < (self.total or 0):
            parts.append(f"about {_span(self.left)} left")
        parts += [f"{name} {number}" for name, number in self.counts.items()]
        return ", ".join(parts)


def _span(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{seconds:.0f} s"
    return f"{seconds // _MINUTE:.0f} min {seconds % _MINUTE:.0f} s"


class _Rate(ProgressColumn):
    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f}/s" if speed else "", style="progress.data.speed")


class ProgressBoard:
    """All bars of a run. Without a terminal: a line for each at most every ten seconds."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self.console = console
        self._clock = clock
        self._live = _rich(console) if console.is_terminal else None
        self._shown: dict[int, float] = {}

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()

    @contextmanager
    def bar(self, title: str, total: int | None = None) -> Iterator[Bar]:
        """A bar for one piece of work; `total` may be set later."""
        bar = Bar(title, total, clock=self._clock)
        if self._live is None:
            bar.changed = self._line_now_and_then
            yield bar
            self.console.print(bar.line(), highlight=False)
        else:
            task = self._live.add_task(title, total=total, counts="")
            bar.changed = lambda changed: self._draw(task, changed)
            yield bar
            self._draw(task, bar)

    def _draw(self, task: TaskID, bar: Bar) -> None:
        counts = ", ".join(f"{name} {number}" for name, number in bar.counts.items())
        if self._live is not None:
            self._live.update(task, completed=bar.done, total=bar.total, counts=counts)

    def _line_now_and_then(self, bar: Bar) -> None:
        now = self._clock()
        if now - self._shown.setdefault(id(bar), bar.started) >= LINE_EVERY:
            self._shown[id(bar)] = now
            self.console.print(bar.line(), highlight=False)


def _rich(console: Console) -> Progress:
    """Where the terminal is narrow the counts are cut, not the times."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=16),
        MofNCompleteColumn(),
        _Rate(table_column=Column(min_width=6, no_wrap=True)),
        TimeRemainingColumn(table_column=Column(min_width=7, no_wrap=True)),
        TextColumn(
            "{task.fields[counts]}",
            style="dim",
            table_column=Column(no_wrap=True, overflow="ellipsis"),
        ),
        console=console,
    )
