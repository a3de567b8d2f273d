"""The long crash test: at least 500 kills over four deployments, then everything must be right.

    python -m tests.chaos --out /tmp/chaos [--kills 500] [--minutes 60] [--seed 1] [--at-once 2]

Run it from the repository's root, as root (for the disk that fills up: a tmpfs) and with Debian's
`libfaketime` installed (for the clock that jumps); without either that part is left out, and the
report says so. It kills (SIGKILL) workers, flows, browsers and PostgreSQL, stops and resumes
workers past their lease, and meanwhile lets the sites fail, sessions expire, databases be locked,
the disk fill up, the clock jump, and operators start flows twice; new orders keep arriving. In
the end it writes `report.txt` and `report.json` into the `--out` folder: kills by kind, orders,
what was found. Exit code 0 when nothing was. A run of the same seed draws the same fates, but
processes are never at quite the same place when they strike.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.chaos.crash import crash_test
from tests.chaos.deployment import PLANS
from tests.chaos.report import together, write


def main() -> int:
    """All deployments, `--at-once` of them side by side; or the one of `--only`."""
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # in order: nothing may be left
    if options.only:
        return _one(options)
    options.out.mkdir(parents=True, exist_ok=True)
    waiting, running = list(PLANS), []
    while waiting or running:
        running = [one for one in running if one.poll() is None]
        while waiting and len(running) < options.at_once:
            running.append(_start(waiting.pop(0), options))
        time.sleep(1)
    files = [options.out / name / "part.json" for name in PLANS]
    report = together([json.loads(file.read_text("utf-8")) for file in files if file.exists()])
    report["passed"] = report["passed"] and all(file.exists() for file in files)
    print(write(report, options.out))  # noqa: T201  the command's answer
    return 0 if report["passed"] else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder of the report")
    parser.add_argument("--kills", type=int, default=500, help="over all deployments")
    parser.add_argument("--minutes", type=float, default=60, help="at most, for each deployment")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at-once", type=int, default=2)
    parser.add_argument("--only", choices=list(PLANS), help="one deployment, with all the kills")
    return parser.parse_args()


def _start(name: str, options: argparse.Namespace) -> subprocess.Popen[bytes]:
    kills = -(-options.kills // len(PLANS))
    command = [
        sys.executable, "-m", "tests.chaos", "--only", name, "--out", options.out,
        "--kills", str(kills), "--minutes", str(options.minutes), "--seed", str(options.seed),
    ]  # fmt: skip
    with (options.out / f"{name}.txt").open("wb") as words:
        return subprocess.Popen(command, stdout=words, stderr=subprocess.STDOUT)


def _one(options: argparse.Namespace) -> int:
    folder = options.out / options.only
    shutil.rmtree(folder, ignore_errors=True)
    plan = replace(PLANS[options.only], seed=options.seed)
    end = crash_test(plan, folder, kills=options.kills, seconds=options.minutes * 60)
    part = end.as_json()
    (folder / "part.json").write_text(json.dumps(part, indent=1, ensure_ascii=False), "utf-8")
    return 0 if part["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
