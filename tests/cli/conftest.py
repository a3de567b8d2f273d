"""What the tests of the command line share: a home of their own, and a way to call `bots`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from bots import cli

SETTINGS = """\
[secrets]
backend = "file"

[shops.north]
platform = "market"
url = "http://127.0.0.1:9"
username = "clerk"
password = "keyring:north/password"

[erp]
product = "practice"
url = "http://127.0.0.1:9"
"""


@dataclass
class Said:
    """What one call of `bots` printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A BOTS_HOME of the test's own, an empty folder to stand in, no settings."""
    for name in ("BOTS_CREDENTIALS", "BOTS_PRACTICE", "LANG", "LC_ALL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BOTS_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BOTS_SECRETS_KEY", "the tests' key")
    monkeypatch.setenv("BOTS_USER", "tester")
    monkeypatch.setenv("COLUMNS", "160")  # of any terminal that runs the tests
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def settled(home, tmp_path):
    """A home with settings: one shop, an ERP, secrets in a file."""
    (tmp_path / "credentials.toml").write_text(SETTINGS)
    return home


@pytest.fixture
def bots(home, monkeypatch, capsys):
    """Calls `bots` with words, in this process."""

    def call(*words: str) -> Said:
        monkeypatch.setattr("sys.argv", ["bots", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        code = ended.value.code
        return Said(code if isinstance(code, int) else int(code is not None), *printed)

    return call
