"""Reads and writes Tryton by bare JSON-RPC, sharing nothing with the adapter it judges."""

from __future__ import annotations

import base64
import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import httpx

_SALE = (
    "number", "reference", "state", "comment", "sale_date", "total_amount",
    "party.name", "currency.code", "invoice_address", "shipment_address", "payment_term",
)  # fmt: skip
_LINE = ("sale", "product.code", "quantity", "unit.symbol", "unit_price", "sequence")


class RpcError(Exception):
    """Tryton's own refusal of a call."""


class Judge:
    """A signed-in JSON-RPC client over one kept-alive connection."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/{database}", timeout=120)
        self._ids = itertools.count(1)
        user, token, *_ = self._post("common.db.login", [login, {"password": password}, "en"])
        key = base64.b64encode(f"{login}:{user}:{token}".encode()).decode()
        self._http.headers["Authorization"] = f"Session {key}"
        self.context = self.call("model.res.user.get_preferences", True)

    def __enter__(self) -> Judge:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def call(self, method: str, *params: Any) -> Any:
        """Call `method`; dates and decimals come back as Python's own."""
        return self._post(method, [*params, getattr(self, "context", {})])

    def sales(self, domain: list | None = None) -> list[dict[str, Any]]:
        """Sales as dictionaries, each with its `lines`, oldest first."""
        found = self.call(
            "model.sale.sale.search_read", domain or [], 0, None, [["id", "ASC"]], list(_SALE)
        )
        of = [["sale", "in", [sale["id"] for sale in found]]]
        order = [["sale", "ASC"], ["sequence", "ASC NULLS FIRST"], ["id", "ASC"]]
        lines = self.call("model.sale.line.search_read", of, 0, None, order, list(_LINE))
        return [
            {**sale, "lines": [line for line in lines if line["sale"] == sale["id"]]}
            for sale in found
        ]

    def _post(self, method: str, params: list) -> Any:
        body = {"id": next(self._ids), "method": method, "params": _packed(params)}
        answer = self._http.post(f"/rpc/#{method}", json=body)
        answer.raise_for_status()
        content = answer.json()
        if isinstance(content, dict) and content.get("error"):
            raise RpcError(content["error"])
        return _unpacked(content["result"] if isinstance(content, dict) else content)


def _packed(value: Any) -> Any:
    match value:
        case Decimal():
            return {"__class__": "Decimal", "decimal": str(value)}
        case dt.date():
            day = {"year": value.year, "month": value.month, "day": value.day}
            return {"__class__": "date", **day}
        case dict():
            return {key: _packed(item) for key, item in value.items()}
        case list() | tuple():
            return [_packed(item) for item in value]
        case _:
            return value


def _unpacked(value: Any) -> Any:
    match value:
        case {"__class__": "Decimal", "decimal": text}:
            return Decimal(text)
        case {"__class__": "date", "year": year, "month": month, "day": day}:
            return dt.date(year, month, day)
        case dict():
            return {key: _unpacked(item) for key, item in value.items()}
        case list():
            return [_unpacked(item) for item in value]
        case _:
            return value
