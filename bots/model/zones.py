"""Moments by the clocks of a place."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache


def in_zone(clock: datetime, zone: tzinfo) -> datetime:
    """The moment when the clocks of `zone` show the naive `clock`: the first one, if they repeat.

    Raises ValueError for a time that they skip.
    """
    moment = clock.replace(tzinfo=zone)
    if _steady(zone, clock.date()):
        return moment
    try:
        there_and_back = moment.astimezone(UTC).astimezone(zone)
    except OverflowError as error:
        raise ValueError(f"{clock}: beyond the calendar") from error
    if there_and_back.replace(tzinfo=None) != clock:
        raise ValueError(f"{clock}: the clocks of {zone} skip that time")
    return moment


@lru_cache(maxsize=1024)
def _steady(zone: tzinfo, day: date) -> bool:
    """Whether the clocks of `zone` are left alone all that day, as on nearly all days."""
    if day == date.max:
        return False
    start = datetime.combine(day, time(), zone)
    return start.utcoffset() == (start + timedelta(days=1)).utcoffset()
