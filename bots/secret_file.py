"""Secrets in one encrypted file, as a keyring backend: for servers without a system keyring.

The file is a header (magic, salt, nonce) and the AES-256-GCM of a JSON table; the cipher's key
is the scrypt of the operator's key. It never asks anybody anything.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from filelock import FileLock
from filelock import Timeout as LockTimeout
from keyring.backend import KeyringBackend
from keyring.compat import properties
from keyring.errors import PasswordDeleteError

from bots.errors import SettingsError

_MAGIC = b"BOTS-SECRETS-1\n"
_SALT = 16
_NONCE = 12
_LOCK_SECONDS = 10.0

Entries = dict[str, str]


class EncryptedFile(KeyringBackend):
    """A keyring kept in `path`; `key` is asked for the operator's key when it is needed.

    Every method raises SettingsError when the key is missing or does not open the file.
    """

    def __init__(self, path: Path, key: Callable[[], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring's own has no types
        self._path = path
        self._key = key

    @properties.classproperty
    def priority(self) -> float:
        """Never picked by keyring's own search: the settings choose it."""
        raise RuntimeError("chosen by [secrets] in credentials.toml only")

    def __repr__(self) -> str:
        return f"EncryptedFile({str(self._path)!r})"

    __str__ = __repr__  # keyring's own asks for the priority, which this has not

    def get_password(self, service: str, username: str) -> str | None:
        """The secret, or None when there is none of that name."""
        return self._read().get(_name(service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep the secret; written whole or not at all."""
        with self._locked():
            entries = self._read()
            entries[_name(service, username)] = password
            self._write(entries)

    def delete_password(self, service: str, username: str) -> None:
        """Forget the secret. Raises PasswordDeleteError when there is none of that name."""
        with self._locked():
            entries = self._read()
            if entries.pop(_name(service, username), None) is None:
                raise PasswordDeleteError(f"no secret {service}/{username}")
            self._write(entries)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(f"{self._path}.lock", mode=0o600)
        try:
            lock.acquire(timeout=_LOCK_SECONDS)
        except LockTimeout as error:
            raise SettingsError(
                f"another process has been writing {self._path} for {_LOCK_SECONDS:.0f} s",
                remedy="end it, then try again; nothing was changed",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def _read(self) -> Entries:
        try:
            data = self._path.read_bytes()
        except FileNotFoundError:
            return {}
        salt, nonce, sealed = self._parts(data)
        try:
            plain = AESGCM(_derived(self._key(), salt)).decrypt(nonce, sealed, _MAGIC + salt)
        except InvalidTag:
            raise SettingsError(
                f"the key does not open {self._path} (another key, or a damaged file); "
                "the file was left as it is",
                remedy="check [secrets] key, or restore the file from a backup; to start anew, "
                "move it away and set each secret again",
            ) from None
        entries: Entries = json.loads(plain)
        return entries

    def _parts(self, data: bytes) -> tuple[bytes, bytes, bytes]:
        head = len(_MAGIC)
        if data[:head] != _MAGIC or len(data) < head + _SALT + _NONCE:
            raise SettingsError(
                f"{self._path} is no secrets file of ours; it was left as it is",
                remedy="restore it from a backup, or move it away and set each secret again",
            )
        body = data[head:]
        return body[:_SALT], body[_SALT : _SALT + _NONCE], body[_SALT + _NONCE :]

    def _write(self, entries: Entries) -> None:
        salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
        plain = json.dumps(entries).encode()
        sealed = AESGCM(_derived(self._key(), salt)).encrypt(nonce, plain, _MAGIC + salt)
        _replace(self._path, _MAGIC + salt + nonce + sealed)


def _name(service: str, username: str) -> str:
    return json.dumps([service, username])  # no separator that a name could hold


@lru_cache(maxsize=4)
def _derived(key: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=2**15, r=8, p=1).derive(key.encode())


def _replace(path: Path, data: bytes) -> None:
    """Put `data` at `path` atomically, readable by its owner alone."""
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(path)
    except BaseException:
        Path(written).unlink(missing_ok=True)
        raise
