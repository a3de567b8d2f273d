"""The last requests of a session, for the evidence of a failed step."""

from __future__ import annotations

from collections import deque
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from bots.redact import EVERYWHERE
from bots.redact_page import redact_url

_KEPT = 100


@dataclass(frozen=True)
class Seen:
    """One request: when, what, how it ended (0: no answer), how many milliseconds it took."""

    at: str
    method: str
    url: str
    status: int
    ms: int


class RequestsSeen:
    """Remembers the last hundred; no body, no header, no query value."""

    def __init__(self) -> None:
        self._seen: deque[Seen] = deque(maxlen=_KEPT)

    def add(self, method: str, url: str, status: int, seconds: float) -> None:
        """Remember one."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        self._seen.append(Seen(at, method, url, status, round(seconds * 1000)))

    def rows(self) -> list[dict[str, str | int]]:
        """The remembered ones, oldest first, redacted."""
        return [{**asdict(one), "url": redact_url(one.url, EVERYWHERE)} for one in self._seen]
