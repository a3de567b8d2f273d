"""Many orders by Sao's import dialog, in one transaction: all of them or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from playwright.async_api import Error as BrowserError

from bots.erps import BeforeSubmit
from bots.erps.tryton.import_keys import ImportKeys
from bots.erps.tryton.lookup import Known
from bots.erps.tryton.pages.sale_list import ImportDialog
from bots.erps.tryton.pages.sao import Sao
from bots.erps.tryton.wording import to_comment
from bots.errors import BotsError, BusinessError, OutcomeUnknown
from bots.model import SaleLine, SalesOrder
from bots.send_once import sent_once

_HEAD = (
    "reference",
    "party",
    "sale_date",
    "currency",
    "payment_term",
    "invoice_address",
    "shipment_address",
    "comment",
)
_LINE = ("lines/product", "lines/quantity", "lines/unit", "lines/unit_price")
_FILE = "orders.csv"


async def enter(
    sao: Sao,
    orders: Sequence[SalesOrder],
    known: Known,
    keys: ImportKeys,
    before_submit: BeforeSubmit,
) -> None:
    """Choose the file, see the columns, import. Raises as `Erp.enter_many` does."""
    dialog = ImportDialog(sao)
    await dialog.choose(_FILE, to_csv(orders, known, keys), [*_HEAD, *_LINE])
    await before_submit()
    try:
        async with sent_once(sao.page):
            count = await dialog.press_import()
    except (BusinessError, OutcomeUnknown):
        raise
    except (BotsError, BrowserError) as error:
        raise OutcomeUnknown(f"Import was pressed, then: {error}") from error
    if count != len(orders):
        raise OutcomeUnknown(f"{len(orders)} orders were sent, Tryton says it made {count}")


def to_csv(orders: Sequence[SalesOrder], known: Known, keys: ImportKeys) -> str:
    """The file: a row a line; the order's own cells on its first row only.

    It must end in exactly one line end: Sao drops what comes after the last.
    """
    file = io.StringIO(newline="")
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow([*_HEAD, *_LINE])
    for order in orders:
        head = _head(order, known, keys)
        for index, line in enumerate(order.lines):
            product = keys.products[known.product(order, index)["id"]]
            rows.writerow([*head, product, *_cells(line, known)])
            head = [""] * len(_HEAD)
    return file.getvalue()


def _head(order: SalesOrder, known: Known, keys: ImportKeys) -> list[str]:
    party = known.party(order)
    return [
        order.reference,
        keys.parties[party["id"]],
        order.date.isoformat(),
        order.currency,
        party["customer_payment_term/rec_name"],
        keys.addresses[known.address(order, "invoice")["id"]],
        keys.addresses[known.address(order, "delivery")["id"]],
        to_comment(order.ship_to, order.note),
    ]


def _cells(line: SaleLine, known: Known) -> list[str]:
    return [f"{line.quantity:f}", known.units[line.unit], f"{line.unit_price:f}"]
