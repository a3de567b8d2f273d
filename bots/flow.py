"""The `@flow` decorator: an async function with typed parameters becomes a script of its own.

    @flow
    async def collect_orders(run: Run, *, shop: Shops = Shops()) -> None:
        ...

    if __name__ == "__main__":
        collect_orders()

Options are checked before anything starts. Exit codes: 0 all done; 1 failed; 2 wrong use, nothing
was started; 3 done, but some items need a person.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any

import typer

from bots.errors import SettingsError
from bots.flow_files import FlowFile, find_flows, flows_folder, load_flow
from bots.flow_lock import flow_lock
from bots.flow_options import Common, Day, Files, Shops, Since, command_line
from bots.flow_run import Run
from bots.private import keep_private
from bots.settings import Settings, bots_home

__all__ = [
    "Day",
    "Files",
    "Flow",
    "FlowFile",
    "Run",
    "Shops",
    "Since",
    "find_flows",
    "flow",
    "flows_folder",
    "load_flow",
    "settings_for",
]

GO_ON_PATIENCE = 600.0
_EPILOG = (
    "Exit codes: 0 all done; 1 failed; 2 wrong use, nothing was started; 3 done, but some items "
    "need a person (bots items list). Runs, logs and evidence: bots runs list."
)


class Flow:
    """A flow: a function that takes a `Run` and typed options; callable as a script."""

    def __init__(self, function: Callable[..., Awaitable[None]]) -> None:
        self.function = function
        self.name = function.__name__
        self._arguments: list[str] = []

    def __call__(self) -> None:
        """Run as a script with the process's arguments; ends the process."""
        keep_private()
        sys.exit(self.main(sys.argv[1:]))

    def main(self, arguments: Sequence[str], prog: str | None = None) -> int:
        """Run with these command-line arguments; give the exit code."""
        from bots.commands.failures import report

        self._arguments = list(arguments)
        command = typer.main.get_command(self._app())
        try:
            command.main(args=self._arguments, prog_name=prog or f"{self.name}.py")
        except SystemExit as end:
            return end.code if isinstance(end.code, int) else 1
        except Exception as error:  # noqa: BLE001  the last place: a person gets words, the log the rest
            return report(error, as_json="--json" in self._arguments)
        return 0

    def _app(self) -> typer.Typer:
        app = typer.Typer(
            add_completion=False, pretty_exceptions_enable=False, rich_markup_mode="rich"
        )
        app.command(name=self.name, epilog=_EPILOG)(command_line(self.function, self._act))
        return app

    def _act(self, values: dict[str, Any], common: Common) -> None:
        raise typer.Exit(self.execute(values, common, self._arguments))

    def execute(self, values: dict[str, Any], common: Common, arguments: Sequence[str]) -> int:
        """Check everything, take the lock, run; give the exit code.

        Raises SettingsError before anything started; TryAgain when it is running already.
        """
        from bots.flow_start import started

        settings = settings_for(common)
        parts = _parts(settings, values)
        wait = GO_ON_PATIENCE if common.go_on else 0
        with flow_lock(settings.home, self.name, parts, wait):
            return asyncio.run(_until_told(started(self, settings, values, common, arguments)))


def flow(function: Callable[..., Awaitable[None]]) -> Flow:
    """Make a flow of an async function whose first parameter is the `Run`."""
    return Flow(function)


def settings_for(common: Common) -> Settings:
    """The settings in force; without any, those of the practice sites, and a first line says so.

    Raises SettingsError for a scheduled run on the practice sites, unless it is allowed; and when
    the practice sites are not running.
    """
    settings = Settings.load()
    if not settings.practice:
        return settings
    if common.scheduled and not common.practice:
        raise SettingsError(
            "a scheduled run found no credentials.toml, and does not start on the practice sites",
            remedy="write credentials.toml (see credentials.example.toml), or add --practice",
        )
    from bots.commands.context import tell_practice
    from bots.practice_settings import require_practice

    tell_practice(settings.language)
    require_practice(bots_home())
    return settings


def _parts(settings: Settings, values: dict[str, Any]) -> list[str]:
    """The shops that a flow with shops works on, checked; nothing for other flows."""
    chosen = next((value for value in values.values() if isinstance(value, Shops)), None)
    if chosen is None:
        return []
    for name in chosen:
        settings.shop(name)
    return list(chosen or settings.shops)


async def _until_told(work: Coroutine[Any, Any, int]) -> int:
    """Do `work`; SIGTERM and SIGINT cancel it, so that it ends in order."""
    task = asyncio.create_task(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    return await task
