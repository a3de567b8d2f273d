"""`bots worker`: work on queued items until stopped."""

from __future__ import annotations


def main() -> None:
    """Enter queued orders and go on with waiting runs, until Ctrl-C or SIGTERM.

    Start as many as you like, on as many machines as share the database (PostgreSQL). The order
    in hand is finished before the process ends; what a killed one held is taken over.
    """
    import asyncio

    from bots.commands import context
    from bots.worker import work

    asyncio.run(work(context.settings()))
