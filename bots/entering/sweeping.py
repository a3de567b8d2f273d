"""The nightly count: the ERP's records against the ledger's, each finding an incident."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from bots.entering.worker import in_thread
from bots.errors import BusinessError
from bots.ledger import ENTER_ORDER, INCIDENT, Item, Ledger, Outcome, State

if TYPE_CHECKING:
    from bots.erps import Erp

DUPLICATE, MISSING, UNKNOWN, DIFFERENT = (
    "duplicate_in_erp",
    "missing_in_erp",
    "unknown_in_erp",
    "differs_in_erp",
)
_RULES = (DUPLICATE, MISSING, UNKNOWN, DIFFERENT)
_PAGE = 1000


@dataclass(frozen=True)
class Swept:
    """What the sweep found, by reference; each is also an incident in the worklist.

    `records`: how many records of our shops the ERP holds.
    """

    records: int
    duplicated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    different: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.duplicated or self.missing or self.unknown or self.different)


class _Held(NamedTuple):
    """One record in the ERP: what people call it, and the hash of what it says."""

    name: str
    content_hash: str


async def sweep(ledger: Ledger, erp: Erp, shops: Collection[str], run: int | None = None) -> Swept:
    """Compare every record of `shops` in the ERP with the ledger; findings become incidents.

    What changed while the ERP was read is left to the next sweep. An incident that is no
    longer found is closed. Records with references of no shop of ours are not looked at.
    """
    began = await in_thread(ledger.now)
    held: dict[str, list[_Held]] = defaultdict(list)
    async for record in erp.all_records():
        reference = record.order.reference
        if reference.partition("/")[0] in shops:
            held[reference].append(_Held(record.number or record.id, record.order.content_hash))
    findings = await in_thread(lambda: list(_findings(ledger, held, shops, began)))
    await in_thread(_write, ledger, findings, f"run {run}" if run else "sweep")
    return _swept(held, findings)


def _findings(
    ledger: Ledger, held: Mapping[str, list[_Held]], shops: Collection[str], began: datetime
) -> Iterator[BusinessError]:
    seen = set()
    for item in _items(ledger, shops):
        seen.add(item.key)
        records = held.get(item.key, [])
        if len(records) > 1:
            yield _duplicate(item.key, records)
        elif item.changed_at <= began:
            yield from _compared(item, records)
    for reference in held.keys() - seen:
        yield _unknown(reference, held[reference], "the ledger does not know that order")


def _items(ledger: Ledger, shops: Collection[str]) -> Iterator[Item]:
    after = 0
    while page := ledger.items.search(kind=ENTER_ORDER, after=after, limit=_PAGE):
        yield from (item for item in page if item.shop in shops)
        after = page[-1].id


def _compared(item: Item, records: list[_Held]) -> Iterator[BusinessError]:
    """One item against the one record there is, or none."""
    by_us = item.state is State.ENTERED and item.outcome is not Outcome.RESOLVED
    if by_us and not records:
        yield _missing(item)
    elif by_us and item.sale_hash and records[0].content_hash != item.sale_hash:
        yield _different(item, records[0])
    elif records and item.state in {State.REJECTED, State.FAILED}:
        yield _unknown(item.key, records, f"the ledger says {item.state} ({item.rule})")


def _duplicate(reference: str, records: list[_Held]) -> BusinessError:
    names = ", ".join(record.name for record in records)
    return BusinessError(
        f"{reference} is in the ERP {len(records)} times: {names}",
        rule=DUPLICATE,
        reference=reference,
        remedy="cancel all but one of them in the ERP; the next sweep closes this",
    )


def _missing(item: Item) -> BusinessError:
    return BusinessError(
        f"{item.key} was entered as {item.erp_number or item.erp_id}, and is not in the ERP",
        rule=MISSING,
        reference=item.key,
        remedy=f"if it must be there: bots items retry {item.id}; else: bots items resolve",
    )


def _different(item: Item, record: _Held) -> BusinessError:
    return BusinessError(
        f"{item.key} was changed in the ERP ({record.name}) after it was entered",
        rule=DIFFERENT,
        reference=item.key,
        remedy=f"compare {record.name} with the order; if it is right: bots items resolve",
    )


def _unknown(reference: str, records: list[_Held], why: str) -> BusinessError:
    return BusinessError(
        f"{reference} is in the ERP as {records[0].name}, but {why}",
        rule=UNKNOWN,
        reference=reference,
        remedy="read the order from its shop (bots run collect_orders), or retry its item: what "
        "is equal is adopted",
    )


def _write(ledger: Ledger, findings: Collection[BusinessError], who: str) -> None:
    keys = set()
    for finding in findings:
        key = f"{finding.rule}:{finding.reference}"
        keys.add(key)
        shop = (finding.reference or "").partition("/")[0]
        ledger.items.report(INCIDENT, key, shop, finding, who)
    for rule in _RULES:
        waiting = [State.WAITING]
        for item in ledger.items.search(kind=INCIDENT, rule=rule, states=waiting, limit=None):
            if item.key not in keys:
                ledger.items.resolve(item.id, who, "the sweep finds it no more")


def _swept(held: Mapping[str, list[_Held]], findings: Collection[BusinessError]) -> Swept:
    by_rule: dict[str, list[str]] = defaultdict(list)
    for finding in findings:
        by_rule[finding.rule].append(finding.reference or "")
    duplicated, missing, unknown, different = (tuple(sorted(by_rule[rule])) for rule in _RULES)
    records = sum(len(records) for records in held.values())
    return Swept(records, duplicated, missing, unknown, different)
