"""The `bots` command. A verb's module is imported only when that verb runs."""

from __future__ import annotations

import sys
from importlib import import_module

import typer

from bots.private import keep_private

EXIT_CODES = """Exit codes: 0 all done; 1 failed; 2 wrong use or wrong settings, nothing was
started; 3 done, but some items need a person (bots items list)."""

VERBS = {
    "demo": "Run the main job on the practice sites, and say what it did.",
    "run": "Run a flow, with its options.",
    "flows": "List the flows there are.",
    "doctor": "Check everything a run needs; one line each, the fix beside what fails.",
    "items": "The work items: list, show, retry, reject, resolve.",
    "runs": "The runs: list, show (with where the evidence is).",
    "credentials": "Secrets: set, list, check, delete, key.",
    "skus": "The SKU mapping: import a spreadsheet, list it.",
    "check": "Compare a shop's live page with its recordings, before a run finds out.",
    "record": "Save and redact a shop's pages as recordings.",
    "new": "Make a new platform, erp or flow from a template.",
    "worker": "Work on queued items until stopped; start several, on several machines.",
    "practice": "Serve the practice shops and the practice ERP, to click around in.",
    "model": "The data standard: schema.",
    "proposals": "What to move and what to buy: list, show, approve, refuse, import.",
}


def main() -> None:
    """Run the command line; ends the process with one of `EXIT_CODES`."""
    keep_private()
    arguments = sys.argv[1:]
    try:
        application(arguments)(arguments, prog_name="bots")
    except Exception as error:  # noqa: BLE001  # the last place: a person gets words, the log the rest
        from bots.commands.failures import report

        sys.exit(report(error, as_json="--json" in arguments))


def application(arguments: list[str]) -> typer.Typer:
    """The command line with the one verb that `arguments` name loaded, the others by name."""
    app = typer.Typer(
        name="bots",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
        help="Orders from the shops into the ERP, each exactly once.",
        epilog=EXIT_CODES,
    )
    app.callback()(_root)
    asked = next((word for word in arguments if not word.startswith("-")), None)
    for verb, line in VERBS.items():
        if verb == asked:
            _add(app, verb, line)
        else:
            app.command(verb, help=line)(_named_only)
    return app


def _add(app: typer.Typer, verb: str, line: str) -> None:
    """A verb's module holds an `app` when it has verbs of its own, else one function `main`."""
    module = import_module(f"bots.commands.{verb}")
    if hasattr(module, "app"):
        app.add_typer(module.app, name=verb, help=line)
    else:
        app.command(verb, context_settings=getattr(module, "CONTEXT", None))(module.main)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"bots {version('bots')}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False,
        "--version",
        callback=_print_version,
        is_eager=True,
        help="Print the version and end.",
    ),
) -> None:
    del version  # the callback did it


def _named_only() -> None:
    """Stands for a verb in the list of `bots --help`; the verb itself is loaded when named."""


if __name__ == "__main__":
    main()
