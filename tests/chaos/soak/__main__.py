"""The soak: continuous collecting and entering, with faults on; is anything held on to for good?

    python -m tests.chaos.soak --out /tmp/soak [--minutes 30] [--database sqlite] [--way form]

Two workers, the flows again and again, new orders all the time; the sites fail by chance, sessions
expire. Every few seconds memory, file handles, browser processes and the database's size are
looked at. Writes `soak.csv`, `soak.png`, `soak.json` and `soak.txt` into `--out`. Exit code 0 when
the second half was flat within its bounds and every order is in the ERP once and equal.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import sys
from pathlib import Path

from tests.chaos.deployment import Plan
from tests.chaos.soak.run import soak


def main() -> int:
    """Soak, write, tell."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--way", choices=["form", "import"], default="form")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # in order: nothing may be left
    shutil.rmtree(options.out / "deployment", ignore_errors=True)
    plan = Plan(options.database, options.way, (0, 0), options.seed, orders=4, lease=45, settle=20)
    ending = soak(plan, options.out, options.minutes)
    words = ending.write(options.out)
    print(words)  # noqa: T201  the command's answer
    return 0 if ending.passed else 1


if __name__ == "__main__":
    sys.exit(main())
