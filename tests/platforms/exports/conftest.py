"""The folder of a shop's exports."""

import pytest
from export_files import Exports


@pytest.fixture
def exports(tmp_path):
    """An empty folder of exports."""
    return Exports(tmp_path)
