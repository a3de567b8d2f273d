"""What adapters of shops share about parcels: what is shown of one, and the carriers' codes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from bots.errors import BusinessError, SettingsError
from bots.model import Carrier, OrderStatus, Shipment
from bots.settings import SiteSettings

BeforeSubmit = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Shown:
    """What a shop shows of one order's parcel.

    Attributes:
        carrier: `other` for one that we do not know; None as long as there is no number.
        tracking: the number in force; "" for none.
        complete: all that shipping changes in this shop is done (status, lines, note).
    """

    number: str
    status: OrderStatus
    carrier: Carrier | None = None
    tracking: str = ""
    complete: bool = True


def carrier_codes(site: SiteSettings, codes: Mapping[Carrier, str]) -> dict[Carrier, str]:
    """A platform's codes of carriers; `options.carriers` of the shop goes over them.

    Raises SettingsError for a carrier that we do not have.
    """
    try:
        own = TypeAdapter(dict[Carrier, str]).validate_python(site.options.get("carriers", {}))
    except ValidationError as error:
        raise SettingsError(
            f"{site.name}: options.carriers must map our carriers to the shop's codes",
            reference=site.name,
            remedy=f'write, for example, carriers = {{ sf = "SF" }}; ours: {", ".join(Carrier)}',
        ) from error
    return {**codes, **own}


def no_code(site: SiteSettings, shipment: Shipment) -> BusinessError:
    """The shop does not offer this carrier."""
    return BusinessError(
        f"{shipment.reference}: the shop offers no carrier {shipment.carrier}",
        rule="carrier_not_offered",
        field="carrier",
        value=shipment.carrier,
        reference=shipment.reference,
        remedy=f"name the shop's own code in shops.{site.name}.options.carriers, or ship it by "
        "hand in the shop",
    )
