"""Tryton as an ERP: orders become sales, entered through Sao and read back by its CSV export."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from typing import ClassVar

from bots.erps import BeforeSubmit
from bots.erps.tryton import form, imports
from bots.erps.tryton.desks import Desks
from bots.erps.tryton.import_keys import import_keys
from bots.erps.tryton.lookup import AJAX
from bots.erps.tryton.pages.sale_form import SaleForm
from bots.erps.tryton.pages.sale_list import SelectedSales
from bots.erps.tryton.pages.sao import Sao
from bots.erps.tryton.pages.sign_in import SaoSignIn
from bots.erps.tryton.parties import Parties
from bots.erps.tryton.records import (
    References,
    Sales,
    States,
    after_path,
    paths_of,
    references_path,
    states_path,
)
from bots.errors import BotsError, ScreenChanged
from bots.model import ErpRecord, SalesOrder
from bots.session import Session, SignIn

_PAGE_SIZE = 200
_LIST_SIZE = 100  # Sao reads no more rows at once, and offers no button for rows it has not read


class Erp:
    """Tryton 8.0, signed in as a user whose language is English and who may sell.

    The settings' `url` ends in the database's name: `https://erp.example.com/company`.
    `options.units` gives Tryton's names of units that were renamed or added.

    Many sales are confirmed at once from the list of sales where that has buttons for it. Tryton
    ships none; an administrator adds them once (Administration > User Interface > Views, a view
    of `sale.sale` that inherits `sale_tree`):

        <data><xpath expr="/tree" position="inside">
        <button name="quote" multiple="1"/><button name="confirm" multiple="1"/>
        </xpath></data>

    Without them each sale is confirmed by its form, which takes seconds instead of a tenth.
    """

    sign_in: ClassVar[SignIn] = SaoSignIn()
    ways: ClassVar[frozenset[str]] = frozenset({"form", "import"})

    def __init__(self, session: Session) -> None:
        self._session = session
        self._desks = Desks(session)
        self._parties = Parties(session, self._desks)

    async def references(self) -> Mapping[str, Sequence[str]]:
        """Ids by reference of every sale that is not cancelled, in one read."""
        return (await self._session.read(References, references_path(), headers=AJAX)).ids()

    async def find(self, reference: str) -> Sequence[ErpRecord]:
        """The sales with exactly that reference."""
        return (await self.find_many([reference]))[reference]

    async def find_many(self, references: Collection[str]) -> Mapping[str, Sequence[ErpRecord]]:
        """The sales by reference, whole."""
        found: dict[str, list[ErpRecord]] = {reference: [] for reference in references}
        async for page in self._session.read_many(Sales, paths_of(references), headers=AJAX):
            for record in page.records():
                if record.order.reference not in found:
                    raise page.changed(f"has sale {record.id}, which was not asked for")
                found[record.order.reference].append(record)
        return found

    async def all_records(self) -> AsyncIterator[ErpRecord]:
        """Every sale with a reference, by id."""
        last = 0
        while True:
            path = after_path(last, _PAGE_SIZE)
            records = (await self._session.read(Sales, path, headers=AJAX)).records()
            for record in records:
                yield record
            if len(records) < _PAGE_SIZE:
                return
            last = int(records[-1].id)

    async def enter(self, order: SalesOrder, before_submit: BeforeSubmit) -> None:
        """Enter one order by the form. Refused orders leave nothing in Tryton."""
        known = await self._parties.look_up([order])
        known.check(order)
        try:
            async with self._desks.desk() as sao:
                await form.enter(sao, order, known, before_submit)
        except BotsError as error:
            error.reference = error.reference or order.reference
            raise

    async def enter_many(self, orders: Sequence[SalesOrder], before_submit: BeforeSubmit) -> None:
        """Enter all by the import dialog, in one transaction."""
        known = await self._parties.look_up(orders)
        for order in orders:
            known.check(order)
        keys = await import_keys(self._session, orders, known)
        async with self._desks.desk() as sao:
            await imports.enter(sao, orders, known, keys, before_submit)

    async def confirm(self, ids: Sequence[str]) -> None:
        """Quote and confirm: one by its form, many from the list, where that has the buttons."""
        states = await self._states(ids)
        drafts = [one for one in ids if states.get(one) == "draft"]
        quoted = [one for one in ids if states.get(one) == "quotation"]
        if not drafts and not quoted:
            return
        async with self._desks.desk(showing=(drafts + quoted)[0]) as sao:
            waiting = drafts + quoted
            for first in range(0, len(waiting), _LIST_SIZE):
                await _confirm(sao, waiting[first : first + _LIST_SIZE], {*quoted})
        after = await self._states(ids)
        left = [one for one in ids if after.get(one) in {"draft", "quotation"}]
        if left:
            raise ScreenChanged(
                f"Quote and Confirm were pressed, and sales {', '.join(left)} are not confirmed",
                remedy="open them in Tryton and see what keeps them",
            )

    async def _states(self, ids: Sequence[str]) -> dict[str, str]:
        return (await self._session.read(States, states_path(ids), headers=AJAX)).by_id()


async def _confirm(sao: Sao, ids: Sequence[str], quoted: Collection[str]) -> None:
    """Quote those that are not in `quoted`, confirm all: at most as many as a list shows."""
    drafts = [one for one in ids if one not in quoted]
    rest = [one for one in ids if one in quoted]
    if len(ids) == 1 or not await _from_list(sao, drafts, rest):
        await _one_by_one(sao, ids)


async def _from_list(sao: Sao, drafts: Sequence[str], quoted: Sequence[str]) -> bool:
    """Quote and confirm in two transactions; False where the list has no such buttons.

    What a bot that died had quoted already is only confirmed, with the others.
    """
    if drafts and quoted:
        if not await _pressed(sao, drafts, ["quote"]):
            return False
        return await _pressed(sao, [*drafts, *quoted], ["confirm"])
    return await _pressed(sao, drafts or quoted, ["quote", "confirm"] if drafts else ["confirm"])


async def _pressed(sao: Sao, ids: Sequence[str], buttons: Sequence[str]) -> bool:
    """Press the buttons for all these sales, one list for all: Sao takes a second to show one."""
    sales = SelectedSales(sao)
    await sales.show(ids)
    for button in buttons:
        offered = await sales.offers(button)
        if not offered:
            break
        await sales.press(button)
    await sales.close()
    return offered


async def _one_by_one(sao: Sao, ids: Sequence[str]) -> None:
    form_of = SaleForm(sao)
    for one in ids:
        await form_of.open(one)
        await form_of.confirm()
