"""A deployment on the practice sites that can be hurt: homes, database, disk, clock, processes."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from bots.commands.practice_site import import_practice_skus
from bots.credentials import store
from bots.practice import State, practice_running
from bots.practice.accounts import account
from bots.practice_settings import practice_settings
from bots.secret_key import make_key_file
from bots.settings import SecretSettings, Settings
from bots.testing.faults import Practice
from tests.chaos.clock import FakeClock
from tests.chaos.disk import Disk, small_disk
from tests.chaos.postgres import Postgres, own_postgres
from tests.chaos.processes import Processes

DISK_MEGABYTES = 256


@dataclass(frozen=True)
class Plan:
    """What is deployed.

    Attributes:
        workers: the host of each worker; hosts have a BOTS_HOME of their own, and so an ERP
            session of their own. On SQLite there is one host.
        lease, settle: seconds; short, so that hundreds of deaths fit into minutes.
    """

    database: Literal["sqlite", "postgresql"] = "sqlite"
    way: Literal["form", "import"] = "form"
    workers: tuple[int, ...] = (0, 0)
    seed: int = 1
    orders: int = 8
    lease: float = 12.0
    settle: float = 15.0
    sessions: int = 1
    attempts: int = 12

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.database}-{self.way}-{len(self.workers)}workers"


PLANS = {
    plan.name: plan
    for plan in (
        Plan("sqlite", "form", (0, 0)),
        Plan("postgresql", "import", (0, 0, 1), sessions=2),
        Plan("sqlite", "import", (0, 0)),
        Plan("postgresql", "form", (0, 0, 1), sessions=2),
    )
}
"""SQLite with two workers, PostgreSQL with three on two hosts; both ways of entering."""


@dataclass
class Deployment:
    """It, running."""

    plan: Plan
    folder: Path
    sites: Path
    desk: Practice
    disk: Disk
    clock: FakeClock
    postgres: Postgres | None
    homes: list[Path]
    temp: Path
    processes: Processes = field(init=False)

    def __post_init__(self) -> None:
        marker = {"BOTS_CHAOS": uuid.uuid4().hex, "TMPDIR": str(self.temp)}
        self.processes = Processes(self.folder / "output", marker, self.clock.environment)

    @property
    def settings(self) -> Settings:
        """The first host's settings."""
        return Settings.load(self.homes[0] / "credentials.toml")

    @property
    def practice_folder(self) -> Path:
        """Where the shops' and the ERP's databases are."""
        return self.sites / "practice"


@contextmanager
def deployed(plan: Plan, folder: Path) -> Iterator[Deployment]:
    """The sites served, the homes made, no process of ours running yet; none is left at the end."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        # Short: Chromium makes a socket in it.
        temp = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bc-", dir="/tmp")))
        sites = folder / "sites"
        state = stack.enter_context(practice_running(sites, seed=plan.seed, orders=plan.orders))
        desk = stack.enter_context(Practice(state))
        desk.switch("south", totp=False)  # a code is refused, rightly, while the clock is wrong
        disk = stack.enter_context(small_disk(folder / "disk", DISK_MEGABYTES))
        postgres = stack.enter_context(own_postgres()) if plan.database != "sqlite" else None
        url = postgres.url if postgres else ""
        homes = [disk.folder / f"host{number}" for number in range(max(plan.workers) + 1)]
        for home in homes:
            _make_home(home, sites, state, plan, url)
        clock = FakeClock(folder)
        made = Deployment(plan, folder, sites, desk, disk, clock, postgres, homes, temp)
        import_practice_skus(made.settings)
        try:
            yield made
        finally:
            made.processes.end_all()


def _make_home(home: Path, sites: Path, state: State, plan: Plan, url: str) -> None:
    home.mkdir(mode=0o700)
    key = home / "secrets.key"
    make_key_file(key)
    secrets = SecretSettings(backend="file", key=f"file:{key}", file=home / "secrets.enc")
    for name in state.urls:
        store(f"keyring:practice/{name}", account(name, state.seed).password, secrets)
    (home / "credentials.toml").write_text(_settings(home, sites, plan, url), encoding="utf-8")


def _settings(home: Path, sites: Path, plan: Plan, url: str) -> str:
    tables = practice_settings(sites)
    erp = tables["erp"] | {
        "way": plan.way, "settle": plan.settle, "attempts": plan.attempts, "retry_wait": 1,
        "batch": 5, "sessions": plan.sessions,
    }  # fmt: skip
    parts = [
        f'home = "{home}"',
        _table("secrets", {"backend": "file", "key": f"file:{home / 'secrets.key'}"}),
        *([_table("database", {"url": url})] if url else []),
        _table("engine", {"lease": plan.lease, "stand_by": 1}),
        *(_table(f"shops.{name}", _site(name, shop)) for name, shop in tables["shops"].items()),
        _table("erp", _site("erp", erp)),
    ]
    return "\n".join(parts)


def _site(name: str, site: dict[str, object]) -> dict[str, object]:
    kept = {key: value for key, value in site.items() if key not in {"name", "totp"}}
    return kept | {"password": f"keyring:practice/{name}"}


def _table(name: str, values: dict[str, object]) -> str:
    lines = [
        f'{key} = "{value}"' if isinstance(value, str) else f"{key} = {value}"
        for key, value in values.items()
    ]
    return "\n".join([f"[{name}]", *lines, ""])


def environment(home: Path) -> dict[str, str]:
    """What a process of that host gets to know."""
    outside = {key: value for key, value in os.environ.items() if not key.startswith("BOTS_")}
    return {
        **outside,
        "BOTS_HOME": str(home),
        "BOTS_CREDENTIALS": str(home / "credentials.toml"),
        "BOTS_USER": "chaos",
    }
