"""`python -m tests.benchmarks [--only NAME]`: every benchmark, medians and ratios of one run.

A benchmark is a module of this folder with `benchmark() -> list[Row]` (see rows.py). Where its
systems cannot be had it raises tests.real.packages.UnavailableError and is reported as left out.
"""

from __future__ import annotations

import argparse
import logging
import os
import platform
from importlib import import_module
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from tests.benchmarks.rows import Row
from tests.real.packages import UnavailableError

NOT_BENCHMARKS = {"__init__", "__main__", "rows"}
console = Console(width=110, soft_wrap=True)


def names() -> list[str]:
    """The benchmark modules of this folder that define `benchmark`."""
    found = (path.stem for path in Path(__file__).parent.glob("*.py"))
    return sorted(name for name in found if name not in NOT_BENCHMARKS and _module(name))


def _module(name: str):
    module = import_module(f"tests.benchmarks.{name}")
    return module if hasattr(module, "benchmark") else None


def show(name: str, rows: list[Row]) -> None:
    """Print a table a job, ratios beside the values."""
    for job in dict.fromkeys(row.job for row in rows):
        mine = [row for row in rows if row.job == job]
        table = Table("way", "median", "runs", "ratios", title=f"{name}: {job}", expand=True)
        for row in mine:
            runs = " ".join(f"{run:.3g}" for run in row.runs)
            table.add_row(row.way, f"{row.value:.4g} {row.unit}", runs, _ratios(row, mine))
        console.print(table)


def _ratios(row: Row, rows: list[Row]) -> str:
    values = {other.way: other.value for other in rows}
    return ", ".join(_ratio(row.value / values[way], way, goal) for way, goal in row.against)


def _ratio(ratio: float, way: str, goal: float | None) -> str:
    verdict = "" if goal is None else f" (goal {goal:g}: {'met' if ratio >= goal else 'MISSED'})"
    return f"{ratio:.2f} x {way}{verdict}"


def main() -> None:
    """Run the benchmarks asked for, one after another."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--only", action="append", choices=names(), help="leave out the others")
    wanted = parser.parse_args().only or names()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    console.print(f"{platform.platform()}, Python {platform.python_version()}", end=", ")
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for name in wanted:
        try:
            show(name, _module(name).benchmark())
        except UnavailableError as reason:
            console.print(f"{name}: left out: {reason}")


if __name__ == "__main__":
    main()
