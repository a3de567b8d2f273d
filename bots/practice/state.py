"""Where the running practice sites are: one small file that the server writes."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class State:
    """The addresses of a practice server. `token` opens its control desk.

    Attributes:
        urls: by site: `north`, `south`, `erp`.
    """

    pid: int
    seed: int
    control: str
    urls: dict[str, str]
    token: str = field(repr=False)

    def alive(self) -> bool:
        """Whether something answers at the control desk's port."""
        host, _, port = self.control.removeprefix("http://").partition(":")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            return False
        return True


def state_file(home: Path) -> Path:
    """Where the state of the practice in `home` is kept."""
    return home / "practice" / "sites.json"


def write_state(home: Path, state: State) -> None:
    """Write it whole or not at all, for its owner only."""
    place = state_file(home)
    draft = place.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps(asdict(state)), "utf-8")
    draft.replace(place)


def read_state(home: Path) -> State | None:
    """The last server's state, whether it still runs or not; None when there never was one."""
    try:
        return State(**json.loads(state_file(home).read_text("utf-8")))
    except FileNotFoundError:
        return None
