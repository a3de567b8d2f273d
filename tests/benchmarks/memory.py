"""Memory over 2,000 pages read from one practice shop: Python's, and the whole browser's."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import cycle, islice
from pathlib import Path

import psutil

from bots.browser import open_browser
from bots.evidence import Evidence
from bots.page import Document
from bots.platforms.market.portal import Portal
from bots.practice import practice_running
from bots.practice.accounts import account
from bots.practice_settings import practice_settings
from bots.session import Session, SignInSecrets, open_session
from bots.settings import BrowserSettings, Settings, SiteSettings
from bots.testing.people import Nobody
from tests.benchmarks.rows import Row, measured

PAGES = 2000
SAMPLES = 8
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def benchmark() -> list[Row]:
    """Megabytes at the first and the last sample; flat means a ratio near 1."""
    with tempfile.TemporaryDirectory() as folder, practice_running(Path(folder), seed=3) as state:
        seen = asyncio.run(_read(Path(folder), state.seed))
    rows = []
    for number, who in enumerate(("Python", "browser")):
        megabytes = [sample[number] for sample in seen]
        first, last = f"{who}, first sample", f"{who}, after {PAGES} pages"
        rows.append(measured("memory while reading", first, "MB", megabytes[:1]))
        runs, against = tuple(megabytes), ((first, None),)
        rows.append(Row("memory while reading", last, megabytes[-1], "MB", runs, against))
    return rows


async def _read(home: Path, seed: int) -> list[tuple[float, float]]:
    settings = Settings.model_validate(practice_settings(home))
    async with _signed_in(home, settings.shops["north"], seed) as session:
        found = [order async for order in Portal(session).orders(LONG_AGO)]
        paths = [f"/orders/{order.reference.split('/', 1)[1]}" for order in found]
        return [
            await _sample(session.get_many(islice(cycle(paths), PAGES // SAMPLES)))
            for _ in range(SAMPLES)
        ]


@asynccontextmanager
async def _signed_in(home: Path, site: SiteSettings, seed: int) -> AsyncIterator[Session]:
    login = account(site.name, seed)
    secrets = SignInSecrets(login.username, login.password, login.totp)
    async with (
        open_browser(BrowserSettings()) as browser,
        open_session(
            browser,
            site,
            Portal.sign_in,
            lambda _site: secrets,
            Nobody(),
            home,
            key=bytes(32),
            evidence=Evidence(home / "evidence"),
        ) as session,
    ):
        yield session


async def _sample(documents: AsyncIterator[Document]) -> tuple[float, float]:
    async for document in documents:
        assert document.status == 200, document.url
    here = psutil.Process()
    browser = [p for p in here.children(recursive=True) if "chrom" in p.name()]
    return _megabytes([here]), _megabytes(browser)


def _megabytes(processes: list[psutil.Process]) -> float:
    return sum(process.memory_info().rss for process in processes) / 2**20
