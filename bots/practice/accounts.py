"""The accounts of the practice sites: thrown away with them, so worked out from the seed."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """What a clerk signs in with; `totp` is the secret of the code app, or empty."""

    username: str
    password: str = field(repr=False)
    totp: str = field(default="", repr=False)


def account(site: str, seed: int) -> Account:
    """The one account of `north`, `south` or `erp` under this seed; only `south` wants a code."""
    digest = hashlib.sha256(f"practice/{site}/{seed}".encode()).digest()
    password = base64.b32encode(digest[:10]).decode()
    totp = base64.b32encode(digest[10:30]).decode()
    return Account(f"clerk@{site}", password, totp if site == "south" else "")
