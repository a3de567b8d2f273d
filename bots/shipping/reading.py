"""Where shipments are read from: the ERP, or a carrier's spreadsheet."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bots.erps.shipments import shipments_of
from bots.errors import BusinessError
from bots.flow_options import Since
from bots.flow_run import Run
from bots.ledger import Ledger
from bots.model import Shipment
from bots.refusals import unknown_carrier
from bots.settings import Settings
from bots.sheets import Problem
from bots.sheets.shipments import ShipmentRow, place_of, read_shipments
from bots.shipping.sorting import Unread, unread
from bots.sites import SignedInErp


async def read_all(
    run: Run, shops: Sequence[str], since: Since, file: Path | None
) -> list[Shipment | Unread]:
    """What there is to tell these shops: from the file, or from the ERP."""
    if file is not None:
        return await from_file(file, run.settings, run.ledger, shops)
    async with run.erp() as erp:
        start = since.at(run.now, erp.settings.zone)
        return await from_erp(erp, run.settings, start, shops)


async def from_erp(
    erp: SignedInErp, settings: Settings, since: datetime, shops: Collection[str]
) -> list[Shipment | Unread]:
    """What the ERP shipped from `since` on for these shops; other references are not ours."""
    shipments = shipments_of(erp.session, erp.settings.product, settings.shipping.carriers)
    reads = erp.session.replayed(lambda: shipments.shipments(since), key=_key, content=str)
    return [
        unread(read) if isinstance(read, BusinessError) else read
        async for read in reads
        if (read.reference or "").partition("/")[0] in shops
    ]


async def from_file(
    path: Path, settings: Settings, ledger: Ledger, shops: Collection[str]
) -> list[Shipment | Unread]:
    """The rows of a carrier's spreadsheet; an order's bare number is looked up in the ledger.

    Raises FileRefused for a file that cannot be read rightly as a whole.
    """
    zone = settings.shop(next(iter(shops))).zone
    rows = await asyncio.to_thread(read_shipments, path, zone, settings.shipping.carriers)
    numbers = {row.order for row in rows if isinstance(row, ShipmentRow) and "/" not in row.order}
    known = await asyncio.to_thread(_references, ledger, numbers, shops)
    return [_row(path, row, known, shops) for row in rows]


def _row(
    path: Path,
    row: ShipmentRow | Problem,
    known: Mapping[str, list[str]],
    shops: Collection[str],
) -> Shipment | Unread:
    if isinstance(row, Problem):
        return _unreadable(path, row)
    reference = row.order
    if reference.partition("/")[0] not in shops:
        found = known.get(row.order, [])
        if len(found) != 1:
            error = _error(row.place, "unknown_order", _which(found), "order", row.order)
            return unread(error, row.tracking)
        reference = found[0]
    if row.carrier is None:
        return unread(unknown_carrier(reference, row.tracking, row.word), row.tracking)
    try:
        return Shipment(
            reference=reference,
            carrier=row.carrier,
            tracking=row.tracking,
            shipped_at=row.shipped_at,
            voided=row.voided,
            replaces=row.replaces,
        )
    except ValueError:  # says where and not what: a cell that slipped may hold a buyer's name
        why = "a tracking number is 5 to 40 letters and digits, and this is none"
        return unread(_error(row.place, "unreadable_shipment", why, "tracking", reference))


def _unreadable(path: Path, problem: Problem) -> Unread:
    place = place_of(path, problem.sheet, problem.row)
    why = f"{problem.column}: {problem.why}"
    return unread(_error(place, "unreadable_row", why, problem.column, place))


def _error(place: str, rule: str, why: str, field: str, reference: str) -> BusinessError:
    return BusinessError(
        f"{place}: {why}",
        rule=rule,
        field=field,
        reference=reference,
        remedy=f"mend {place}, then run it again with the file",
    )


def _which(found: list[str]) -> str:
    if found:
        return f"several orders have this number: {', '.join(found)}"
    return "no order of ours has this number"


def _references(
    ledger: Ledger, numbers: Collection[str], shops: Collection[str]
) -> dict[str, list[str]]:
    """The references of orders in the ledger with these numbers, among these shops."""
    wanted = {f"{shop}/{number}": number for number in numbers for shop in shops}
    found: dict[str, list[str]] = {}
    for reference in sorted(ledger.orders.get_many(list(wanted))):
        found.setdefault(wanted[reference], []).append(reference)
    return found


def _key(read: Shipment | BusinessError) -> str:
    return read.key if isinstance(read, Shipment) else str(read)
