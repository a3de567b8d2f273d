"""The pages of the practice ERP that are read: references, the list of sales, one sale."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

from selectolax.lexbor import LexborNode

from bots.model import Currency, ErpRecord, SaleLine, SalesOrder, Unit
from bots.model.parse import parse_decimal
from bots.page import Page
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


class ReferencesFile(Page):
    """The export of all sales: id, reference, number, state; one answer, of one moment."""

    path = "/sales/export.csv"
    columns = ("id", "reference", "number", "state")

    def missing(self) -> list[str]:
        """The file's type and its columns, if it lacks them."""
        if "csv" not in self.document.content_type:
            return ["text/csv"]
        rows = self._rows()
        whole = tuple(rows[0]) == self.columns and all(len(row) == len(rows[0]) for row in rows)
        return [] if whole else [f"in every row {', '.join(self.columns)}"]

    def sales(self) -> list[tuple[str, str, str]]:
        """Id, reference and state of every sale."""
        return [(key, reference, state) for key, reference, _number, state in self._rows()[1:]]

    def _rows(self) -> list[list[str]]:
        return self.document.csv_rows() or [[]]


class SalesPage(Page):
    """One page of the list of sales."""

    writes = True  # what it shows decides whether an order is entered
    proof = ("#sales tbody tr", ".head .count", "footer")

    @staticmethod
    def at(words: str = "", page: int = 1) -> str:
        """Its path, with the sales whose reference, number or recipient has `words`."""
        return "/sales?" + urlencode({"q": words, "page": page})

    @property
    def count(self) -> int:
        """How many sales the whole list has."""
        return self.whole_number(".head .count")

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return self.whole_number(".pager .pages") if self.all(".pager") else 1

    def ids(self, reference: str) -> list[str]:
        """The sales on this page with exactly this reference."""
        rows = self.all("#sales tr.sale")
        return [
            self.attribute(row, "data-id")
            for row in rows
            if self.text(".reference", row) == reference
        ]


class SalePage(Page):
    """One sale."""

    writes = True  # likewise
    proof = ("#sale[data-id][data-state]", "#lines", "#sums .amount", "dd.reference", "footer")

    @staticmethod
    def of(key: str) -> str:
        """Its path, by the sale's id."""
        return f"/sales/{key}"

    @property
    def state(self) -> str:
        """`draft`, `confirmed` or `cancelled`."""
        return self.attribute(self.one("#sale"), "data-state")

    def record(self) -> ErpRecord:
        """The sale, whole; ScreenChanged for a field that does not read."""
        try:
            return ErpRecord.model_validate(
                {
                    "id": self.attribute(self.one("#sale"), "data-id"),
                    "number": self.text("h1 .number").partition("#")[0],
                    "state": self.state,
                    "order": self._order(),
                }
            )
        except ValueError as error:
            raise self.changed(f"has a field that does not read: {error}") from error

    def _order(self) -> SalesOrder:
        return SalesOrder(
            reference=self.text("dd.reference"),
            party=self.text("dd.customer"),
            date=date.fromisoformat(self.text("dd.date")),
            currency=Currency(self.text("#sums .currency")),
            lines=tuple(self._line(node) for node in self.all("#lines tr.line")),
            total=parse_decimal(self.text("#sums .amount"), point="."),
            ship_to=self.maybe(".ship-to"),
            note=self.maybe(".note"),
        )

    def _line(self, node: LexborNode) -> SaleLine:
        return SaleLine(
            sku=self.text(".sku", node),
            quantity=parse_decimal(self.text(".quantity", node), point="."),
            unit=Unit(self.attribute(self.one(".unit", node), "data-unit")),
            unit_price=parse_decimal(self.text(".price", node), point="."),
        )
