"""CONTRIBUTING.md, followed: a new platform from `bots new` to a reviewed recording."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.scaffold.make import make
from tests.scaffold.corner_shop import BUYER, CHANGES, PASSWORD, PHONE, SALES, STREET, corner_shop

BUDGET = 150
CONFTEST = """\
import bots.platforms

bots.platforms.__path__.append({folder!r})
"""
# What `bots` needs to find an adapter outside its own folders.
WITH_CORNER = """\
import bots.cli, bots.platforms

bots.platforms.__path__.append({folder!r})
bots.cli.main()
"""


class Newcomer:
    """Somebody with a checkout of their own, and a shop to read."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.recording = root / "tests" / "recordings" / "corner"
        self.folder = str(root / "bots" / "platforms")
        self.env = {
            **os.environ,
            "BOTS_HOME": str(root / "home"),
            "BOTS_CREDENTIALS": str(root / "credentials.toml"),
            "BOTS_SECRETS_KEY": "a newcomer's key",
        }
        self.point_at(url)

    def point_at(self, url: str) -> None:
        (self.root / "credentials.toml").write_text(
            f'[secrets]\nbackend = "file"\n[shops.east]\nplatform = "corner"\nurl = "{url}"\n'
            'username = "me"\npassword = "keyring:east/password"\ntimezone = "Europe/London"\n'
            'currency = "GBP"\n'
        )

    def bots(self, *words: str, says: str = "") -> subprocess.CompletedProcess[str]:
        code = WITH_CORNER.format(folder=self.folder)
        return self._run([sys.executable, "-c", code, *words], says)

    def tests(self) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
        ]
        return self._run(
            [*command, "-o", "asyncio_mode=auto", "-c", os.devnull, "tests/platforms/corner"]
        )

    def change_what_is_marked(self) -> int:
        """How many lines of the made files were changed by hand."""
        changed = 0
        for name, pairs in CHANGES.items():
            path = Path(self.folder) / "corner" / name
            before = path.read_text()
            text = before
            for old, new in pairs:
                assert old in text, f"the template no longer has {old}"
                text = text.replace(old, new)
            path.write_text(text)
            lines = zip(before.splitlines(), text.splitlines(), strict=True)
            changed += sum(old != new for old, new in lines)
        return changed

    def review(self) -> None:
        """Compare with what the shop holds, then sign."""
        path = self.recording / "expected.json"
        expected = json.loads(path.read_text())
        assert {row["number"]: row["total"] for row in expected["orders"]} == {
            number: total for number, (_, _, _, total) in SALES.items()
        }
        assert {row["status"] for row in expected["orders"]} == {"paid", "shipped", "cancelled"}
        expected["reviewed_by"] = "A. Newcomer"
        path.write_text(json.dumps(expected))

    def _run(self, command: list[str], says: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            check=False,
            cwd=self.root,
            env=self.env,
            input=says,
            capture_output=True,
            text=True,
            timeout=120,
        )


@pytest.fixture
def newcomer(tmp_path):
    with corner_shop() as url:
        somebody = Newcomer(tmp_path, url)
        made = make("platform", "corner", tmp_path)
        assert len(made) == 5  # four files, and an empty __init__.py
        (tmp_path / "conftest.py").write_text(CONFTEST.format(folder=somebody.folder))
        yield somebody


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.ci
def test_the_walk_through_leads_to_a_platform_that_keeps_the_contract(newcomer):
    """Made, changed within the budget, recorded, reviewed: then its tests pass, check too."""
    assert newcomer.tests().returncode == 1  # nothing recorded yet
    assert newcomer.change_what_is_marked() <= BUDGET
    assert (
        newcomer.bots("credentials", "set", "keyring:east/password", says=PASSWORD).returncode == 0
    )

    recorded = newcomer.bots(
        "record", "east", "--since", "2026-05-01", "--folder", str(newcomer.recording)
    )
    assert recorded.returncode == 0, recorded.stderr
    saved = "".join(path.read_text() for path in newcomer.recording.iterdir())
    for private in (BUYER, STREET, PHONE, PASSWORD, "seat=taken"):
        assert private not in saved

    before = newcomer.tests()
    assert before.returncode == 1
    assert "write your name into reviewed_by" in before.stdout
    newcomer.review()
    after = newcomer.tests()
    assert after.returncode == 0, after.stdout

    where = ("--since", "2026-05-01", "--folder", str(newcomer.recording))
    same = newcomer.bots("check", "east", *where)
    assert same.returncode == 0, same.stdout + same.stderr
    assert "as it was recorded" in same.stdout
    with corner_shop(heading="To pay") as moved:
        newcomer.point_at(moved)
        changed = newcomer.bots("check", "east", *where)
    assert changed.returncode == 1
    assert "gone from /sale/C-#: the column 'Grand total'" in changed.stdout
    assert "new on /sale/C-#: the column 'To pay'" in changed.stdout
