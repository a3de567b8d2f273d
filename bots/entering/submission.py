"""One submit, of one order or a batch: marked before, read back after, whatever it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bots import send_by
from bots.entering.judging import Judge
from bots.entering.looking import Look
from bots.entering.sales import Sales
from bots.entering.worker import in_thread
from bots.errors import (
    BotsError,
    BusinessError,
    NotMine,
    OutcomeUnknown,
    PersonNeeded,
    SessionExpired,
    SignInRefused,
    TryAgain,
)
from bots.ledger import Item
from bots.model import SalesOrder

BeforeSubmit = Callable[[], Awaitable[None]]
Press = Callable[[Sequence[SalesOrder], BeforeSubmit], Awaitable[None]]
_NOBODYS_FAULT = (SessionExpired, SignInRefused, PersonNeeded)


@dataclass
class Submission:
    """Items, `entering` and ours, that go to the ERP together: all or none."""

    judge: Judge
    looks: Sequence[Look]
    sales: Sales
    items: list[Item] = field(init=False)
    submitted: bool = False

    def __post_init__(self) -> None:
        self.items = [look.item for look in self.looks]

    async def send(self, press: Press) -> list[list[str]]:
        """Press, and write down what came of it. Gives groups that are to be tried anew.

        Raises what no other order could get past either (SessionExpired, ScreenChanged, ...).
        """
        orders = [look.sale for look in self.looks if look.sale is not None]
        try:
            await self._pressed(press, orders)
        except BusinessError as error:
            return await self._refused(error)
        except NotMine:
            await self._free()
        except (TryAgain, OutcomeUnknown) as error:
            await (self._verify(error) if self.submitted else self._later(error))
        except BotsError as error:
            if not self.submitted and not isinstance(error, _NOBODYS_FAULT):
                await self._later(error)
            raise
        else:
            await self._verify(None)
        return []

    async def _pressed(self, press: Press, orders: Sequence[SalesOrder]) -> None:
        try:
            await press(orders, self._before_submit)
        finally:
            send_by.over()

    async def _before_submit(self) -> None:
        """The guard, then the compare-and-set: past this line the ERP may hold the record."""
        await self.judge.worker.still_mine()
        send_by.marked(self.judge.settings.settle)
        hashes = {look.item.key: look.sale.content_hash for look in self.looks if look.sale}
        self.items = await in_thread(
            self.judge.ledger.items.submitting, self.items, hashes, self.judge.worker.actor
        )
        self.submitted = True

    async def _verify(self, error: BotsError | None) -> None:
        """Read back what was sent; what cannot be told, or is not there yet, stays unsure."""
        try:
            looks = await self.judge.settle(await self.judge.look(self.items, self.sales))
            unclear = [look.item for look in looks]
        except (TryAgain, OutcomeUnknown) as trouble:
            error, unclear = error or trouble, self.items
        for item in unclear:
            await self.judge.unless_changed(
                self.judge.ledger.items.unsure,
                item,
                error or _not_found(item),
                timedelta(seconds=self.judge.settings.settle),
                by=self.judge.worker.actor,
            )

    async def _later(self, error: BotsError) -> None:
        """Nothing was submitted: try again after a while, a bounded number of times.

        An item that the ledger moved on without its answer reaching us is let go of as it is.
        """
        for item in self.items:
            await self.judge.later(item, error)
        await self._free()

    async def _free(self) -> None:
        """No longer ours, or its order changed: let go of what is still held."""
        ledger, worker = self.judge.ledger, self.judge.worker
        keys = {item.key for item in self.items}
        held = await in_thread(ledger.items.held_by, worker.name)
        mine = [item for item in held if item.key in keys]
        settle = timedelta(seconds=self.judge.settings.settle)
        await in_thread(ledger.items.free, mine, "let go", settle, forgiven=True)

    async def _refused(self, error: BusinessError) -> list[list[str]]:
        """The ERP refused: the guilty one is rejected, the others of its batch go again.

        Who is guilty says the error's reference; without one, the halves are tried apart. What
        was sent is read back before it goes again, although it was refused.
        """
        if len(self.items) == 1:
            await self._reject(self.items[0], error)
            return []
        guilty = [item for item in self.items if item.key == error.reference]
        others = [item for item in self.items if item not in guilty]
        for item in guilty:
            await self._reject(item, error)
        for item in others:
            await self._put_back(item, error)
        keys = [item.key for item in others]
        half = len(keys) // 2
        return [keys] if guilty else [keys[:half], keys[half:]]

    async def _reject(self, item: Item, error: BusinessError) -> None:
        actor = self.judge.worker.actor
        await self.judge.unless_changed(self.judge.ledger.items.reject, item, error, actor)

    async def _put_back(self, item: Item, error: BusinessError) -> None:
        items, actor = self.judge.ledger.items, self.judge.worker.actor
        if self.submitted:
            await self.judge.unless_changed(
                items.unsure, item, error, timedelta(0), forgiven=True, by=actor
            )
        else:
            await self.judge.unless_changed(items.again, item, by=actor)


def _not_found(item: Item) -> TryAgain:
    return TryAgain(
        f"{item.key} was saved, but the ERP does not show it yet",
        reference=item.key,
        remedy="nothing to do: it is read back again",
    )
