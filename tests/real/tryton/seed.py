"""Fill a new Tryton database. Runs inside Tryton's own environment: seed.py CONF DATABASE JSON."""

from __future__ import annotations

import datetime as dt
import json
import sys
from decimal import Decimal
from pathlib import Path

from proteus import Model
from proteus import config as proteus_config
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import (
    create_payment_term,
    set_fiscalyear_invoice_sequences,
)
from trytond.modules.company.tests.tools import create_company, get_company

# The list of sales has no buttons of its own; this view, which an administrator adds once,
# lets people quote and confirm the rows they selected.
LIST_BUTTONS = """<data><xpath expr="/tree" position="inside">
<button name="quote" multiple="1"/><button name="confirm" multiple="1"/>
</xpath></data>"""


def main(conf: str, database: str, catalogue: str) -> None:
    config = proteus_config.set_trytond(database, user="admin", config_file=conf)
    wanted = json.loads(Path(catalogue).read_text())
    finish_wizards()
    company_with_books(currencies(wanted["currencies"]))
    config._context = Model.get("res.user").get_preferences(True, {})
    sell(wanted)
    customers(wanted["parties"])
    bot_user(wanted["bot"])
    buttons_in_list()


def finish_wizards() -> None:
    for item in Model.get("ir.module.config_wizard.item").find([]):
        item.state = "done"
        item.save()


def currencies(rates: dict[str, int]):
    """Make the currencies; the first one, which is given back, is the company's own."""
    made = []
    for code, rate in rates.items():
        currency = Model.get("currency.currency")(name=code, code=code, symbol=code)
        currency.rounding = Decimal("0.01")
        currency.save()
        value = Decimal(1) / Decimal(rate)
        Model.get("currency.currency.rate")(
            date=dt.date(2020, 1, 1), rate=round(value, 6), currency=currency
        ).save()
        made.append(currency)
    return made[0]


def company_with_books(currency) -> None:
    """A company, its chart of accounts, and fiscal years for any date a test may use."""
    create_company(currency=currency)
    company = get_company()
    create_chart(company)
    year = dt.datetime.now(dt.UTC).year
    years = (dt.date(year - 2, 1, 1), dt.date(year + 1, 12, 31))
    fiscalyear = set_fiscalyear_invoice_sequences(create_fiscalyear(company, years))
    fiscalyear.save()
    fiscalyear.click("create_period")


def sell(wanted: dict) -> None:
    """Products by code, all salable and without taxes, at a list price no order has."""
    units = {unit.symbol: unit for unit in Model.get("product.uom").find([])}
    accounts = get_accounts()
    category = Model.get("product.category")(name="Goods for sale", accounting=True)
    category.account_expense = accounts["expense"]
    category.account_revenue = accounts["revenue"]
    category.save()
    for key, unit, kind in (
        ("goods", "u", "goods"),
        ("by_weight", "kg", "goods"),
        ("services", "u", "service"),
        ("inactive", "u", "goods"),
    ):
        for code, name in wanted[key].items():
            product(code, name, units[unit], kind, category, active=key != "inactive")


def product(code: str, name: str, unit, kind: str, category, *, active: bool) -> None:
    template = Model.get("product.template")(name=name, type=kind)
    template.default_uom = unit
    template.account_category = category
    template.salable = True
    template.list_price = Decimal("98.76")
    template.code = code
    template.save()
    if not active:
        template.products[0].active = False
        template.save()


def customers(names: list[str]) -> None:
    term = create_payment_term()
    term.save()
    for number, name in enumerate(names, start=1):
        party = Model.get("party.party")(name=name, customer_payment_term=term)
        party.addresses[0].street = f"{number} High Street"
        party.addresses[0].city = "Shenzhen"
        party.save()


def bot_user(bot: dict[str, str]) -> None:
    """A plain user, as an administrator would make one for a clerk."""
    groups = Model.get("res.group")
    user = Model.get("res.user")(name=bot["name"], login=bot["login"], password=bot["password"])
    for name in ("Sales", "Stock"):
        user.groups.extend(groups.find([("name", "=", name)]))
    company = get_company()
    user.companies.append(company)
    user.company = company
    party = Model.get("party.party")(name=bot["name"])
    party.save()
    employee = Model.get("company.employee")(party=party, company=company)
    employee.save()
    user.employees.append(employee)
    user.employee = employee
    user.save()


def buttons_in_list() -> None:
    views = Model.get("ir.ui.view")
    (sales,) = views.find([("module", "=", "sale"), ("name", "=", "sale_tree")])
    views(model="sale.sale", inherit=sales, data=LIST_BUTTONS).save()


if __name__ == "__main__":
    main(*sys.argv[1:])
