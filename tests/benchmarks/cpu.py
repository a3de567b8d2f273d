"""CPU time of this process and all it started: a figure that a busy machine changes little."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil


@dataclass
class Cpu:
    """CPU seconds that a block took: of the system that was asked, and of whoever asked it."""

    server: float = 0
    client: float = 0

    @property
    def both(self) -> float:
        """All of it: what it takes where both share the cores."""
        return self.server + self.client


@contextmanager
def cpu_of(is_server: Callable[[str], bool]) -> Iterator[Cpu]:
    """Measure a block; `is_server` tells by its command line whether a process is the server's."""
    spent, before = Cpu(), _seconds(is_server)
    yield spent
    after = _seconds(is_server)
    spent.server, spent.client = after.server - before.server, after.client - before.client


class Meter:
    """Notes beside each measuring how many orders were done in a second of CPU time."""

    def __init__(self, server: str) -> None:
        self._server = server
        self.figures: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def noting(self, way: str, orders: int) -> Iterator[None]:
        """Note a block that does so many orders."""
        with cpu_of(lambda command: self._server in command) as spent:
            yield
        self.figures[way].append(orders / spent.both)


def _seconds(is_server: Callable[[str], bool]) -> Cpu:
    spent, me = Cpu(), psutil.Process()
    for process in [me, *me.children(recursive=True)]:
        try:
            times, command = process.cpu_times(), " ".join(process.cmdline())
        except psutil.Error:
            continue
        seconds = times.user + times.system
        if process.pid != me.pid and is_server(command):
            spent.server += seconds
        else:
            spent.client += seconds
    return spent
