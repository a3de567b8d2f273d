"""What every test on real systems shares: each needs the marks, and skips where packages lack."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder `real`."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.real)
