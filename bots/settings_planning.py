"""What the operator decides about transfers and purchases: `[planning]` in `credentials.toml`."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bots.model.codes import Currency
from bots.model.planning import Days, Pieces

_Cost = Annotated[Decimal, Field(ge=0, le=1_000_000, allow_inf_nan=False, decimal_places=6)]
_Amount = Annotated[Decimal, Field(ge=0, allow_inf_nan=False)]


class _Table(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, populate_by_name=True
    )


class WarehouseSettings(_Table):
    """One warehouse, by its name in the ERP.

    Attributes:
        shops: whose orders are sent from here.
        target, keep: of every SKU that the imported targets do not name; see `StockTarget`.
    """

    shops: tuple[str, ...] = ()
    target: Pieces | None = None
    keep: Pieces | None = None

    @model_validator(mode="after")
    def _keeps_its_target(self) -> Self:
        if self.keep is not None and (self.target is None or self.keep < self.target):
            raise ValueError("keep is at least the target: less would give away what it lacks")
        return self


class LaneSettings(_Table):
    """One cell of the cost matrix: from a warehouse to another, in the planning's currency.

    Attributes:
        cost: of one piece; journey: of one transfer, however much is in it.
        minimum: the least pieces of a SKU that are worth moving.
        days: until it is there.
    """

    source: str = Field(alias="from")
    destination: str = Field(alias="to")
    cost: _Cost
    journey: _Cost = Decimal(0)
    minimum: Annotated[int, Field(ge=1)] = 1
    days: Annotated[int, Field(ge=0, le=365)] = 0


class SupplierSettings(_Table):
    """A supplier's lead time in days, and how far it varies (its standard deviation)."""

    lead_days: Days
    lead_deviation: Days = Decimal(0)


class ApprovalSettings(_Table):
    """Who approves.

    Attributes:
        role: the role of the person who must, unless the rule does.
        auto_under: by currency, below which amount no person needs to; none named: never.
    """

    role: str = "manager"
    auto_under: dict[Currency, _Amount] = {}


class PlanningSettings(_Table):
    """Transfers between warehouses, and purchases.

    Attributes:
        warehouses: those that are planned for, by their names in the ERP.
        lanes: the cost matrix; a pair that is not named is no way. Amounts in `currency`.
        suppliers: lead times, where the imported supplies have none of their own.
        service_level: the part of order cycles without a stock-out.
        demand_days: of sales that are looked at; least_history: of a SKU that is not new.
        review_days: between two looks; cover_days: that a purchase is to last.
        refusal_days: how long what a person refused is not proposed again.
    """

    currency: Currency = Currency.CNY
    warehouses: dict[str, WarehouseSettings] = {}
    lanes: tuple[LaneSettings, ...] = ()
    suppliers: dict[str, SupplierSettings] = {}
    service_level: Annotated[Decimal, Field(ge=Decimal("0.5"), le=Decimal("0.9999"))] = Decimal(
        "0.95"
    )
    demand_days: Annotated[int, Field(ge=7, le=366)] = 56
    least_history: Annotated[int, Field(ge=2, le=366)] = 14
    review_days: Annotated[int, Field(ge=0, le=366)] = 7
    cover_days: Annotated[int, Field(ge=0, le=366)] = 14
    refusal_days: Annotated[int, Field(ge=0, le=366)] = 7
    transfer: ApprovalSettings = ApprovalSettings()
    purchase: ApprovalSettings = ApprovalSettings()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for lane in self.lanes:
            for end in (lane.source, lane.destination):
                if end not in self.warehouses:
                    raise ValueError(f"a lane names {end!r}, which is none of the warehouses")
            if lane.source == lane.destination:
                raise ValueError(f"a lane goes from {lane.source!r} to itself")
        _once([f"{lane.source} to {lane.destination}" for lane in self.lanes], "lane")
        _once([shop for one in self.warehouses.values() for shop in one.shops], "shop")
        if self.least_history > self.demand_days:
            raise ValueError("least_history is more than the demand_days that are looked at")
        return self


def _once(names: list[str], what: str) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise ValueError(f"the {what} {twice[0]} is there twice")
