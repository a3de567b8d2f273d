"""Reading back: what is found in the ERP is adopted, finished, or shown to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, ParamSpec

from bots.entering.looking import Look, Sight
from bots.entering.sales import Sales
from bots.entering.worker import Worker, in_thread
from bots.errors import BotsError, BusinessError, NotMine, OutcomeUnknown, TryAgain
from bots.ledger import Item, Ledger, Outcome, State
from bots.model import ErpRecord
from bots.settings import ErpSettings

if TYPE_CHECKING:
    from bots.erps import Erp

P = ParamSpec("P")


@dataclass(frozen=True)
class Judge:
    """Looks items up in the ERP and writes what it saw into the ledger."""

    ledger: Ledger
    erp: Erp
    settings: ErpSettings
    worker: Worker

    async def look(self, held: Sequence[Item], sales: Sales) -> list[Look]:
        """Read back what the ERP holds for each item, in one request for all."""
        keys = [item.key for item in held]
        orders = await in_thread(self.ledger.orders.get_many, keys)
        records = await self._records(keys)
        return [
            Look(item, orders.get(item.key), sales.maybe(orders.get(item.key)), records[item.key])
            for item in held
        ]

    async def look_first(self, held: Sequence[Item], sales: Sales) -> list[Look]:
        """Ask the ERP, after the claim, which of them it holds already: once for all."""
        if len(held) <= 1:
            return await self.look(held, sales)
        there = await self.erp.references()
        seen = await self.look([item for item in held if there.get(item.key)], sales)
        return [
            *seen,
            *await self._unseen([item for item in held if not there.get(item.key)], sales),
        ]

    async def _unseen(self, held: Sequence[Item], sales: Sales) -> list[Look]:
        orders = await in_thread(self.ledger.orders.get_many, [item.key for item in held])
        return [
            Look(item, orders.get(item.key), sales.maybe(orders.get(item.key)), ()) for item in held
        ]

    async def later(self, item: Item, error: BotsError) -> None:
        """Try again after a wait that doubles, as often as the settings allow; then `failed`."""
        items, actor = self.ledger.items, self.worker.actor
        if item.attempts >= self.settings.attempts:
            await self.unless_changed(items.fail, item, error, actor)
            return
        asked = error.retry_after if isinstance(error, TryAgain) else None
        wait = max(self.settings.retry_wait * 2 ** (item.attempts - 1), asked or 0)
        await self.unless_changed(items.again, item, error, timedelta(seconds=wait), actor)

    async def unless_changed(
        self, verb: Callable[P, Item], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Do it, unless somebody else changed the item meanwhile: then it is theirs."""
        with suppress(NotMine):
            await in_thread(verb, *args, **kwargs)

    async def settle(self, looks: Sequence[Look]) -> list[Look]:
        """Write down every look that decides; give the others: what is not in the ERP.

        Drafts that are equal are finished first, and looked at again.
        """
        drafts = [look for look in looks if look.sight is Sight.DRAFT]
        refusals = await self._confirm(drafts)
        looks = await self._again(looks, drafts)
        for look in looks:
            with suppress(NotMine):  # another worker read it back as well, and wrote the same
                await self._write(look, refusals.get(look.item.key))
        return [look for look in looks if look.sight is Sight.MISSING]

    async def _records(self, keys: Sequence[str]) -> Mapping[str, Sequence[ErpRecord]]:
        if len(keys) == 1:
            return {keys[0]: await self.erp.find(keys[0])}
        return await self.erp.find_many(keys) if keys else {}

    async def _confirm(self, drafts: Sequence[Look]) -> dict[str, BusinessError]:
        """Finish drafts; what the ERP refuses to finish, with its reason."""
        if not drafts:
            return {}
        try:
            await self.erp.confirm([look.record.id for look in drafts])
        except BusinessError as error:
            if len(drafts) == 1:
                return {drafts[0].item.key: error}
            one_by_one = [await self._confirm([draft]) for draft in drafts]
            return {key: refusal for part in one_by_one for key, refusal in part.items()}
        except (TryAgain, OutcomeUnknown):
            return {}  # the look that follows tells which of them were finished
        return {}

    async def _again(self, looks: Sequence[Look], drafts: Sequence[Look]) -> list[Look]:
        """The same looks, with what the drafts are now."""
        records = await self._records([look.item.key for look in drafts])
        return [replace(look, records=records.get(look.item.key, look.records)) for look in looks]

    async def _write(self, look: Look, refusal: BusinessError | None) -> None:
        match look.sight:
            case Sight.EQUAL:
                await self._entered(look)
            case Sight.DRAFT if refusal is not None:
                await self._wait(look, refusal)
            case Sight.DRAFT:
                await self._unfinished(look.item)
            case Sight.DIFFERENT:
                await self._wait(look, look.different())
            case Sight.TWICE:
                await self._wait(look, look.twice())
            case Sight.MISSING:
                pass  # what follows depends on whether it was submitted: the caller's

    async def _entered(self, look: Look) -> None:
        ours = look.item.submitted_at is not None and look.as_submitted
        order_now = look.order.entry_hash if look.order and look.as_now else ""
        await in_thread(
            self.ledger.items.entered,
            look.item,
            Outcome.ENTERED if ours else Outcome.ADOPTED,
            erp_id=look.record.id,
            erp_number=look.record.number,
            order_hash=order_now,
            sale_hash=look.record.order.content_hash,
            why="read back, and equal" if ours else "it was in the ERP already, and equal",
            by=self.worker.actor,
        )

    async def _wait(self, look: Look, error: BusinessError) -> None:
        await in_thread(
            self.ledger.items.wait,
            look.item,
            error,
            rule=error.rule,
            erp_id=look.record.id,
            erp_number=look.record.number,
            by=self.worker.actor,
        )

    async def _unfinished(self, item: Item) -> None:
        error = TryAgain(
            f"{item.key} is in the ERP as a draft that could not be finished yet",
            reference=item.key,
            remedy="nothing to do: it is tried again",
        )
        wait = timedelta(seconds=self.settings.retry_wait)
        if item.state is State.ENTERING:
            await in_thread(self.ledger.items.again, item, error, wait, by=self.worker.actor)
        else:
            await in_thread(self.ledger.items.unsure, item, error, wait, by=self.worker.actor)
