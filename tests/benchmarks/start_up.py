"""How long `bots --help` and a flow's `--help` take, as whole processes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from tests.benchmarks.rows import Row, measured

ROOT = Path(__file__).parents[2]
RUNS = 7
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "bots --help": [str(Path(sys.executable).with_name("bots")), "--help"],
    "flow --help": [sys.executable, "flows/collect_orders.py", "--help"],
}


def benchmark() -> list[Row]:
    """Seconds of wall time a command, in turns."""
    figures: dict[str, list[float]] = {way: [] for way in COMMANDS}
    for _ in range(RUNS):
        for way, command in COMMANDS.items():
            figures[way].append(_seconds(command))
    return [measured("start-up", way, "s", runs) for way, runs in figures.items()]


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - start
