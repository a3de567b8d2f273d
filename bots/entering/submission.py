"""One submit, of one thing or a batch: marked before, read back after, whatever it answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic

from bots import send_by
from bots.entering.judging import Judge
from bots.entering.looking import Look
from bots.entering.target import BeforeSubmit, T, Wants
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

Press = Callable[[Sequence[T], BeforeSubmit], Awaitable[None]]
_NOBODYS_FAULT = (SessionExpired, SignInRefused, PersonNeeded)


@dataclass
class Submission(Generic[T]):
    """Items, `entering` and ours, that go to the other side together: all or none."""

    judge: Judge[T]
    looks: Sequence[Look[T]]
    wants: Wants[T]
    items: list[Item] = field(init=False)
    submitted: bool = False

    def __post_init__(self) -> None:
        self.items = [look.item for look in self.looks]

    async def send(self, press: Press[T]) -> list[list[str]]:
        """Press, and write down what came of it. Gives groups that are to be tried anew.

        Raises what no other thing could get past either (SessionExpired, ScreenChanged, ...).
        """
        things = [look.wanted.thing for look in self.looks if look.wanted.thing is not None]
        try:
            await self._pressed(press, things)
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

    async def _pressed(self, press: Press[T], things: Sequence[T]) -> None:
        try:
            await press(things, self._before_submit)
        finally:
            send_by.over()

    async def _before_submit(self) -> None:
        """The guard, then the compare-and-set: past this line the other side may hold it."""
        await self.judge.worker.still_mine()
        send_by.marked(self.judge.pace.settle)
        wanted = {look.item.key: look.wanted.thing for look in self.looks}
        hashes = {key: thing.content_hash for key, thing in wanted.items() if thing is not None}
        self.items = await in_thread(
            self.judge.ledger.items.submitting, self.items, hashes, self.judge.worker.actor
        )
        self.submitted = True

    async def _verify(self, error: BotsError | None) -> None:
        """Read back what was sent; what cannot be told, or is not there yet, stays unsure."""
        try:
            looks = await self.judge.settle(await self.judge.look(self.items, self.wants))
            unclear = [look.item for look in looks]
        except (TryAgain, OutcomeUnknown) as trouble:
            error, unclear = error or trouble, self.items
        for item in unclear:
            await self.judge.unless_changed(
                self.judge.ledger.items.unsure,
                item,
                error or _not_found(item),
                timedelta(seconds=self.judge.pace.settle),
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
        """No longer ours, or it changed: let go of what is still held."""
        ledger, worker = self.judge.ledger, self.judge.worker
        ids = {item.id for item in self.items}
        held = await in_thread(ledger.items.held_by, worker.name)
        mine = [item for item in held if item.id in ids]
        settle = timedelta(seconds=self.judge.pace.settle)
        await in_thread(ledger.items.free, mine, "let go", settle, forgiven=True)

    async def _refused(self, error: BusinessError) -> list[list[str]]:
        """The other side refused: the guilty one is rejected, the others of its batch go again.

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
        f"{item.key} was saved, but does not show yet",
        reference=item.key,
        remedy="nothing to do: it is read back again",
    )
