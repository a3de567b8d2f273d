"""`bots new`: what it makes, and what it leaves alone."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bots.errors import SettingsError
from bots.flow_files import find_flows, load_flow
from bots.scaffold.make import make

OURS = 'lint.isort.known-first-party = ["bots"]'
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("kind", "files"), [("platform", 5), ("erp", 5), ("flow", 1)])
def test_what_is_made_is_clean_from_the_start(tmp_path, kind, files):
    """The linter has nothing to say about a new adapter or flow, whose name is filled in."""
    made = make(kind, "corner_shop", tmp_path)
    assert len(made) == files
    assert not [path for path in made if "$" in path.read_text()]
    scripts = [str(path) for path in made if path.suffix == ".py"]
    shutil.copy(ROOT / "pyproject.toml", tmp_path)  # its rules go by the folders around it
    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "--config", OURS, *scripts]
    ended = subprocess.run(ruff, cwd=tmp_path, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stdout


@pytest.mark.parametrize("name", ["Corner", "1shop", "a-b", "", "class", "../up", "a__b"])
def test_a_name_that_python_cannot_import_is_refused(tmp_path, name):
    """Nothing is written for a name that would not work."""
    with pytest.raises(SettingsError):
        make("platform", name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_left_as_it_is(tmp_path):
    """When one file of the new adapter exists, none is written."""
    place = tmp_path / "bots" / "platforms" / "corner" / "pages.py"
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    with pytest.raises(SettingsError, match="nothing was written"):
        make("platform", "corner", tmp_path)
    assert [path.read_text() for path in tmp_path.rglob("*.*")] == ["mine"]


def test_a_new_flow_is_a_flow_at_once(tmp_path):
    """It is found, loads, and has a name."""
    make("flow", "count_things", tmp_path)
    folder = tmp_path / "flows"
    assert list(find_flows(folder)) == ["count_things"]
    assert load_flow("count_things", folder).name == "count_things"
