"""An ERP without unique references, as plain values: what it holds, and what each request does."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from bots.model import ErpRecord, SalesOrder
from tests.chaos.model.keys import Numbered
from tests.chaos.model.program import Answer, Step


@dataclass(frozen=True)
class Shelf:
    """What the ERP holds: drafts and confirmed records, in the order they were saved."""

    records: tuple[tuple[str, SalesOrder], ...] = ()

    @property
    def key(self) -> str:
        """The same for ERPs that hold the same."""
        return ",".join(f"{state}:{order.content_hash}" for state, order in self.records)

    def times(self, reference: str) -> int:
        """How many records there are of one reference."""
        return sum(order.reference == reference for _, order in self.records)

    def drafts(self, reference: str) -> int:
        """How many of them were never finished."""
        return sum(
            state == "draft" and order.reference == reference for state, order in self.records
        )

    async def all_records(self) -> AsyncIterator[ErpRecord]:
        """The same, as the sweep asks for them."""
        for record in self.all():
            yield record

    def all(self) -> list[ErpRecord]:
        """The records."""
        return [
            ErpRecord(id=str(number), number=f"SO{number}", state=state, order=order)
            for number, (state, order) in enumerate(self.records, start=1)
        ]

    def find(self, reference: str) -> list[ErpRecord]:
        """The records of one reference."""
        return [record for record in self.all() if record.order.reference == reference]

    def saved(self, orders: Sequence[SalesOrder]) -> Shelf:
        """With these orders saved, all at once, as drafts."""
        return Shelf((*self.records, *(("draft", order) for order in orders)))

    def confirmed(self, ids: Sequence[str]) -> Shelf:
        """With these records finished."""
        return Shelf(
            tuple(
                ("confirmed" if str(number) in ids else state, order)
                for number, (state, order) in enumerate(self.records, start=1)
            )
        )

    def asked(self, name: str, args: tuple) -> tuple[Shelf, object]:
        """What the request does, and what it answers."""
        match name:
            case "references":
                return self, {
                    record.order.reference: [one.id for one in self.find(record.order.reference)]
                    for record in self.all()
                }
            case "find":
                return self, self.find(args[0])
            case "find_many":
                return self, {reference: self.find(reference) for reference in args}
            case "submit":
                return self.saved(args), None
            case "confirm":
                return self.confirmed(args), None
            case "fill" | "answer":
                return self, None
        raise LookupError(name)


class Shelves:
    """Every state of the ERP by a number."""

    def __init__(self) -> None:
        self._kept = Numbered()
        self._done: dict[tuple[int, str], tuple[int, Answer]] = {}
        self.start = self.number(Shelf())

    def __getitem__(self, number: int) -> Shelf:
        return self._kept[number]

    def number(self, shelf: Shelf) -> int:
        """Its number."""
        return self._kept.number(shelf.key, shelf)

    def do(self, number: int, step: Step, key: str) -> tuple[int, Answer]:
        """What a request (known by `key`) does to that state, and what it answers."""
        if (number, key) not in self._done:
            shelf, answer = self[number].asked(step.name, step.args)
            self._done[number, key] = (self.number(shelf), Answer.of(answer))
        return self._done[number, key]
