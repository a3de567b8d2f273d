"""The real systems' own packages: virtual environments and databases, made once and cached.

What cannot be had is `UnavailableError`: a skip with its reason on a laptop, a failure in CI.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NoReturn

import platformdirs
import pytest
from filelock import FileLock


class UnavailableError(Exception):
    """Something the real tests need cannot be had here; the message says what and why."""


def cache_folder() -> Path:
    """$BOTS_TEST_CACHE, else the user's cache folder."""
    named = os.environ.get("BOTS_TEST_CACHE")
    folder = Path(named) if named else platformdirs.user_cache_path("bots-tests")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def skip_or_fail(reason: Exception) -> NoReturn:
    """Skip the test with the reason; in CI, where nothing may be missing, fail."""
    if os.environ.get("CI"):
        pytest.fail(f"missing in CI: {reason}", pytrace=False)
    pytest.skip(str(reason))


def made_once(name: str, keys: Iterable[str], make: Callable[[Path], None]) -> Path:
    """The cached folder `name`, made by `make(folder)` when nothing was made of the same keys yet.

    Safe across processes; a `make` that fails leaves nothing behind.
    """
    digest = hashlib.sha256("\n".join((sys.version, *keys)).encode()).hexdigest()[:16]
    folder = cache_folder() / f"{name}-{digest}"
    finished = folder / ".finished"
    with FileLock(f"{folder}.lock"):
        if not finished.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder)
                raise
            finished.touch()
    return folder


def python_of(name: str, requirements: tuple[str, ...], *, override: str) -> Path:
    """The Python of a virtual environment with `requirements`, made and cached when needed.

    `override` names the environment variable that points to a ready one. Raises UnavailableError.
    """
    ready = os.environ.get(override)
    folder = Path(ready) if ready else _environment(name, requirements)
    python = folder / "bin" / "python"
    if not python.exists():
        raise UnavailableError(f"{override}={ready} has no bin/python")
    return python


def _environment(name: str, requirements: tuple[str, ...]) -> Path:
    def make(folder: Path) -> None:
        venv.EnvBuilder(with_pip=True).create(folder)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "-q", *requirements]
        call([*pip, "--disable-pip-version-check"], f"installing {' '.join(requirements)}")

    return made_once(f"{name}-venv", requirements, make)


def call(command: list[str | Path], doing: str, **options) -> str:
    """Run `command` and return its output; raise UnavailableError with what it complained of."""
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=True, timeout=900, **options
        )
    except FileNotFoundError as error:
        raise UnavailableError(f"{doing}: {command[0]} is not installed") from error
    except subprocess.CalledProcessError as error:
        raise UnavailableError(f"{doing} failed: {error.stderr.strip()[-600:]}") from error
    return done.stdout
