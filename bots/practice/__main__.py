"""`python -m bots.practice`: the practice sites as a process of their own."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from bots.practice import serve


def main() -> None:
    """Read the options and serve."""
    os.umask(0o077)  # the sites' data are the owner's alone
    parser = argparse.ArgumentParser("python -m bots.practice", description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="data lie in practice/ below it")
    parser.add_argument("--seed", type=int, default=1, help="which story is told")
    parser.add_argument("--orders", type=int, default=24, help="orders a shop")
    parser.add_argument("--port", type=int, default=0, help="the first of four ports; 0: any")
    parser.add_argument(
        "--until-stdin-closes", action="store_true", help="stop when the parent process is gone"
    )
    options = parser.parse_args()
    serve(
        options.home,
        seed=options.seed,
        orders=options.orders,
        port=options.port,
        until_stdin_closes=options.until_stdin_closes,
    )


if __name__ == "__main__":
    main()
