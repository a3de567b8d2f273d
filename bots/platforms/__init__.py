"""Sales platforms: what an adapter offers, and finding one by its folder's name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar, Protocol, cast

from bots.errors import BusinessError, SettingsError
from bots.model import Order
from bots.session import Session, SignIn
from bots.settings import SiteSettings

BeforeSubmit = Callable[[], Awaitable[None]]


class Portal(Protocol):
    """A platform's back office, signed in as one shop.

    An adapter is `bots/platforms/<name>/portal.py` with a class `Portal` that has these.
    """

    sign_in: ClassVar[SignIn]

    def __init__(self, session: Session) -> None: ...

    def orders(
        self, since: datetime, until: datetime | None = None
    ) -> AsyncIterator[Order | BusinessError]:
        """Every order placed in [since, until), each once, in no set order.

        An order that cannot be read rightly comes as a BusinessError with its reference; the
        read goes on. Raises ScreenChanged, TryAgain, SessionExpired for the read as a whole.
        """
        ...

    async def order(self, number: str) -> Order | BusinessError:
        """One order by its platform number."""
        ...


def names() -> list[str]:
    """The platforms there are: every folder here that has a `portal.py`."""
    return sorted(module.name for module in iter_modules(__path__) if module.ispkg)


def load(name: str) -> type[Portal]:
    """The adapter's `Portal` class. Raises SettingsError for a platform there is none of."""
    if name not in names():
        raise SettingsError(f"no platform {name!r}", remedy=f"platforms: {', '.join(names())}")
    return cast("type[Portal]", import_module(f"{__name__}.{name}.portal").Portal)


def sign_in_of(adapter: type[Portal], site: SiteSettings) -> SignIn | None:
    """How to sign in to `site`; None for a shop that needs no browser, its orders being files.

    An adapter that depends on the shop's settings for this has a class method `sign_in_for`.
    """
    chosen = getattr(adapter, "sign_in_for", None)
    return cast("SignIn | None", chosen(site)) if chosen else adapter.sign_in


def options_of(adapter: type[Portal]) -> frozenset[str]:
    """The options of a shop that one run may set, such as the file to read."""
    return cast("frozenset[str]", getattr(adapter, "run_options", frozenset()))
