"""Reading back: what is found on the other side is adopted, finished, or shown to a person."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Generic, ParamSpec

from bots.entering.looking import Look, Sight
from bots.entering.target import Pace, T, Target, Wants
from bots.entering.worker import Worker, in_thread
from bots.errors import BotsError, BusinessError, NotMine, OutcomeUnknown, TryAgain
from bots.ledger import Item, Ledger, Outcome, State
from bots.model import Found

P = ParamSpec("P")


@dataclass(frozen=True)
class Judge(Generic[T]):
    """Looks items up on the other side and writes what it saw into the ledger."""

    ledger: Ledger
    target: Target[T]
    pace: Pace
    worker: Worker

    async def look(self, held: Sequence[Item], wants: Wants[T]) -> list[Look[T]]:
        """Read back what the other side holds for each item, in one request for all."""
        keys = [item.key for item in held]
        wanted = await wants.wanted(keys)
        records = await self._records(keys)
        return [Look(item, wanted[item.key], records[item.key], self.target.where) for item in held]

    async def look_first(self, held: Sequence[Item], wants: Wants[T]) -> list[Look[T]]:
        """Ask the other side, after the claim, which of them it holds already: once for all."""
        if len(held) <= 1:
            return await self.look(held, wants)
        there = await self.target.present([item.key for item in held])
        seen = await self.look([item for item in held if item.key in there], wants)
        return [
            *seen,
            *await self._unseen([item for item in held if item.key not in there], wants),
        ]

    async def _unseen(self, held: Sequence[Item], wants: Wants[T]) -> list[Look[T]]:
        wanted = await wants.wanted([item.key for item in held])
        return [Look(item, wanted[item.key], (), self.target.where) for item in held]

    async def later(self, item: Item, error: BotsError) -> None:
        """Try again after a wait that doubles, as often as the settings allow; then `failed`."""
        items, actor = self.ledger.items, self.worker.actor
        if item.attempts >= self.pace.attempts:
            await self.unless_changed(items.fail, item, error, actor)
            return
        asked = error.retry_after if isinstance(error, TryAgain) else None
        wait = max(self.pace.retry_wait * 2 ** (item.attempts - 1), asked or 0)
        await self.unless_changed(items.again, item, error, timedelta(seconds=wait), actor)

    async def unless_changed(
        self, verb: Callable[P, Item], *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """Do it, unless somebody else changed the item meanwhile: then it is theirs."""
        with suppress(NotMine):
            await in_thread(verb, *args, **kwargs)

    async def settle(self, looks: Sequence[Look[T]]) -> list[Look[T]]:
        """Write down every look that decides; give the others: what is not there.

        Drafts that are equal are finished first, and looked at again.
        """
        drafts = [look for look in looks if look.sight is Sight.DRAFT]
        refusals = await self._confirm(drafts)
        looks = await self._again(looks, drafts)
        for look in looks:
            with suppress(NotMine):  # another worker read it back as well, and wrote the same
                await self._write(look, refusals.get(look.item.key))
        return [look for look in looks if look.sight is Sight.MISSING]

    async def _records(self, keys: Sequence[str]) -> Mapping[str, Sequence[Found[T]]]:
        return await self.target.find(keys) if keys else {}

    async def _confirm(self, drafts: Sequence[Look[T]]) -> dict[str, BusinessError]:
        """Finish drafts; what the other side refuses to finish, with its reason."""
        if not drafts:
            return {}
        try:
            await self.target.finish([look.record.id for look in drafts])
        except BusinessError as error:
            if len(drafts) == 1:
                return {drafts[0].item.key: error}
            one_by_one = [await self._confirm([draft]) for draft in drafts]
            return {key: refusal for part in one_by_one for key, refusal in part.items()}
        except (TryAgain, OutcomeUnknown):
            return {}  # the look that follows tells which of them were finished
        return {}

    async def _again(self, looks: Sequence[Look[T]], drafts: Sequence[Look[T]]) -> list[Look[T]]:
        """The same looks, with what the drafts are now."""
        records = await self._records([look.item.key for look in drafts])
        return [replace(look, records=records.get(look.item.key, look.records)) for look in looks]

    async def _write(self, look: Look[T], refusal: BusinessError | None) -> None:
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

    async def _entered(self, look: Look[T]) -> None:
        ours = look.item.submitted_at is not None and look.as_submitted
        await in_thread(
            self.ledger.items.entered,
            look.item,
            Outcome.ENTERED if ours else Outcome.ADOPTED,
            erp_id=look.record.id,
            erp_number=look.record.number,
            order_hash=look.wanted.concern if look.as_now else "",
            sale_hash=look.record.content_hash,
            why="read back, and equal" if ours else "it was there already, and equal",
            by=self.worker.actor,
        )

    async def _wait(self, look: Look[T], error: BusinessError) -> None:
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
            f"{item.key} is there as a draft that could not be finished yet",
            reference=item.key,
            remedy="nothing to do: it is tried again",
        )
        wait = timedelta(seconds=self.pace.retry_wait)
        if item.state is State.ENTERING:
            await in_thread(self.ledger.items.again, item, error, wait, by=self.worker.actor)
        else:
            await in_thread(self.ledger.items.unsure, item, error, wait, by=self.worker.actor)
