"""One order by the sale form, as a person enters it."""

from __future__ import annotations

from playwright.async_api import Error as BrowserError

from bots.erps import BeforeSubmit
from bots.erps.tryton.lookup import Known
from bots.erps.tryton.pages.sale_form import SaleForm, check_number
from bots.erps.tryton.pages.sao import Sao
from bots.erps.tryton.wording import to_comment
from bots.errors import BotsError, BusinessError, OutcomeUnknown
from bots.model import SalesOrder
from bots.model.record import normalised_text
from bots.send_once import sent_once

_HEAD = ("reference", "sale_date", "currency", "comment", "invoice_address", "shipment_address")


async def enter(sao: Sao, order: SalesOrder, known: Known, before_submit: BeforeSubmit) -> None:
    """Fill, read back, save. Raises as `Erp.enter` does."""
    form = SaleForm(sao)
    await form.new()
    await _fill_head(form, order, known)
    products = [known.product(order, index)["rec_name"] for index in range(len(order.lines))]
    units = [known.units[line.unit] for line in order.lines]
    await form.add_lines(order.lines, products, units)
    await _check_whole(form, order, known)
    await before_submit()
    await _save(form, order)


async def _fill_head(form: SaleForm, order: SalesOrder, known: Known) -> None:
    head = form.head
    await head.text("reference", order.reference)
    await head.relation("party", order.party, known.party(order)["rec_name"])
    await head.show("currency")
    await head.day("sale_date", order.date)
    wanted = known.currencies[order.currency]
    if (await head.read(["currency"]))["currency"] != wanted:
        await head.relation("currency", order.currency, wanted)
    comment = to_comment(order.ship_to, order.note)
    if comment:
        await head.show("comment", "textarea")
        await head.text("comment", comment, "textarea")


async def _check_whole(form: SaleForm, order: SalesOrder, known: Known) -> None:
    """Everything that no line's own check has seen. The party is part of its address."""
    stands = await form.head.read([*_HEAD, "party", "total_amount"])
    wanted = {
        "reference": order.reference,
        "sale_date": order.date.isoformat(),
        "currency": known.currencies[order.currency],
        "party": known.party(order)["rec_name"],
        "comment": to_comment(order.ship_to, order.note),
    }
    for field, value in wanted.items():
        if normalised_text(stands[field]) != normalised_text(value):
            raise _not_taken(order, field)
    for field in ("invoice_address", "shipment_address"):
        if not stands[field]:
            raise _not_taken(order, field)
    if await form.count_lines() != len(order.lines):
        raise _not_taken(order, "lines")
    check_number("total", order.total, stands["total_amount"])


async def _save(form: SaleForm, order: SalesOrder) -> None:
    try:
        async with sent_once(form.sao.page):
            await form.save()
    except (BusinessError, OutcomeUnknown):
        raise
    except (BotsError, BrowserError) as error:
        raise OutcomeUnknown(
            f"{order.reference}: Save was pressed, then: {error}", reference=order.reference
        ) from error


def _not_taken(order: SalesOrder, field: str) -> BusinessError:
    return BusinessError(
        f"{order.reference}: Tryton's form does not hold the order's {field}; nothing was saved",
        rule="altered_by_form",
        field=field,
        reference=order.reference,
        remedy="look at the evidence, mend the party or Tryton's defaults, then retry the item",
    )
