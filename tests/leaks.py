"""After a failing test: whether a secret that the tests planted lies in anything it left.

A pytest plugin; what it finds is a section of the test's report.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.redact import EVERYWHERE
from tests.redact.planted import Planted

SECTION = "Planted secrets that this test left behind"
# Where a secret belongs: databases of the practice, what is kept encrypted, a test's own settings.
MEANT = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".session", "secrets.key", "credentials.toml")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Search what a failed test printed, raised and wrote for every secret that is known here."""
    report = yield
    if report.failed:
        found = sorted(left_by(item, report))
        if found:
            report.sections.append((SECTION, "\n".join(found)))
    return report


def left_by(item: pytest.Item, report: pytest.TestReport) -> Iterator[str]:
    """Where something lies; never the secret itself."""
    planted = Planted(EVERYWHERE._secrets)
    if planted.within(report.longreprtext.encode()):
        yield "the traceback"
    for title, text in report.sections:
        if planted.within(text.encode()):
            yield title
    for folder in folders_of(item):
        yield from (f"{folder.name}/{name}" for name in planted.left_in(folder, but=MEANT))


def folders_of(item: pytest.Item) -> set[Path]:
    """The folders that the test was given to write in."""
    given = getattr(item, "funcargs", {}).values()
    return {one for one in given if isinstance(one, Path) and one.is_dir()}
