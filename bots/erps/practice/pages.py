"""The pages of the practice ERP that are read: references, the list of sales, one sale."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from urllib.parse import urlencode, urlsplit

from bots.model import Currency, ErpRecord, SaleLine, SalesOrder, Unit
from bots.model.parse import parse_decimal
from bots.page_csv import CsvPage
from bots.page_facts import LabelledPage
from bots.page_list import how_many, last_page
from bots.page_table import Row
from bots.page_words import field
from bots.sign_in_form import FormSignIn

SIGN_IN = FormSignIn(
    probe="/sales?q=-",
    form="#sign-in",
    username="#sign-in [name=username]",
    password="#sign-in [name=password]",  # noqa: S106  a selector
    submit="#sign-in button",
    signed_in=".account .user",
    refused="[data-reason=password], [data-reason=code]",
    judged_nothing="[data-reason=captcha], [data-reason=too-old]",
    captcha="#captcha",
    captcha_field="#sign-in [name=captcha]",
    code_field="#sign-in-code [name=code]",
    code_submit="#sign-in-code button",
)
CANCELLED = "cancelled"
STATES = {
    "Draft": "draft",
    "草稿": "draft",
    "Confirmed": "confirmed",
    "已确认": "confirmed",
    "Cancelled": CANCELLED,
    "已取消": CANCELLED,
}
UNITS = {"piece": Unit.PIECE, "pcs": Unit.PIECE, "件": Unit.PIECE}
NUMBER = field("Number", "单号", "Sale number", "No.")
REFERENCE = field("Reference", "外部单号", "External reference", "参考号", css=".reference")
CUSTOMER = field("Customer", "客户", "Client", "客户名称", css="dd.customer")
DATE = field("Date", "日期", "Sale date", "单据日期", css="dd.date")
CURRENCY = field("Currency", "币种", "货币", css="dd.currency")
STATE = field("State", "状态", "Status", "单据状态", css=".state")
SHIP_TO = field("Ship-to address", "收货信息", "Delivery address", "收货地址", css=".ship-to")
NOTE = field("Note", "备注", "Notes", "附注", css=".note")
TOTAL = field("Total", "合计", "Grand total", "总计")
FILE = {name: field(name) for name in ("id", "reference", "state")}
LIST = {"number": NUMBER, "reference": REFERENCE, "state": STATE}
LINES = {
    "sku": field("Product", "产品", "Product code", "产品编码", css=".sku"),
    "quantity": field("Quantity", "数量", "Qty", css=".quantity"),
    "unit": field("Unit", "单位", "UoM", css=".unit"),
    "price": field("Unit price", "单价", "Price", css=".price"),
}


class ReferencesFile(CsvPage):
    """The export of all sales: id, reference, number, state; one answer, of one moment."""

    path = "/sales/export.csv"
    columns = FILE

    def sales(self) -> list[tuple[str, str, str]]:
        """Id, reference and state of every sale. Raises ScreenChanged for what is none."""
        rows = self.records()
        for row in rows:
            if not row["id"].isdigit() or row["state"] not in STATES.values():
                raise self.changed("has a row whose id is no number, or whose state we do not know")
        return [(row["id"], row["reference"], row["state"]) for row in rows]


class SalesPage(LabelledPage):
    """One page of the list of sales."""

    writes = True  # what it shows decides whether an order is entered
    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LIST,)

    @staticmethod
    def at(words: str = "", page: int = 1) -> str:
        """Its path, with the sales whose reference, number or recipient has `words`."""
        return "/sales?" + urlencode({"q": words, "page": page})

    @cached_property
    def count(self) -> int:
        """How many sales the whole list has."""
        return how_many(self, "个销售订单", "sales orders")

    @cached_property
    def pages(self) -> int:
        """How many pages the list has."""
        return last_page(self)

    @cached_property
    def references(self) -> list[tuple[str, str]]:
        """Id and reference of every sale on this page."""
        rows = self.tables.one(LIST).rows
        return [(self._id(row), self.value(row["reference"])) for row in rows]

    def ids(self, reference: str) -> list[str]:
        """The sales on this page with exactly this reference."""
        return [key for key, found in self.references if found == reference]

    def _id(self, row: Row) -> str:
        link = row["number"].css_first("a[href]")
        key = _last_part(link.attributes["href"] or "") if link else ""
        marked = row.node.attributes.get("data-id") or key
        if not key.isdigit() or marked != key:
            raise self.changed(f"has a row whose {NUMBER} is no link to one sale")
        return key


class SalePage(LabelledPage):
    """One sale."""

    writes = True  # likewise
    proof = ("table th, [role=columnheader]", "table td, [role=cell]")
    columns = (LINES,)
    fields = (NUMBER, STATE, REFERENCE, CUSTOMER, DATE, CURRENCY, SHIP_TO, NOTE, TOTAL)

    @staticmethod
    def of(key: str) -> str:
        """Its path, by the sale's id."""
        return f"/sales/{key}"

    @cached_property
    def key(self) -> str:
        """The sale's id, by the page's address; a mark in the page must say the same."""
        key = _last_part(self.document.url)
        marked = self.maybe_one("[data-id][data-state]")
        if not key.isdigit() or (marked and marked.attributes["data-id"] != key):
            raise self.changed(f"is not the page of the sale {key}")
        return key

    @cached_property
    def state(self) -> str:
        """`draft`, `confirmed` or `cancelled`, by the word that is shown."""
        state = STATES.get(self.facts.text(STATE), "")
        marked = self.maybe_one("[data-id][data-state]")
        if not state or (marked and marked.attributes["data-state"] != state):
            raise self.changed(f"has a {STATE} that we do not know, or two of them")
        return state

    @property
    def reference(self) -> str:
        """The order's reference, as it was entered."""
        return self.facts.text(REFERENCE)

    def record(self) -> ErpRecord:
        """The sale, whole; ScreenChanged for a field that does not read."""
        number = self.facts.text(NUMBER)
        if not self.is_titled(number.removeprefix("#")):
            raise self.changed(f"does not name in its title the {NUMBER} that it shows")
        try:
            return ErpRecord.model_validate(
                {
                    "id": self.key,
                    "number": number.partition("#")[0],
                    "state": self.state,
                    "order": self._order(),
                }
            )
        except ValueError as error:
            raise self.changed(f"has a field that does not read: {error}") from error

    def _order(self) -> SalesOrder:
        lines = tuple(self._line(row) for row in self.tables.some(LINES).rows)
        total = parse_decimal(self.facts.text(TOTAL), point=".")
        if sum(line.amount for line in lines) != total:
            raise ValueError(f"the lines do not add up to {TOTAL}")
        return SalesOrder(
            reference=self.reference,
            party=self.facts.text(CUSTOMER),
            date=date.fromisoformat(self.facts.text(DATE)),
            currency=Currency(self.facts.text(CURRENCY)),
            lines=lines,
            total=total,
            ship_to=self.facts.maybe(SHIP_TO),
            note=self.facts.maybe(NOTE),
        )

    def _line(self, row: Row) -> SaleLine:
        cell = {name: self.value(row[name]) for name in LINES}
        if cell["unit"] not in UNITS:
            raise ValueError(f"a line's {LINES['unit']} is none that we know")
        return SaleLine(
            sku=cell["sku"],
            quantity=parse_decimal(cell["quantity"], point="."),
            unit=UNITS[cell["unit"]],
            unit_price=parse_decimal(cell["price"], point="."),
        )


def _last_part(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]
