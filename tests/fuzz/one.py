"""Fuzz one reader in this process: `python -m tests.fuzz.one NAME FOLDER SECONDS`.

libFuzzer ends the process at the first finding, and writes the bytes into FOLDER.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import atheris

MEMORY_MB = 1500
LONGEST = 20  # seconds for one input

with atheris.instrument_imports(include=["bots", "selectolax", "html", "csv", "json", "tomllib"]):
    from tests.fuzz.targets import TARGETS

    with suppress(Exception):  # a reader imports what it needs when it runs: let it run once
        TARGETS[sys.argv[1]].read(next(iter(TARGETS[sys.argv[1]].seeds())))


def main(name: str, folder: Path, seconds: int) -> None:
    """Write the seeds down and let libFuzzer go on from them."""
    target = TARGETS[name]
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (corpus / f"seed-{number:03d}").write_bytes(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={LONGEST}",
        f"-rss_limit_mb={MEMORY_MB}",
        f"-max_len={target.most_bytes}",
        f"-artifact_prefix={folder}/",
        "-seed=1",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
