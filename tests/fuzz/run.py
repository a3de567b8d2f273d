"""Runs one harness as a process, and tells what came of it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
START = 240  # seconds that instrumenting and the seeds may take on a busy machine


@dataclass(frozen=True)
class Told:
    """What one reader's fuzzing came to; `found` is the trace of a finding."""

    name: str
    executions: int
    coverage: int
    peak_mb: int
    found: str | None

    def __str__(self) -> str:
        end = self.found or "nothing found"
        figures = f"{self.executions:>9,} inputs  {self.coverage:>5} edges  {self.peak_mb:>4} MB"
        return f"{self.name:<18}{figures}  {end}"


def fuzz(name: str, folder: Path, seconds: int) -> Told:
    """Fuzz the reader `name` for about that long; corpus and findings lie in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.one", name, str(folder), str(seconds)],
        cwd=ROOT,
        env={**os.environ, "FUZZ_FOLDER": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        timeout=seconds + START,
        check=False,
    )
    (folder / "log.txt").write_text(done.stdout, encoding="utf-8")
    return Told(
        name,
        _last(r"stat::number_of_executed_units:\s+(\d+)", done.stdout),
        _last(r"cov: (\d+)", done.stdout),
        _last(r"stat::peak_rss_mb:\s+(\d+)", done.stdout),
        _finding(done.stdout, folder) if done.returncode else None,
    )


def _last(pattern: str, text: str) -> int:
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def _finding(text: str, folder: Path) -> str:
    """The last lines of the trace, and where the bytes are."""
    at = text.find("Uncaught Python exception")
    lines = (
        [line for line in text[at:].splitlines() if line.strip()] if at >= 0 else text.splitlines()
    )
    end = next((n for n, line in enumerate(lines) if line.startswith("==")), len(lines))
    inputs = sorted(str(path) for path in folder.glob("*-*") if path.is_file())
    return "\n    ".join(["FOUND", *lines[:end][-12:], *inputs])
