"""Every reader of outside data, fuzzed: a result or an error of ours, within bounds."""

from __future__ import annotations

import pytest

from tests.fuzz.run import fuzz
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.slow


@pytest.mark.ci
@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_holds_for_a_moment(name, tmp_path):
    """A second from the recordings on: no error but ours, no hang, bounded memory."""
    told = fuzz(name, tmp_path, 1)
    assert told.found is None
    assert told.executions


@pytest.mark.parametrize("name", TARGETS)
def test_a_reader_holds_for_longer(name, tmp_path):
    """The same for a minute; `python -m tests.fuzz` does it for as long as told."""
    assert fuzz(name, tmp_path, 60).found is None
