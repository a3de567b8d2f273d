"""The key of the encrypted secrets file: from the environment, a 0600 file, or systemd."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from bots.errors import SettingsError

MAKE_ONE = "run: bots credentials key (makes a key file that only you can read, and says how)"


def read_key(source: str) -> str:
    """The key that `source` names: `env:NAME`, `file:PATH` or `systemd:NAME`.

    Raises SettingsError when there is none, or when others could read it.
    """
    kind, _, name = source.partition(":")
    match kind:
        case "env":
            key = os.environ.get(name, "")
        case "file":
            key = _from_file(Path(name).expanduser())
        case "systemd":
            key = _from_systemd(name)
        case _:
            raise SettingsError(
                f"[secrets] key = {source!r} names no place",
                remedy="write env:NAME, file:PATH or systemd:NAME",
            )
    if not key:
        raise SettingsError(f"no key for the secrets file: {source} is empty", remedy=MAKE_ONE)
    return key


def make_key_file(path: Path) -> None:
    """Make a random key of 256 bits in a new file of mode 0600.

    Raises SettingsError when the file is there already: another key would close the secrets.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SettingsError(
            f"{path} exists and was left as it is", remedy="use it, or name another file"
        ) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32) + "\n")


def _from_file(path: Path) -> str:
    try:
        mode = path.stat().st_mode
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            raise SettingsError(
                f"others could read the key file {path} (mode {stat.S_IMODE(mode):04o})",
                remedy=f"run: chmod 600 {path}",
            )
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise SettingsError(f"there is no key file {path}", remedy=MAKE_ONE) from error
    except OSError as error:
        raise SettingsError(
            f"the key file {path} cannot be read: {error.strerror}", remedy="mend its owner"
        ) from error


def _from_systemd(name: str) -> str:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise SettingsError(
            f"systemd hands over no credential {name!r} here",
            remedy=f"add LoadCredential={name}:/path/of/the/key to the unit",
        )
    try:
        # systemd itself keeps this folder to the unit's user; its modes vary by version
        return (Path(folder) / name).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingsError(
            f"systemd's credential {name!r} cannot be read: {error.strerror}",
            remedy=f"add LoadCredential={name}:/path/of/the/key to the unit",
        ) from error
