"""Pages that write, changed as they arrive: the right record, or an error and no record."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import count

import pytest

from bots.erps.practice.erp import Erp
from bots.errors import BotsError, BusinessError, ScreenChanged
from bots.model import SaleLine, SalesOrder
from bots.practice.company import Company
from bots.practice.expected import Sale, one_spelling
from tests.drift.changing import Changing
from tests.drift.form_changes import BREAKING, KEEPING, script

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="module"),
]
NUMBERS = count(1)


def order() -> SalesOrder:
    """An order with two lines, an address and a note."""
    lines = (
        SaleLine(sku="TEA-0100", quantity=Decimal(3), unit_price=Decimal("12.25")),
        SaleLine(sku="DISCOUNT", quantity=Decimal(1), unit_price=Decimal("-2.5")),
    )
    return SalesOrder(
        reference=f"north/drift-{next(NUMBERS)}",
        party="north",
        date=date(2026, 5, 4),
        currency="CNY",
        lines=lines,
        total=Decimal("34.25"),
        ship_to="Buyer of Tea\nStreet 1",
        note="Ring twice",
    )


async def entered(sessions, home, change: str, seed: int):
    """What the ERP's own database holds after an order was entered on a changed form."""
    wanted = order()
    session = Changing(await sessions("erp"), script(change, seed))
    error = None
    try:
        await Erp(session).enter(wanted, _nothing)
    except BotsError as stopped:
        error = stopped
    company = Company.open(home / "practice")
    try:
        held = [sale for _, sale in company.books.sales() if sale.reference == wanted.reference]
    finally:
        company.close()
    return wanted, held, error


def right(sale: Sale, wanted: SalesOrder) -> bool:
    """Whether what the ERP stored is what was to be entered, every field."""
    lines = [(line.sku, line.quantity, line.price) for line in sale.lines]
    texts = ("reference", "ship_to", "note", "currency", "date")
    same = all(one_spelling(str(getattr(sale, n))) == str(getattr(wanted, n)) for n in texts)
    asked = [(line.sku, line.quantity, line.unit_price) for line in wanted.lines]
    return same and sale.customer == wanted.party and lines == asked


@pytest.mark.ci
@pytest.mark.parametrize("change", KEEPING)
async def test_a_form_that_only_looks_different_takes_the_right_order(sessions, home, desk, change):
    """The order is stored once and as it is; or nothing is, and the error says why."""
    del desk
    wanted, held, error = await entered(sessions, home, change, 1)
    assert [right(sale, wanted) for sale in held] == ([] if error else [True])


@pytest.mark.ci
@pytest.mark.parametrize("change", BREAKING)
async def test_a_form_that_is_another_never_takes_a_wrong_order(sessions, home, desk, change):
    """Nothing is stored, or the right order is; an error before the submit names what is wrong."""
    del desk
    wanted, held, error = await entered(sessions, home, change, 1)
    assert [sale for sale in held if not right(sale, wanted)] == []
    assert len(held) <= 1
    if not held:
        assert isinstance(error, ScreenChanged | BusinessError), repr(error)
        assert error.remedy


@pytest.mark.parametrize("seed", range(2, 7))
@pytest.mark.parametrize("change", [*KEEPING, *BREAKING])
async def test_no_seed_makes_a_wrong_order(sessions, home, desk, change, seed):
    """The same in the long run, with other dice."""
    del desk
    wanted, held, _ = await entered(sessions, home, change, seed)
    assert [sale for sale in held if not right(sale, wanted)] == []
    assert len(held) <= 1


async def _nothing() -> None:
    """Nothing is to be done before the submit."""
