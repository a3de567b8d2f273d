"""One process of a machine has the ERP at a time."""

from __future__ import annotations

from pathlib import Path

from bots.desk_place import ErpPlace


def test_one_has_it_until_it_leaves(tmp_path: Path) -> None:
    """The second gets it when the first gave it up; taking it twice is taking it once."""
    with ErpPlace(tmp_path) as first, ErpPlace(tmp_path) as second:
        assert first.take()
        assert first.take()
        assert not second.take()
        first.leave()
        assert second.take()
        assert (first.held, second.held) == (False, True)
    with ErpPlace(tmp_path) as third:
        assert third.take()
