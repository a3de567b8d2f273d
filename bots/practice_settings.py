"""The settings of the practice sites: in force where no `credentials.toml` is."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from bots.errors import SettingsError
from bots.practice.accounts import account
from bots.practice.rates import MONTHLY, PAY_DAYS, RATES
from bots.practice.state import State, read_state

KEY_FILE = "secrets.key"
REMEDY = "start them with `bots practice` in another terminal, or run `bots demo`"
_SHOPS = {
    "north": {
        "platform": "market",
        "timezone": "Asia/Shanghai",
        "language": "zh-CN",
        "currency": "CNY",
    },
    "south": {
        "platform": "outlet",
        "timezone": "America/Los_Angeles",
        "language": "en-US",
        "currency": "USD",
    },
}
PLANNING = {
    "warehouses": {
        "SH": {"shops": ["north"], "target": 120, "keep": 160},
        "GZ": {"target": 60, "keep": 80},
        "LA": {"shops": ["south"], "target": 80, "keep": 120},
    },
    "lanes": [
        {"from": "SH", "to": "GZ", "cost": "0.60", "journey": 80, "days": 2, "minimum": 5},
        {"from": "GZ", "to": "SH", "cost": "0.60", "journey": 80, "days": 2, "minimum": 5},
        {"from": "SH", "to": "LA", "cost": "6.50", "journey": 900, "days": 24, "minimum": 20},
        {"from": "GZ", "to": "LA", "cost": "6.20", "journey": 900, "days": 26, "minimum": 20},
    ],
    "transfer": {"role": "warehouse", "auto_under": {"CNY": 100}},
    "purchase": {"role": "buyer", "auto_under": {"CNY": 500}},
}


def practice_home(home: Path) -> Path:
    """Where the practice keeps its own ledger, secrets and reports, apart from the real ones."""
    return home / "practice"


def practice_settings(home: Path) -> dict[str, Any]:
    """The settings' tables; `home` is BOTS_HOME. No shops before the sites were ever started.

    The addresses are the last practice server's, whether it still runs or not, so that what it
    left can be looked at; what needs the sites calls `require_practice` first.
    """
    place = practice_home(home)
    tables: dict[str, Any] = {
        "home": place,
        "language": _language(),
        "secrets": {
            "backend": "file",
            "key": f"file:{place / KEY_FILE}",
            "file": place / "secrets.enc",
        },
    }
    state = read_state(home)
    if state is None:
        return tables
    return tables | {
        "shops": {name: _site(name, state) | shop for name, shop in _SHOPS.items()},
        "erp": _site("erp", state) | {"product": "practice"},
        "settling": {"shops": {"north": _settling("CNY"), "south": _settling("USD")}},
        "planning": PLANNING,
    }


def _settling(currency: str) -> dict[str, Any]:
    """What the practice shops charge, as their contract says it."""
    amount = str(-MONTHLY[currency])
    fee = {"name": "monthly service fee", "kind": "service_fee", "amount": amount}
    rates = {kind: str(rate) for kind, rate in RATES[currency].items()}
    return {"rates": rates, "pay_days": PAY_DAYS, "fees": [fee]}


def _language() -> str:
    """$BOTS_LANGUAGE, else the system's: there is no file that could say it."""
    named = os.environ.get("BOTS_LANGUAGE")
    if named in {"en", "zh"}:
        return named
    system = os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "zh" if system.startswith("zh") else "en"


def require_practice(home: Path) -> None:
    """Raise SettingsError unless the practice sites of `home` (BOTS_HOME) answer now."""
    state = read_state(home)
    if state is None or not state.alive():
        raise SettingsError("the practice sites are not running", remedy=REMEDY)


def keep_practice_secrets(home: Path) -> None:
    """Put the running sites' passwords where the settings say; a key file is made when needed.

    `home` is BOTS_HOME. The practice's store is its own, so nobody is ever asked for a key.
    """
    from bots.credentials import store
    from bots.secret_key import make_key_file
    from bots.settings import SecretSettings

    place = practice_home(home)
    state = read_state(home)
    if state is None:
        return
    if not (place / KEY_FILE).exists():
        make_key_file(place / KEY_FILE)
    secrets = SecretSettings.model_validate(practice_settings(home)["secrets"])
    for name in state.urls:
        clerk = account(name, state.seed)
        store(f"keyring:practice/{name}-password", clerk.password, secrets)
        if clerk.totp:
            store(f"keyring:practice/{name}-totp", clerk.totp, secrets)


def _site(name: str, state: State) -> dict[str, Any]:
    clerk = account(name, state.seed)
    return {
        "name": name,
        "url": state.urls[name],
        "username": clerk.username,
        "password": f"keyring:practice/{name}-password",
        "totp": f"keyring:practice/{name}-totp" if clerk.totp else "",
    }
