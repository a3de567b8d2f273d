"""Times and days as people give them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bots.flow import Day, Since

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2d", NOW - timedelta(days=2)),
        ("6h", NOW - timedelta(hours=6)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=SHANGHAI)),
        ("2026-11-01T08:30", datetime(2026, 11, 1, 8, 30, tzinfo=SHANGHAI)),
        ("2026-11-01T08:30+00:00", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_since_is_a_moment_in_the_shops_zone(text: str, moment: datetime) -> None:
    """A span counts back from now; a date begins at midnight where the shop is."""
    assert Since(text).at(NOW, SHANGHAI) == moment


@pytest.mark.parametrize("text", ["", "2 d", "d2", "yesterday-ish", "2026-13-01"])
def test_other_words_are_refused(text: str) -> None:
    """What is no time is refused with examples."""
    with pytest.raises(ValueError, match="2026-11-01"):
        Since(text)


def test_today_is_the_day_where_the_operator_is() -> None:
    """At 20:00 UTC it is tomorrow in Shanghai."""
    assert Day("today").on(NOW, SHANGHAI) == date(2026, 11, 23)
    assert Day("yesterday").on(NOW, SHANGHAI) == date(2026, 11, 22)
    assert Day("2026-11-01").on(NOW, SHANGHAI) == date(2026, 11, 1)
