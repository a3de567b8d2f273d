"""What the operator lets pass when stock is compared: `[checking]` in `credentials.toml`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Number = Annotated[Decimal, Field(ge=0, le=1_000_000_000, allow_inf_nan=False, decimal_places=6)]


class CheckingSettings(BaseModel):
    """How shops, counts and the ERP's books are held against each other.

    Attributes:
        tolerance_quantity: differences of up to so many units are let pass ...
        tolerance_value: ... unless they are worth more than this in the ERP's currency; left
            out: the quantity alone rules. Units are worth what the count's file says they cost.
        stale_hours: a count older than this cannot say why it differs.
        shops: shop -> the warehouses that it sells from, by their names in the ERP, the one that
            ships first; a shop that is not named sells from all.
        places: what counts call a warehouse -> its name in the ERP.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    tolerance_quantity: _Number = Decimal(0)
    tolerance_value: _Number | None = None
    stale_hours: Annotated[float, Field(gt=0, le=24 * 366)] = 48
    shops: dict[str, tuple[str, ...]] = {}
    places: dict[str, str] = {}
