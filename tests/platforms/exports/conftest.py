"""The folder of a shop's exports."""

import pytest

from tests.platforms.exports.export_files import Exports


@pytest.fixture
def exports(tmp_path):
    """An empty folder of exports."""
    return Exports(tmp_path)
