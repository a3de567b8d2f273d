"""The saved state of sessions: encrypted, one file a site, for this user alone."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import cast
from urllib.parse import quote

import structlog
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from playwright.async_api import StorageState

_log = structlog.get_logger(__name__)
_NONCE = 12


@dataclass(frozen=True)
class SavedState:
    """What makes a browser context signed in.

    Attributes:
        storage: cookies, localStorage and IndexedDB, as Playwright gives and takes them.
        session_storage: by origin; Playwright leaves it out.
    """

    storage: StorageState = field(repr=False)
    session_storage: dict[str, dict[str, str]] = field(default_factory=dict, repr=False)


class SessionStore:
    """Keeps states in `folder` (mode 0700) under AES-256-GCM; `key` has 32 bytes."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder = folder
        self._cipher = AESGCM(key)

    def load(self, site: str) -> SavedState | None:
        """The site's state; None when there is none or it does not open with this key.

        A state is only a saved sign-in, so one that does not open costs a sign-in, no more.
        """
        try:
            sealed = self._path(site).read_bytes()
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], site.encode())
            fields = json.loads(plain)
            return SavedState(cast("StorageState", fields["storage"]), fields["session_storage"])
        except FileNotFoundError:
            return None
        except (InvalidTag, ValueError, KeyError, TypeError):
            _log.warning("the saved session does not open; signing in anew", site=site)
            return None

    def save(self, site: str, state: SavedState) -> None:
        """Replace the site's state, whole or not at all."""
        nonce = os.urandom(_NONCE)
        plain = json.dumps(asdict(state)).encode()
        sealed = nonce + self._cipher.encrypt(nonce, plain, site.encode())
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=self._folder)  # with mode 0600
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
        Path(name).replace(self._path(site))

    def delete(self, site: str) -> None:
        """Forget the site's state."""
        self._path(site).unlink(missing_ok=True)

    def _path(self, site: str) -> Path:
        return self._folder / f"{quote(site, safe='')}.session"
