"""What Tryton could not take is refused by its rule, before anything is written."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest

from bots.erps.tryton.import_keys import ImportKeys
from bots.erps.tryton.imports import to_csv
from bots.erps.tryton.lookup import Known
from bots.erps.tryton.units import unit_names
from bots.errors import BusinessError, SettingsError
from bots.model import Currency, SaleLine, SalesOrder, Unit


def product(code, **changes):
    """A product's row of the export."""
    row = {"id": f"id of {code}", "code": code, "rec_name": f"[{code}] Name", "active": "1"}
    unit = {"salable": "1", "sale_uom/name": "Unit", "sale_uom/digits": "0"}
    return {**row, **unit, "template/name": "Name", **changes}


def party(name, number="1"):
    """A party's row."""
    row = {"id": number, "code": f"C{number}", "name": name, "rec_name": name}
    return {**row, "customer_payment_term/rec_name": "Direct"}


def address(number, invoice="0", delivery="0"):
    """An address's row."""
    place = {"id": number, "party/id": "1", "street": f"{number} Street"}
    return {**place, "invoice": invoice, "delivery": delivery}


def known(products=(), parties=None, addresses=None):
    """What Tryton knows; by default one shop with one address."""
    rows = products or [product("A")]
    return Known(
        products={row["code"]: [one for one in rows if one["code"] == row["code"]] for row in rows},
        parties={"north": parties if parties is not None else [party("north")]},
        addresses={"1": addresses if addresses is not None else [address("9")]},
        currencies={"CNY": "CNY"},
        units={unit.value: name for unit, name in unit_names_of().items()},
    )


def unit_names_of(options=None):
    """Tryton's names of our units, with an operator's options."""
    from bots.settings import ErpSettings

    site = ErpSettings(product="tryton", url="http://erp.example.com/db", options=options or {})
    return unit_names(site)


def sale(*lines, **changes):
    """An order of the shop `north`."""
    lines = lines or (SaleLine(sku="A", quantity=Decimal(2), unit_price=Decimal("1.5")),)
    content = {
        "reference": "north/1",
        "party": "north",
        "date": dt.date(2026, 5, 1),
        "currency": Currency.CNY,
        "lines": lines,
        "total": sum((line.amount for line in lines), Decimal(0)),
    }
    return SalesOrder.model_validate({**content, **changes})


def one(quantity="1", price="1", **changes):
    """A line of product A."""
    values = {"sku": "A", "quantity": Decimal(quantity), "unit_price": Decimal(price)}
    return SaleLine.model_validate({**values, **changes})


@pytest.mark.parametrize(
    ("rule", "field", "tryton", "order"),
    [
        ("unknown_sku", "lines[0].sku", known([product("B")]), sale()),
        ("inactive_product", "lines[0].sku", known([product("A", active="0")]), sale()),
        ("not_salable", "lines[0].sku", known([product("A", salable="0")]), sale()),
        ("ambiguous_sku", "lines[0].sku", known([product("A"), product("A", id="2")]), sale()),
        ("unknown_party", "party", known(parties=[]), sale()),
        ("ambiguous_party", "party", known(parties=[party("north"), party("north", "2")]), sale()),
        ("no_address", "party", known(addresses=[]), sale()),
        ("unknown_currency", "currency", known(), sale(currency="EUR")),
        ("other_unit", "lines[0].unit", known(), sale(one(unit=Unit.BOX))),
        ("quantity_rounded", "lines[0].quantity", known(), sale(one("1.5"))),
        ("amount_rounded", "lines[0].unit_price", known(), sale(one("1", "0.125"))),
    ],
)
def test_each_rule_refuses_with_its_field_and_a_remedy(rule, field, tryton, order):
    """The worklist gets the rule, the field, the order and what to do."""
    with pytest.raises(BusinessError) as refused:
        tryton.check(order)
    assert (refused.value.rule, refused.value.field) == (rule, field)
    assert refused.value.reference == "north/1"
    assert refused.value.remedy


def test_an_order_that_tryton_can_take_passes():
    """Kilograms may be broken, an old product of the same code does not matter."""
    rice = product("A", **{"sale_uom/name": "Kilogram", "sale_uom/digits": "2"})
    tryton = known([product("A", id="old", active="0"), rice])
    tryton.check(sale(one("2.25", "4", unit=Unit.KILOGRAM)))
    assert tryton.product(sale(), 0) is rice


def test_addresses_are_the_ones_tryton_itself_takes():
    """The first one for that use, else the party's first."""
    tryton = known(addresses=[address("7"), address("8", delivery="1"), address("9", delivery="1")])
    assert tryton.address(sale(), "delivery")["id"] == "8"
    assert tryton.address(sale(), "invoice")["id"] == "7"


def test_units_that_were_renamed_in_tryton_are_told_in_the_options():
    """`options.units` overrides by our name; a unit that we do not have is an error."""
    assert unit_names_of({"units": {"box": "Carton"}})[Unit.BOX] == "Carton"
    with pytest.raises(SettingsError):
        unit_names_of({"units": {"barrel": "Barrel"}})


def test_the_import_file_holds_an_order_on_as_many_rows_as_lines():
    """The order's own cells on its first row only; quotes and line ends stay inside a cell."""
    note = 'says "hi",\nthen goes'
    order = sale(one("2", "1.5"), one("3", "0.10"), note=note)
    keys = ImportKeys({"id of A": "A"}, {"1": "north"}, {"9": "9 Street"})
    text = to_csv([order, sale()], known(), keys)
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["reference"] for row in rows] == ["north/1", "", "north/1"]
    assert [row["lines/unit_price"] for row in rows] == ["1.5", "0.10", "1.5"]
    assert rows[0]["comment"] == 'Note:\n  says "hi",\n  then goes'
    assert rows[0]["shipment_address"] == "9 Street"
    assert not any(rows[1][name] for name in rows[1] if not name.startswith("lines/"))
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
