"""The practice ERP: customers, products, stock, and sales orders typed in or imported."""

from __future__ import annotations

import csv
import datetime as dt
import io
import secrets
from collections.abc import Iterable
from decimal import Decimal
from sqlite3 import Row

from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bots.model.codes import Currency
from bots.practice.catalogue import WAREHOUSES
from bots.practice.dispatch import Dispatch
from bots.practice.erp_form import COLUMNS, HEAD, Checker, RefusedError
from bots.practice.erp_shipping import ErpShipping
from bots.practice.expected import Sale
from bots.practice.faults import EMPTY
from bots.practice.sales import CANCELLED, CONFIRMED, DRAFT, Books, plain
from bots.practice.signin import Desk
from bots.practice.site import HERE, Site, allowed

PAGE = 40
STATES = {DRAFT: "Draft", CONFIRMED: "Confirmed", CANCELLED: "Cancelled"}


class ErpSite:
    """The pages of the ERP."""

    def __init__(self, site: Site, books: Books, dispatch: Dispatch) -> None:
        self._site = site
        self._books = books
        self._shipping = ErpShipping(site, books, dispatch)
        self._uploads: dict[str, list[Sale]] = {}
        site.face.globals.update(
            states=STATES,
            plain=plain,
            currencies=list(Currency),
            warehouses=WAREHOUSES,
            columns=COLUMNS,
        )

    def app(self) -> Starlette:
        """The ERP as a web application."""
        routes = [
            *Desk(self._site).routes(),
            Route("/", self.home),
            Route("/customers", self.customers),
            Route("/products", self.products),
            Route("/stock", self.stock),
            Route("/sales", self.sales),
            Route("/sales/new", self.new),
            Route("/sales/new", self.save, methods=["POST"]),
            Route("/sales/export.csv", self.export),
            Route("/sales/import", self.check, methods=["POST"]),
            Route("/sales/import/{token}", self.import_all, methods=["POST"]),
            Route("/sales/{key:int}", self.sale),
            *self._shipping.routes(),
            Route("/sales/{key:int}/{verb}", self.change, methods=["POST"]),
            Mount("/static", StaticFiles(directory=HERE / "static")),
        ]
        return Starlette(routes=routes, exception_handlers={404: self.missing, 403: self.too_old})

    async def home(self, request: Request) -> Response:
        """Figures, and the latest sales orders."""
        context = {
            "rows": [self._row(row) for row in self._books.search(limit=8)],
            "drafts": self._books.count(state=DRAFT),
            "confirmed": self._books.count(state=CONFIRMED),
            "units": sum(row["on_hand"] for row in self._books.stock()),
        }
        return self._site.page(request, "home.html", context)

    async def customers(self, request: Request) -> Response:
        """All customers."""
        return self._site.page(request, "customers.html", {"rows": self._books.customers()})

    async def products(self, request: Request) -> Response:
        """Products, found by SKU or name."""
        words = request.query_params.get("q", "").strip()
        context = {"rows": self._books.products(words), "words": words}
        return self._site.page(request, "products.html", context)

    async def stock(self, request: Request) -> Response:
        """Stock by warehouse."""
        warehouse = request.query_params.get("warehouse", "")
        rows = [] if request.scope.get(EMPTY, False) else self._books.stock(warehouse)
        return self._site.page(request, "stock.html", {"rows": rows, "warehouse": warehouse})

    async def sales(self, request: Request) -> Response:
        """Sales orders, found by reference, number or recipient."""
        asked = request.query_params
        words, state = asked.get("q", "").strip(), asked.get("state", "")
        page = max(int(asked["page"]), 1) if asked.get("page", "").isdecimal() else 1
        empty = request.scope.get(EMPTY, False)
        count = 0 if empty else self._books.count(words, state)
        found = [] if empty else self._books.search(words, state, PAGE, (page - 1) * PAGE)
        context = {
            "rows": [self._row(row) for row in found], "count": count, "page": page,
            "pages": max(-(-count // PAGE), 1), "words": words, "state": state,
            "imported": asked.get("imported", ""),
        }  # fmt: skip
        return self._site.page(request, "sales.html", context)

    async def sale(self, request: Request) -> Response:
        """One sales order."""
        row = self._books.get(request.path_params["key"])
        if row is None:
            raise HTTPException(404)
        lines = self._books.lines(row["id"])
        context = {"sale": row, "lines": lines, "total": _total(lines), **self._shipping.shown(row)}
        return self._site.page(request, "sale.html", context)

    async def new(self, request: Request) -> Response:
        """The empty form."""
        head = {**dict.fromkeys(HEAD, ""), "date": dt.datetime.now(dt.UTC).date().isoformat()}
        head["currency"] = Currency.CNY
        return self._form(request, head, [])

    async def save(self, request: Request) -> Response:
        """Store what was typed in, as a draft."""
        form = await request.form()
        self._guard(request, str(form.get("csrf", "")))
        head = {key: str(form.get(key, "")) for key in HEAD}
        columns = [form.getlist(name) for name in ("product", "quantity", "unit_price")]
        lines = [
            {"product": str(product), "quantity": str(quantity), "unit_price": str(price)}
            for product, quantity, price in zip(*columns, strict=True)
        ]
        try:
            sale = self._checker().sale(head, lines)
        except RefusedError as refused:
            return self._form(request, head, lines, refused.problems, 422)
        (key,) = self._books.add([sale], made_by=self._site.account.username)
        return RedirectResponse(f"/sales/{key}?saved=1", 303)

    async def change(self, request: Request) -> Response:
        """Confirm or cancel a sales order."""
        form = await request.form()
        self._guard(request, str(form.get("csrf", "")))
        key, verb = request.path_params["key"], request.path_params["verb"]
        verbs = {"confirm": self._books.confirm, "cancel": self._books.cancel}
        if verb not in verbs or self._books.get(key) is None:
            raise HTTPException(404)
        verbs[verb](key)
        return RedirectResponse(f"/sales/{key}", 303)

    async def check(self, request: Request) -> Response:
        """Read an import file and show what it holds; nothing is stored yet."""
        form = await request.form()
        self._guard(request, str(form.get("csrf", "")))
        upload = form.get("file")
        data = await upload.read() if isinstance(upload, UploadFile) else b""
        try:
            sales = self._checker().imported(data)
        except (RefusedError, UnicodeDecodeError) as error:
            problems = (
                error.problems if isinstance(error, RefusedError) else [("CSV file", "not UTF-8")]
            )
            return self._preview(request, [], "", problems, 422)
        token = secrets.token_urlsafe(12)
        self._uploads[token] = sales
        return self._preview(request, sales, token)

    async def import_all(self, request: Request) -> Response:
        """Store a checked file's sales as drafts, all or none."""
        form = await request.form()
        self._guard(request, str(form.get("csrf", "")))
        sales = self._uploads.get(request.path_params["token"])
        if sales is None:
            raise HTTPException(404)
        self._books.add(sales, made_by=self._site.account.username)
        return RedirectResponse(f"/sales?imported={len(sales)}", 303)

    async def export(self, request: Request) -> Response:
        """Every sales order's id, reference, number and state, as CSV."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["id", "reference", "number", "state"])
        rows = [] if request.scope.get(EMPTY, False) else self._books.search()
        writer.writerows([row["id"], row["reference"], row["number"], row["state"]] for row in rows)
        return Response(text.getvalue(), media_type="text/csv; charset=utf-8")

    async def missing(self, request: Request, _: Exception) -> Response:
        """There is no such page."""
        return self._site.page(request, "missing.html", {}, 404)

    async def too_old(self, request: Request, _: Exception) -> Response:
        """The form's token is not this session's."""
        return self._site.page(request, "too_old.html", {}, 403)

    def _form(
        self,
        request: Request,
        head: dict[str, str],
        lines: list[dict[str, str]],
        problems: Iterable[tuple[str, str]] = (),
        status: int = 200,
    ) -> Response:
        empty = {"product": "", "quantity": "1", "unit_price": ""}
        context = {
            "head": head, "lines": lines or [empty], "problems": list(problems),
            "customers": self._books.customers(), "products": self._books.products(),
        }  # fmt: skip
        return self._site.page(request, "form.html", context, status)

    def _preview(
        self,
        request: Request,
        sales: list[Sale],
        token: str,
        problems: Iterable[tuple[str, str]] = (),
        status: int = 200,
    ) -> Response:
        context = {"sales": sales, "token": token, "problems": list(problems)}
        return self._site.page(request, "preview.html", context, status)

    def _checker(self) -> Checker:
        customers = (row["code"] for row in self._books.customers())
        return Checker(customers, (row["sku"] for row in self._books.products()))

    def _guard(self, request: Request, token: str) -> None:
        if not allowed(request, self._site, token):
            raise HTTPException(403)

    def _row(self, row: Row) -> dict[str, object]:
        return {**dict(row), "total": _total(self._books.lines(row["id"]))}


def _total(lines: Iterable[Row]) -> Decimal:
    return sum((Decimal(line["quantity"]) * Decimal(line["price"]) for line in lines), Decimal(0))
