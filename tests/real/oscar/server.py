"""The oscar shop as tests run it: packages, database and gunicorn, all on loopback."""

from __future__ import annotations

import ctypes
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.real.packages import UnavailableError, call, made_once, python_of

HERE = Path(__file__).parent
REQUIREMENTS = (
    "django-oscar[sorl-thumbnail]==4.2.1",
    "factory-boy==3.3.3",
    "gunicorn==27.0.1",
    "whitenoise==6.12.0",
)
EMAIL = "clerk@example.com"
PASSWORD = "loopback only 螺丝"
TIMEZONE = "Asia/Shanghai"
START_SECONDS = 60
PR_SET_PDEATHSIG = 1


def python() -> Path:
    """The Python that has oscar. Raises UnavailableError."""
    return python_of("oscar", REQUIREMENTS, override="BOTS_TEST_OSCAR_VENV")


def seeded(count: int) -> Path:
    """A folder with `shop.sqlite3` of `count` orders and `truth.json`, made once and cached."""

    def make(folder: Path) -> None:
        run = {"cwd": HERE, "env": _environment(folder)}
        call([python(), "-m", "django", "migrate", "-v0"], "creating the shop's database", **run)
        seed = [python(), "-W", "ignore", "-m", "shop.seed", str(count)]
        call([*seed, folder / "truth.json", EMAIL, PASSWORD], f"seeding {count} orders", **run)

    sources = sorted((HERE / "shop").glob("*.py"))
    keys = (str(count), *REQUIREMENTS, *(source.read_text() for source in sources))
    return made_once(f"oscar-{count}", keys, make)


def _environment(data: Path, latency: float = 0) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return kept | {
        "SHOP_DATA": str(data),
        "SHOP_LATENCY": str(latency),
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "PYTHONPATH": str(HERE),
    }


@dataclass(frozen=True)
class Shop:
    """A running shop.

    Attributes:
        url: its root.
        data: its own copy of the database and the truth.
        log: what gunicorn wrote.
    """

    url: str
    data: Path
    log: Path

    def truth(self) -> list[dict[str, Any]]:
        """What was seeded: number, moment, rule that refuses it or None, fields."""
        return json.loads((self.data / "truth.json").read_text())

    def forget_sessions(self) -> None:
        """Sign everybody out, as a shop that restarts does."""
        self.sql("DELETE FROM django_session")

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement on the shop's database, past the shop."""
        with sqlite3.connect(self.data / "shop.sqlite3", timeout=30) as database:
            return database.execute(statement, values).fetchall()


@contextmanager
def running_shop(count: int, folder: Path, latency: float = 0) -> Iterator[Shop]:
    """The shop with `count` orders, its data copied to `folder`, until the end of the block."""
    data = folder / "shop"
    shutil.copytree(seeded(count), data)
    log = folder / "gunicorn.log"
    process = _start(data, log, latency)
    try:
        yield Shop(_address(process, log), data, log)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _start(data: Path, log: Path, latency: float) -> subprocess.Popen[bytes]:
    options = ["--workers", "2", "--threads", "4", "--bind", "127.0.0.1:0", "--no-control-socket"]
    with log.open("wb") as out:
        return subprocess.Popen(
            [python(), "-m", "gunicorn", "shop.wsgi", *options, "--log-file", "-"],
            cwd=HERE,
            env=_environment(data, latency),
            stdout=out,
            stderr=subprocess.STDOUT,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 (one call)
        )


def _die_with_parent() -> None:
    """Ask Linux to end the shop when the tests die, however they die."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Where the shop listens, once it answers."""
    pause = threading.Event()
    for _ in range(START_SECONDS * 20):
        found = re.search(r"Listening at: (http://\S+)", log.read_text())
        if found and _answers(found[1]):
            return found[1]
        if process.poll() is not None:
            break
        pause.wait(0.05)
    raise UnavailableError(f"the oscar shop does not start: {log.read_text()[-600:]}")


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/dashboard/login/", timeout=START_SECONDS).is_success
    except httpx.TransportError:
        return False
