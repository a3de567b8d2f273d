"""The plan of the house, where a linter does not check it."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOP = {"pyproject.toml", "README.md", "bots", "flows", "credentials.example.toml", "tests"}
ADAPTERS = sorted(
    path.parent
    for kind in ("platforms", "erps")
    for path in ROOT.glob(f"bots/{kind}/*/__init__.py")
)


def tracked() -> list[Path]:
    """The files that git tracks."""
    found = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return [ROOT / name for name in found.stdout.split("\0") if name and (ROOT / name).exists()]


def python_files(folder: str) -> list[Path]:
    """The tracked Python files below a folder."""
    return [
        path for path in tracked() if path.suffix == ".py" and path.is_relative_to(ROOT / folder)
    ]


def imported(path: Path) -> set[str]:
    """The modules that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


def test_nothing_else_stands_at_the_top():
    """The top level holds what the plan names, and dotfiles."""
    top = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in top if not name.startswith(".")} == TOP


def test_modules_are_short():
    """A module holds one idea, in under three hundred lines."""
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in python_files("bots")}
    assert {str(path): lines for path, lines in lengths.items() if lines >= 300} == {}


def test_flows_are_short():
    """A flow is one file of under eighty lines."""
    lengths = {
        path.name: len(path.read_text("utf-8").splitlines()) for path in python_files("flows")
    }
    assert lengths
    assert {name: lines for name, lines in lengths.items() if lines >= 80} == {}


def test_bots_never_imports_flows():
    """The library does not know the flows."""
    offenders = [
        path
        for path in python_files("bots")
        if any(n.split(".")[0] == "flows" for n in imported(path))
    ]
    assert offenders == []


def test_the_engine_is_named_in_one_place():
    """Only bots/engine imports the engine's library."""
    offenders = {
        path.relative_to(ROOT).parts[1]
        for path in [*python_files("bots"), *python_files("flows")]
        if any(name.split(".")[0] == "dbos" for name in imported(path))
    }
    assert offenders == {"engine"}


@pytest.mark.parametrize("folder", ADAPTERS, ids=lambda folder: folder.name)
def test_an_adapter_says_how_good_it_is(folder: Path):
    """Every adapter has a quality.toml."""
    assert (folder / "quality.toml").exists()


def test_every_test_says_what_it_expects():
    """Each test has a docstring, a sentence of expected behaviour."""
    silent = [
        f"{path.relative_to(ROOT)}::{node.name}"
        for path in python_files("tests")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and path.name.startswith("test_")
        and ast.get_docstring(node) is None
    ]
    assert silent == []
