"""Makes a new adapter or flow from the templates; never touches what is there."""

from __future__ import annotations

import keyword
import re
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal

from bots.errors import SettingsError

Kind = Literal["platform", "erp", "flow"]

_NAME = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
_PLACES: dict[Kind, dict[str, str]] = {
    "platform": {
        "__init__.py.txt": "bots/platforms/{name}/__init__.py",
        "portal.py.txt": "bots/platforms/{name}/portal.py",
        "pages.py.txt": "bots/platforms/{name}/pages.py",
        "quality.toml.txt": "bots/platforms/{name}/quality.toml",
        "test.py.txt": "tests/platforms/{name}/test_{name}_contract.py",
    },
    "erp": {
        "__init__.py.txt": "bots/erps/{name}/__init__.py",
        "erp.py.txt": "bots/erps/{name}/erp.py",
        "pages.py.txt": "bots/erps/{name}/pages.py",
        "quality.toml.txt": "bots/erps/{name}/quality.toml",
        "test.py.txt": "tests/erps/{name}/test_{name}_contract.py",
    },
    "flow": {"flow.py.txt": "flows/{name}.py"},
}


def make(kind: Kind, name: str, root: Path | None = None) -> list[Path]:
    """Write the files of a new `kind` below `root` (default: this checkout); give their paths.

    Raises SettingsError, having written nothing, for a name that will not do or is taken.
    """
    _check_name(name)
    root = root or checkout()
    places = {root / path.format(name=name): template for template, path in _PLACES[kind].items()}
    taken = [place for place in places if place.exists()]
    if taken:
        raise SettingsError(
            f"{taken[0].relative_to(root)} exists; nothing was written",
            remedy="choose another name, or remove it first",
        )
    for place, template in places.items():
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_filled(kind, template, name), encoding="utf-8")
    return list(places)


def checkout() -> Path:
    """The folder of the source that this runs from. Raises SettingsError for an installed copy."""
    root = Path(__file__).parents[2]
    if not (root / "pyproject.toml").exists():
        raise SettingsError(
            f"bots is installed in {root}, with no source around it",
            remedy="clone the repository, pip install -e it, and run this there",
        )
    return root


def _check_name(name: str) -> None:
    if not _NAME.match(name) or keyword.iskeyword(name):
        raise SettingsError(
            f"{name!r} will not do as a name", remedy="small letters, digits, _: like my_shop"
        )


def _filled(kind: Kind, template: str, name: str) -> str:
    text = files("bots.scaffold").joinpath(kind, template).read_text(encoding="utf-8")
    class_name = "".join(word.title() for word in name.split("_"))
    return Template(text).substitute(name=name, Class=class_name)
