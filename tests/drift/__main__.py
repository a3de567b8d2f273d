"""`python -m tests.drift --seeds N`: change every site, read it, and say what came of it."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from tests.drift.table import as_json, run, told


def main() -> None:
    """Read the options, run, and print."""
    parser = argparse.ArgumentParser("python -m tests.drift", description=__doc__)
    parser.add_argument(
        "--seeds", type=int, default=4, help="how often each kind of change is made"
    )
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--site", default="", help="this site alone")
    parser.add_argument("--kind", default="", help="this kind of change alone")
    parser.add_argument("--proposals", action="store_true", help="mend what stopped, as a run does")
    parser.add_argument("--errors", action="store_true", help="print every error's words")
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    verdicts = asyncio.run(
        run(seeds, site=options.site, kind=options.kind, proposals=options.proposals)
    )
    if options.json:
        text = json.dumps(as_json(verdicts), ensure_ascii=False, indent=1)
    else:
        text = told(verdicts, errors=options.errors)
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
