"""Why an order that a platform shows is not brought back: one wording for every adapter."""

from __future__ import annotations

from pydantic import ValidationError

from bots.errors import BusinessError
from bots.settings import SiteSettings

REMEDY = "look at the order in the shop's back office; enter it by hand if it is right"


def refusal(
    site: SiteSettings, number: str, rule: str, why: str, field: str | None = None
) -> BusinessError:
    """The error of one order of this shop; `rule`, `field`: see BusinessError."""
    reference = f"{site.name}/{number}"
    return BusinessError(
        f"{reference}: {why}", rule=rule, field=field, reference=reference, remedy=REMEDY
    )


def unreadable(site: SiteSettings, number: str, error: ValueError) -> BusinessError:
    """The error of an order whose page did not make an `Order`.

    Rules: `total_mismatch` when its parts do not add up, `invalid_field` when a field breaks
    the data standard, `unreadable` when a text did not parse. Inputs are not repeated.
    """
    if not isinstance(error, ValidationError):
        return refusal(site, number, "unreadable", str(error))
    first = error.errors(include_input=False, include_url=False)[0]
    why = first["msg"].removeprefix("Value error, ")
    if not first["loc"]:
        return refusal(site, number, "total_mismatch", why, "total")
    field = ".".join(map(str, first["loc"]))
    return refusal(site, number, "invalid_field", f"{field}: {why}", field)
