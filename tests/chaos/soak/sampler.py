"""What the bots hold on to, looked at from outside every few seconds."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import psutil

from bots.practice.judge import judge
from tests.chaos.deployment import Deployment
from tests.chaos.peek import Peek
from tests.chaos.processes import Process

MEGABYTE = 1e6


@dataclass(frozen=True)
class Sample:
    """One look. Memory in MB; `minute` since the beginning.

    Attributes:
        worker_mb: of the workers' Python processes, resident, of all together.
        driver_mb: of their node drivers.
        chromium_mb: what their Chromium processes hold to themselves.
        handles: open files and sockets of the workers' Python processes.
        chromiums: processes of Chromium under the workers.
        database_mb: the ledger's and the engine's files.
        home_mb: everything in BOTS_HOME, with logs and evidence.
        right: orders in the ERP once and equal; `owed` are those that must be.
    """

    minute: float
    worker_mb: float
    driver_mb: float
    chromium_mb: float
    handles: int
    chromiums: int
    database_mb: float
    home_mb: float
    right: int
    owed: int


def sample(deployment: Deployment, peek: Peek, minute: float) -> Sample:
    """Look now."""
    workers = deployment.processes.of_kind("worker")
    verdict = judge(deployment.practice_folder)
    memory = {"worker": 0.0, "driver": 0.0, "chromium": 0.0}
    handles = chromiums = 0
    for process, kind in _families(workers):
        with suppress(psutil.Error):
            held = process.memory_info()
            shared = 0 if kind == "worker" else held.shared
            memory[kind] += (held.rss - shared) / MEGABYTE
            handles += process.num_fds() if kind == "worker" else 0
            chromiums += kind == "chromium"
    database = (
        deployment.postgres.megabytes()
        if deployment.postgres
        else peek.megabytes(deployment.homes[0])
    )
    return Sample(
        round(minute, 3), *(round(memory[kind], 1) for kind in memory), handles, chromiums,
        round(database, 2), round(_size(deployment.disk.folder), 2),
        verdict.right, verdict.expected,
    )  # fmt: skip


def write_samples(samples: Sequence[Sample], file: Path) -> None:
    """As CSV."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, [field.name for field in fields(Sample)])
        writer.writeheader()
        writer.writerows(asdict(one) for one in samples)


def _families(workers: Sequence[Process]) -> list[tuple[psutil.Process, str]]:
    found = []
    for worker in workers:
        for process in worker.family():
            with suppress(psutil.Error):
                name = process.name()
                chromium = "chrom" in name
                kind = "worker" if process.pid == worker.pid else "driver"
                found.append((process, "chromium" if chromium else kind))
    return found


def _size(folder: Path) -> float:
    total = 0
    for file in folder.rglob("*"):
        with suppress(OSError):
            total += file.lstat().st_size
    return total / MEGABYTE
