"""ERPs: what an adapter offers, and finding one by its folder's name."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from importlib import import_module
from pkgutil import iter_modules
from typing import ClassVar, Protocol, cast

from bots.errors import SettingsError
from bots.model import ErpRecord, SalesOrder
from bots.session import Session, SignIn

BeforeSubmit = Callable[[], Awaitable[None]]


class Erp(Protocol):
    """An ERP, signed in. An adapter is `bots/erps/<name>/erp.py` with a class `Erp`.

    A half-made order is found by `find` in state `draft`; `confirm` finishes it.
    """

    sign_in: ClassVar[SignIn]
    ways: ClassVar[frozenset[str]]

    def __init__(self, session: Session) -> None: ...

    async def references(self) -> Mapping[str, Sequence[str]]:
        """Every platform reference in the ERP, whatever its state, with the ids of its records.

        Cancelled records are left out. One cheap read, not one a record.
        """
        ...

    async def find(self, reference: str) -> Sequence[ErpRecord]:
        """All records with that reference but cancelled ones, read back whole."""
        ...

    async def find_many(self, references: Collection[str]) -> Mapping[str, Sequence[ErpRecord]]:
        """The same for many; every reference asked for is a key."""
        ...

    async def enter(self, order: SalesOrder, before_submit: BeforeSubmit) -> None:
        """Fill the form and save.

        `before_submit` is awaited right before the first action that can create the record,
        after everything was filled in and read back from the form.

        Whatever fails before it raises the plain kind (BusinessError, TryAgain, ...); whatever
        fails after it raises OutcomeUnknown, unless the ERP clearly refused (BusinessError).
        """
        ...

    async def enter_many(self, orders: Sequence[SalesOrder], before_submit: BeforeSubmit) -> None:
        """Enter all in one transaction, all or nothing (way `import`); the same rules."""
        ...

    async def confirm(self, ids: Sequence[str]) -> None:
        """Bring draft records to `confirmed`; doing it again changes nothing."""
        ...

    def all_records(self) -> AsyncIterator[ErpRecord]:
        """Every record that is not cancelled, for the sweep."""
        ...


def names() -> list[str]:
    """The ERPs there are."""
    return sorted(module.name for module in iter_modules(__path__) if module.ispkg)


def load(name: str) -> type[Erp]:
    """The adapter's `Erp` class. Raises SettingsError for an ERP there is none of."""
    if name not in names():
        raise SettingsError(f"no ERP {name!r}", remedy=f"ERPs: {', '.join(names())}")
    return cast("type[Erp]", import_module(f"{__name__}.{name}.erp").Erp)
