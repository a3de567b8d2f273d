"""What most verbs start with: the settings, the ledger, who asks."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bots.commands.screen import problems
from bots.commands.words import Say
from bots.errors import SettingsError
from bots.rules import Language

DEMO = "demo"  # the value of BOTS_PRACTICE in the demo's own flows

if TYPE_CHECKING:
    from bots.ledger import Ledger
    from bots.settings import Settings


def settings() -> Settings:
    """The settings in force; on the practice sites a first line says so."""
    from bots.settings import Settings

    found = Settings.load()
    if found.practice:
        tell_practice(found.language)
    return found


def tell_practice(language: Language) -> None:
    """Say, before anything else, that these are the practice sites; the demo said so itself."""
    from bots.settings import bots_home

    asked = os.environ.get("BOTS_PRACTICE")
    if asked == DEMO:
        return
    say = Say(language)
    text = (
        say("Practice sites (BOTS_PRACTICE is set).")
        if asked
        else say("Practice sites (no credentials.toml here or in {home}).", home=bots_home())
    )
    problems().print(text, style="yellow", soft_wrap=True)


@contextmanager
def ledger(chosen: Settings) -> Iterator[Ledger]:
    """The ledger of these settings."""
    from bots.ledger import Ledger

    chosen.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Ledger.open(chosen.database_url) as opened:
        yield opened


def who() -> str:
    """The person at the keyboard, for the history: BOTS_USER, else the system's name."""
    try:
        return os.environ.get("BOTS_USER") or getpass.getuser()
    except (OSError, KeyError) as error:
        raise SettingsError("who are you?", remedy="set BOTS_USER to your name") from error
