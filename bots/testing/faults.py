"""The practice's fault switchboard from Python: make things go wrong, on purpose and repeatably."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any, Literal, Self

import httpx

from bots.model.codes import OrderStatus
from bots.practice.state import State

Site = Literal["north", "south", "erp"]
Kind = Literal[
    "latency", "drop_before", "error_500", "too_many", "challenge", "expire", "empty_list",
    "double_submit", "changed_layout", "changed_words", "drop_after",
]  # fmt: skip

_PATIENCE = 120.0  # seconds; a crash test keeps a machine busy


class Practice:
    """The control desk of running practice sites.

    Every call raises httpx.HTTPStatusError when the desk refuses it.
    """

    def __init__(self, state: State) -> None:
        self._desk = httpx.Client(
            base_url=state.control,
            headers={"x-practice-token": state.token},
            trust_env=False,
            timeout=_PATIENCE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.close()

    def fault(
        self,
        site: Site,
        kind: Kind,
        *,
        path: str = r"^(?!/static/)",
        methods: tuple[str, ...] = (),
        times: int = 0,
        skip: int = 0,
        probability: float = 1.0,
        seconds: float = 1.0,
        seed: int = 0,
    ) -> None:
        """Switch a fault on for requests whose path (regex) and method match.

        Args:
            site: whose requests.
            kind: what goes wrong; `drop_after` cuts the connection after the work was done.
            path: a regular expression, searched in the path.
            methods: empty: all.
            times: how often it strikes; 0: until it is switched off.
            skip: how many matching requests are let through first.
            probability: of striking each of the others, drawn from `seed`.
            seconds: how long `latency` waits; the Retry-After of `too_many`.
            seed: of the probability.
        """
        wish = {
            "site": site, "kind": kind, "path": path, "methods": methods, "times": times,
            "skip": skip, "probability": probability, "seconds": seconds, "seed": seed,
        }  # fmt: skip
        self._post("/faults", wish)

    def fired(self, site: Site) -> int:
        """How often this site's faults have struck since they were switched on."""
        faults = self._desk.get("/faults").raise_for_status().json()
        return sum(fault["fired"] for fault in faults[site])

    def struck(self) -> Counter[str]:
        """The same of all sites, by `site kind`."""
        faults = self._desk.get("/faults").raise_for_status().json()
        struck: Counter[str] = Counter()
        for site, switched_on in faults.items():
            for fault in switched_on:
                struck[f"{site} {fault['kind']}"] += fault["fired"]
        return struck

    def no_faults(self) -> None:
        """Switch every fault off."""
        self._desk.delete("/faults").raise_for_status()

    @contextmanager
    def trouble(self, site: Site, kind: Kind, **how: Any) -> Iterator[None]:  # noqa: ANN401  those of `fault`
        """A fault for the length of the block; afterwards there are none."""
        self.fault(site, kind, **how)
        try:
            yield
        finally:
            self.no_faults()

    def reset(self, *, seed: int, orders: int) -> None:
        """Start afresh: that story, no faults. Accounts and visits stay."""
        self._post("/reset", {"seed": seed, "orders": orders})

    def arrive(self, shop: Site, count: int = 1) -> list[str]:
        """New paid orders come in now; their numbers."""
        numbers: list[str] = self._post("/arrivals", {"shop": shop, "count": count})["numbers"]
        return numbers

    def plant(self, shop: Site, wishes: Sequence[Mapping[str, Any]]) -> list[str]:
        """New paid orders that hold what the wishes say, e.g. hostile text; their numbers.

        A wish may have `number`, `note`, `sku`, `title` and a buyer's `name`, `email`, `phone`,
        `lines`, `district`, `city`, `province`, `postcode`, `country`.
        """
        wish = {"shop": shop, "orders": [dict(one) for one in wishes]}
        numbers: list[str] = self._post("/plants", wish)["numbers"]
        return numbers

    def past(self, shop: Site, count: int) -> list[str]:
        """Orders of the ten weeks before, settled and in the ERP; their numbers."""
        numbers: list[str] = self._post("/past", {"shop": shop, "count": count})["numbers"]
        return numbers

    def correct(self, shop: Site, entry: str, amount: Decimal) -> None:
        """The platform corrects the amount of a settlement entry."""
        self._post(f"/settlements/{shop}/{entry}", {"amount": str(amount)})

    def change(
        self,
        shop: Site,
        number: str,
        *,
        status: OrderStatus | None = None,
        quantity: int | None = None,
    ) -> None:
        """An order changes on the platform: its status, or the quantity of its first line."""
        wish = {"status": status, "quantity": quantity}
        self._post(f"/orders/{shop}/{number}", {k: v for k, v in wish.items() if v is not None})

    def pack(
        self,
        references: Sequence[str] | None = None,
        *,
        void: Sequence[str] = (),
        carrier: str | None = None,
        tracking: str | None = None,
    ) -> list[dict[str, Any]]:
        """The ERP's warehouse prints labels for confirmed sales that have none; its shipments.

        Args:
            references: of which sales; None: of all.
            void: the labels of these are voided first.
            carrier: what the ERP writes for the carrier, where not the label's own.
            tracking: likewise the number.
        """
        wish = {"references": references, "void": list(void), "carrier": carrier,
                "tracking": tracking}  # fmt: skip
        shipments: list[dict[str, Any]] = self._post("/shipments", wish)["shipments"]
        return shipments

    def expire(self, site: Site) -> None:
        """End every session of a site."""
        self._post(f"/sites/{site}/expire", {})

    def switch(
        self,
        site: Site,
        *,
        captcha: bool | None = None,
        totp: bool | None = None,
        popup: bool | None = None,
        session_seconds: float | None = None,
    ) -> None:
        """Turn a site's habits on or off; None leaves one as it is."""
        wish = {
            "captcha": captcha, "totp": totp, "popup": popup, "session_seconds": session_seconds,
        }  # fmt: skip
        self._post(f"/sites/{site}", {k: v for k, v in wish.items() if v is not None})

    def site(self, site: Site) -> dict[str, Any]:
        """Its switches and counters (`requests`, `sign_ins`, `refused`), and `captcha_answer`."""
        shown: dict[str, Any] = self._desk.get(f"/sites/{site}").raise_for_status().json()
        return shown

    def _post(self, path: str, wish: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = self._desk.post(path, json=wish).raise_for_status().json()
        return answer
