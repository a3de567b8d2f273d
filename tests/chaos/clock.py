"""A wall clock that jumps, for the bots' processes alone: Debian's libfaketime.

Only the Python processes are deceived: node and Chromium hang under the library, and are started
without it. The monotonic clock is left alone, as it is when a real wall clock is set.
"""

from __future__ import annotations

from pathlib import Path

_PLACES = (
    "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
    "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1",
)


class FakeClock:
    """`environment` is for the processes; `why_not`: why it cannot jump, if so."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        library = next((place for place in _PLACES if Path(place).exists()), "")
        self.why_not = "" if library else "libfaketime is not installed (apt-get: libfaketime)"
        self.environment = {} if not library else {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }  # fmt: skip
        self.set(0)

    def set(self, seconds: float) -> None:
        """From now on the processes' wall clock is so far off, within a second."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{seconds:+.0f}\n", encoding="ascii")
        draft.replace(self._file)
