"""What the operator says about shipments."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from bots.model.codes import Carrier


class ShippingSettings(BaseModel):
    """How shops are told of shipments.

    Attributes:
        carriers: the company's own words for carriers, beside those that are known.
        settle: seconds that a submit without an answer may still take to arrive in a shop.
        attempts: how often a shipment is tried before a person is told.
        retry_wait: seconds before the second try; doubled for each one after.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    carriers: dict[str, Carrier] = {}
    settle: Annotated[float, Field(ge=0)] = 60
    attempts: Annotated[int, Field(ge=1)] = 5
    retry_wait: Annotated[float, Field(ge=0)] = 10
