"""`bots new`: a new platform, ERP or flow from a template."""

from __future__ import annotations

from typing import Annotated

import typer

from bots.commands.screen import screen

app = typer.Typer(no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="Small letters, digits and _, e.g. my_shop.")]

_NEXT = {
    "platform": (
        "name a shop of it in credentials.toml, and set its password",
        "change what the files mark CHANGE: the selectors, the site's words",
        "save pages as test data: bots record SHOP --since 6h",
        "compare expected.json with the pages, write your name into reviewed_by",
        "run its tests: pytest tests/platforms/{name}",
    ),
    "erp": (
        "name it in credentials.toml under [erp], and set its password",
        "change what the files mark CHANGE; what each method must keep: bots/erps/__init__.py",
        "run its tests: pytest tests/erps/{name}",
    ),
    "flow": (
        "change what the file marks CHANGE",
        "try it: bots run {name} --dry-run",
    ),
}


@app.command()
def platform(name: Name) -> None:
    """Make a platform: portal, pages, quality.toml, and a test that fails until it is reviewed."""
    _make("platform", name)


@app.command()
def erp(name: Name) -> None:
    """Make an ERP: erp, pages, quality.toml, and its contract test."""
    _make("erp", name)


@app.command()
def flow(name: Name) -> None:
    """Make a flow: one script that runs at once."""
    _make("flow", name)


def _make(kind: str, name: str) -> None:
    from typing import cast

    from bots.scaffold.make import Kind, checkout, make

    for path in make(cast("Kind", kind), name):
        screen().print(f"made {path.relative_to(checkout())}", markup=False)
    screen().print("Next:")
    for number, step in enumerate(_NEXT[kind], start=1):
        screen().print(f"  {number}. {step.format(name=name)}", markup=False, soft_wrap=True)
    screen().print("In full: .github/CONTRIBUTING.md")
