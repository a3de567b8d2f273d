"""Secrets: `keyring:SERVICE/USER` in the settings points to them; nothing here shows one."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import dataclass
from typing import Self

from filelock import FileLock
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, PasswordDeleteError

from bots.errors import SettingsError
from bots.redact import EVERYWHERE
from bots.secret_file import EncryptedFile
from bots.secret_key import read_key
from bots.settings import SecretSettings

_REFERENCE = re.compile(r"^keyring:(?P<service>[^/\s]+)/(?P<user>\S+)$")
SESSION_KEY = "keyring:bots/session-key"


@dataclass(frozen=True)
class Reference:
    """Where a secret is: `keyring:SERVICE/USER`."""

    service: str
    user: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises SettingsError for anything else, without its text: it may be a secret."""
        match = _REFERENCE.match(text)
        if match is None:
            raise SettingsError(
                "that is no reference to a secret", remedy="write keyring:SERVICE/USER"
            )
        return cls(match["service"], match["user"])

    def __str__(self) -> str:
        return f"keyring:{self.service}/{self.user}"


def store_for(settings: SecretSettings) -> KeyringBackend:
    """The keyring that the settings choose. Raises SettingsError when it cannot be used."""
    if settings.backend != "file":
        from bots.system_keyring import usable

        ring = usable()
        if ring is not None:
            return ring
        if settings.backend == "system":
            raise SettingsError(
                "no system keyring works here without asking somebody",
                remedy='write [secrets] backend = "file" in the settings, then run: '
                "bots credentials key",
            )
    return EncryptedFile(settings.file, lambda: read_key(settings.key))


def secret(reference: str, settings: SecretSettings) -> str:
    """The secret itself; from now on it is masked in all that this process writes.

    Raises SettingsError, with the command that stores it, when there is none.
    """
    found = _get(Reference.parse(reference), settings)
    if found is None:
        raise SettingsError(
            f"there is no secret {reference} in {describe(settings)}",
            remedy=f"run: bots credentials set {reference}",
        )
    EVERYWHERE.know(found)
    return found


def check(reference: str, settings: SecretSettings) -> bool:
    """Whether the secret is there. Raises SettingsError when the store cannot be opened."""
    return _get(Reference.parse(reference), settings) is not None


def store(reference: str, value: str, settings: SecretSettings) -> None:
    """Keep `value`. Raises SettingsError for an empty value or a store that refuses."""
    name = Reference.parse(reference)
    if not value:
        raise SettingsError("an empty secret is not kept", remedy="give the secret itself")
    try:
        store_for(settings).set_password(name.service, name.user, value)
    except KeyringError as error:
        raise _refused(settings, error) from None


def delete(reference: str, settings: SecretSettings) -> bool:
    """Forget the secret; whether there was one."""
    name = Reference.parse(reference)
    try:
        store_for(settings).delete_password(name.service, name.user)
    except PasswordDeleteError:
        return False
    except KeyringError as error:
        raise _refused(settings, error) from None
    return True


def session_key(settings: SecretSettings) -> bytes:
    """32 random bytes that seal the saved sessions: made on first use, kept with the secrets."""
    settings.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with FileLock(settings.file.with_name("session-key.lock"), mode=0o600):
        kept = _get(Reference.parse(SESSION_KEY), settings)
        if kept is None:
            kept = base64.b64encode(os.urandom(32)).decode()
            store(SESSION_KEY, kept, settings)
    return base64.b64decode(kept)


def describe(settings: SecretSettings) -> str:
    """The store in words, for messages."""
    ring = store_for(settings)
    if isinstance(ring, EncryptedFile):
        return f"the encrypted file {settings.file}"
    return f"the system keyring ({ring.name})"


def _get(name: Reference, settings: SecretSettings) -> str | None:
    try:
        return store_for(settings).get_password(name.service, name.user)
    except KeyringError as error:
        raise _refused(settings, error) from None


def _refused(settings: SecretSettings, error: KeyringError) -> SettingsError:
    return SettingsError(
        f"{describe(settings)} refused: {type(error).__name__}",
        remedy='unlock it, or write [secrets] backend = "file" in the settings',
    )
