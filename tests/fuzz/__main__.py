"""`python -m tests.fuzz --seconds 60 [--only NAME]`: fuzz every reader of outside data.

Each in a process of its own, within bounds of time and memory; ends with 1 when anything was
found, and says where the bytes are that did it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Fuzz; a line a reader."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--only", action="append", choices=TARGETS, help="may be given again")
    parser.add_argument("--keep", type=Path, help="a folder for corpus and findings")
    asked = parser.parse_args()
    root = asked.keep or Path(tempfile.mkdtemp(prefix="bots-fuzz-"))
    findings = 0
    for name in asked.only or TARGETS:
        told = fuzz(name, root / name, asked.seconds)
        findings += told.found is not None
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
