"""An ERP in memory that loses answers, answers late, and refuses, as a test tells it to."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from bots.errors import OutcomeUnknown
from bots.model import ErpRecord


@dataclass
class FakeErp:
    """Implements `bots.erps.Erp`.

    `faults[step]` holds what the next calls of that step meet: an exception to raise; for
    the step `submit` one of `never arrives`, `answer lost`, `arrives late`.
    """

    records: list[ErpRecord] = field(default_factory=list)
    faults: dict[str, deque] = field(default_factory=dict)
    late: list = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def fault(self, step: str, *faults) -> None:
        self.faults.setdefault(step, deque()).extend(faults)

    async def step(self, name: str):
        """One request; the model checker puts its switch between workers here."""
        self.calls.append(name)
        waiting = self.faults.get(name)
        fault = waiting.popleft() if waiting else None
        if isinstance(fault, BaseException):
            raise fault
        return fault

    async def references(self):
        await self.step("references")
        return {record.order.reference: [record.id] for record in self.records}

    async def find(self, reference):
        await self.step("find")
        return self._of(reference)

    async def find_many(self, references):
        await self.step("find_many")
        return {reference: self._of(reference) for reference in references}

    async def enter(self, order, before_submit):
        await self._create([order], before_submit)

    async def enter_many(self, orders, before_submit):
        await self._create(orders, before_submit)

    async def confirm(self, ids):
        await self.step("confirm")
        self.records = [
            replace_state(record) if record.id in ids else record for record in self.records
        ]

    async def all_records(self):
        await self.step("all_records")
        for record in list(self.records):
            yield record

    def arrive(self) -> None:
        """What was sent and hung about now reaches the ERP."""
        while self.late:
            self._save(self.late.pop())

    def put(self, order, state="confirmed") -> ErpRecord:
        """What a person enters by hand."""
        number = len(self.records) + 1
        record = ErpRecord(id=str(number), number=f"SO{number}", state=state, order=order)
        self.records.append(record)
        return record

    async def _create(self, orders, before_submit):
        await self.step("fill")
        await before_submit()
        fault = await self.step("submit")
        if fault == "never arrives":
            raise OutcomeUnknown("no answer")
        if fault == "arrives late":
            self.late.append(list(orders))
            raise OutcomeUnknown("no answer")
        self._save(orders)
        await self.step("answer")
        if fault == "answer lost":
            raise OutcomeUnknown("no answer")

    def _save(self, orders) -> None:
        for order in orders:
            self.put(order, "draft")

    def _of(self, reference):
        return [record for record in self.records if record.order.reference == reference]


def replace_state(record: ErpRecord) -> ErpRecord:
    return record.model_copy(update={"state": "confirmed"})
