"""A practice company whose orders are hostile, and everything its bots print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import tomlkit

from bots.commands.practice_site import practice_ready
from bots.practice_settings import practice_settings
from bots.testing.faults import Practice

FLOWS = Path(__file__).parents[2] / "flows"
CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


@dataclass
class Hostile:
    """The company: `home` is BOTS_HOME; `printed` is all that was ever printed."""

    home: Path
    desk: Practice
    settings_file: Path
    printed: list[str] = field(default_factory=list)

    def run(self, *words: str, codes: tuple[int, ...] = (0, 3)) -> str:
        """A flow's script or a `bots` command, as a person runs it, with an open umask."""
        script = FLOWS / f"{words[0]}.py"
        start = [str(script)] if script.exists() else ["-m", "bots.cli", words[0]]
        done = subprocess.run(
            [sys.executable, *start, *words[1:]],
            capture_output=True,
            env={
                **os.environ,
                "BOTS_HOME": str(self.home),
                "BOTS_CREDENTIALS": str(self.settings_file),
                "PYTHONIOENCODING": "utf-8",
            },
            timeout=500,
            check=False,
            umask=0,
        )
        text = (done.stdout + done.stderr).decode("utf-8")
        self.printed.append(text)
        assert done.returncode in codes, text[-4000:]
        return done.stdout.decode("utf-8")


def settings_in(folder: Path, home: Path, way: str) -> Path:
    """The practice's settings as a file of their own, entering by `way`."""
    tables = practice_settings(home)
    tables["erp"]["way"] = way
    file = folder / "credentials.toml"
    plain = {name: _plain(table) for name, table in tables.items()}
    file.write_text(tomlkit.dumps(plain), encoding="utf-8")
    return file


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return str(value) if isinstance(value, Path) else value


@pytest.fixture
def hostile(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hostile]:
    """Two shops with two everyday orders each; the parameter is the way of entering."""
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with practice_ready(home, seed=3, orders=2) as (_, state), Practice(state) as desk:
        for site in ("north", "south", "erp"):
            desk.switch(site, captcha=False)
        yield Hostile(home, desk, settings_in(tmp_path, home, request.param))
