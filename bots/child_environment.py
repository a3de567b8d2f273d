"""The environment that other programs are started in: this one's, without its secrets."""

from __future__ import annotations

import os
import re

_TELLING = re.compile(r"KEY|SECRET|TOKEN|PASS|CREDENTIAL", re.IGNORECASE)


def child_environment(**more: str) -> dict[str, str]:
    """This process's variables but those named like a secret, and `more`.

    The key of the secrets file may be one of them, and a browser shows its environment to
    whatever breaks out of a page.
    """
    kept = {name: value for name, value in os.environ.items() if not _TELLING.search(name)}
    return {**kept, **more}
