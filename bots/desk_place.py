"""The place at the ERP: of the processes of one machine one has it, for there is one session."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout


class ErpPlace:
    """Held by a worker, or by a flow that enters orders itself; the others leave the ERP to it.

    Two that worked on the queue side by side would wait for each other's session at every order.
    The system frees it when its holder dies.
    """

    def __init__(self, home: Path) -> None:
        folder = home / "locks"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FileLock(folder / "erp-desk.lock", mode=0o600)

    def take(self) -> bool:
        """Take it unless another process has it; whether it is ours now."""
        if self.held:
            return True
        try:
            self._lock.acquire(blocking=False)
        except Timeout:
            return False
        return True

    @property
    def held(self) -> bool:
        """Whether this process has it."""
        return self._lock.is_locked

    def leave(self) -> None:
        """Give it up, if this process has it."""
        self._lock.release(force=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.leave()
