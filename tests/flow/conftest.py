"""A home of its own for each test, with settings of two shops that nobody signs in to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bots.flow import Flow, load_flow

SETTINGS = """
[shops.north]
platform = "market"
url = "http://127.0.0.1:1"

[shops.south]
platform = "outlet"
url = "http://127.0.0.1:1"
"""
FLOW = '''
"""Greet the shops."""
from __future__ import annotations

from bots.errors import PersonNeeded, TryAgain
from bots.flow import Run, Shops, Since, flow


@flow
async def greet(
    run: Run, *, shop: Shops = Shops(), since: Since = Since("2d"), times: int = 2, fail: str = ""
) -> None:
    """Greet the shops, politely.

    Example: greet.py --shop north
    """
    async def one(name: str) -> None:
        with run.progress(name, times) as bar:
            bar.advance(times, hello=times)
        if name == fail:
            raise TryAgain(f"{name} is down", remedy="wait")
        run.count(name, "hello", times, for_person=times > 5)
        if run.dry_run:
            run.would(f"greet {name}")

    if fail == "crash":
        raise RuntimeError("secret-of-a-buyer")
    await run.each(run.shops(shop), one)


if __name__ == "__main__":
    greet()
'''


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """BOTS_HOME, with credentials.toml and a folder of flows."""
    (tmp_path / "credentials.toml").write_text(SETTINGS)
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "greet.py").write_text(FLOW)
    monkeypatch.setenv("BOTS_HOME", str(tmp_path))
    monkeypatch.setenv("BOTS_FLOWS", str(tmp_path / "flows"))
    monkeypatch.setenv("BOTS_USER", "tester")
    monkeypatch.delenv("BOTS_CREDENTIALS", raising=False)
    monkeypatch.delenv("BOTS_SCHEDULED", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def greet(home: Path) -> Callable[..., int]:
    """Run the flow with these arguments; gives its exit code."""
    loaded: Flow = load_flow("greet")
    return lambda *arguments: loaded.main(arguments)
