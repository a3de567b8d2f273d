"""Transfers and purchase orders in an ERP: what an adapter that can enter them offers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import Protocol, runtime_checkable

from bots.erps import BeforeSubmit, Erp
from bots.errors import BusinessError, SettingsError
from bots.model import Found, PurchaseOrder, Transfer


@runtime_checkable
class Documents(Protocol):
    """Beside `bots.erps.Erp`, in the same class: a half-made document is found as a draft.

    `enter_...` and `before_submit` keep the rules of `Erp.enter`: what fails before raises the
    plain kind, what fails after it OutcomeUnknown, unless the ERP clearly refused.
    """

    async def find_transfers(
        self, references: Collection[str]
    ) -> Mapping[str, Sequence[Found[Transfer]]]:
        """All transfers with these references but cancelled ones; every one asked for is a key."""
        ...

    async def find_purchases(
        self, references: Collection[str]
    ) -> Mapping[str, Sequence[Found[PurchaseOrder]]]:
        """The same for purchase orders."""
        ...

    async def enter_transfer(self, transfer: Transfer, before_submit: BeforeSubmit) -> None:
        """Fill the form and save; it stays a draft."""
        ...

    async def enter_purchase(self, purchase: PurchaseOrder, before_submit: BeforeSubmit) -> None:
        """Fill the form and save; it stays a draft."""
        ...

    async def confirm_transfers(self, ids: Sequence[str]) -> None:
        """Bring drafts to `confirmed`; doing it again changes nothing."""
        ...

    async def confirm_purchases(self, ids: Sequence[str]) -> None:
        """The same for purchase orders: from here on the supplier is to send."""
        ...

    def open_purchases(self) -> AsyncIterator[PurchaseOrder | BusinessError]:
        """The confirmed purchase orders that goods are still to come of.

        With what is still to come, and nothing else, as their lines. One that people made
        without a reference goes by the ERP's own number. One that does not read is a
        BusinessError (rule `unreadable`); the others come all the same.
        """
        ...


def documents_of(erp: Erp) -> Documents:
    """The same adapter, as one that enters documents. Raises SettingsError when it does not."""
    if isinstance(erp, Documents):
        return erp
    name = type(erp).__module__.split(".")[2]
    raise SettingsError(
        f"the adapter of the ERP {name} enters no transfers and no purchase orders",
        remedy="enter them by hand; an adapter that does has the methods of bots/erps/documents.py",
    )
