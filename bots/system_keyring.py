"""The operating system's own keyring, where it works without asking anybody."""

from __future__ import annotations

import secrets
from functools import lru_cache
from threading import Thread

from keyring import backend
from keyring.backend import KeyringBackend

# The stores of the systems themselves. Everything else that keyring may find either keeps
# plain text, keeps nothing, or asks for a password at a terminal that nobody sits at.
_OF_THE_SYSTEM = frozenset(
    f"keyring.backends.{name}"
    for name in ("SecretService", "Windows", "kwallet", "libsecret", "macOS")
)
_PROBE_SECONDS = 5.0
_PROBE_SERVICE = "bots-probe"


@lru_cache(maxsize=1)
def usable() -> KeyringBackend | None:
    """The system's keyring if it keeps and gives back a probe by itself, else None."""
    found = [ring for ring in backend.get_all_keyring() if type(ring).__module__ in _OF_THE_SYSTEM]
    found.sort(key=backend.by_priority, reverse=True)
    return next((ring for ring in found if keeps(ring, _PROBE_SECONDS)), None)


def keeps(ring: KeyringBackend, seconds: float) -> bool:
    """Whether `ring` keeps, gives back and forgets a probe within `seconds`.

    A locked keyring asks its user and answers late or never, so a thread does the asking.
    """
    answers: list[bool] = []
    asking = Thread(target=lambda: answers.append(_probe(ring)), daemon=True)
    asking.start()
    asking.join(seconds)
    return answers == [True]


def _probe(ring: KeyringBackend) -> bool:
    name, value = secrets.token_hex(8), secrets.token_hex(16)
    try:
        ring.set_password(_PROBE_SERVICE, name, value)
        kept = ring.get_password(_PROBE_SERVICE, name)
        ring.delete_password(_PROBE_SERVICE, name)
    except Exception:  # noqa: BLE001  # backends raise their libraries' own errors, of any kind
        return False
    return kept == value
