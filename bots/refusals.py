"""Why an order that a platform shows is not brought back: one wording for every adapter."""

from __future__ import annotations

import hashlib

from pydantic import TypeAdapter, ValidationError

from bots.errors import BusinessError
from bots.harmless import visible
from bots.model.order import Id
from bots.settings import SiteSettings

_WHERE = {"OrderLine": "lines.", "Address": "ship_to."}  # of records that are made by themselves
_NUMBER = TypeAdapter[str](Id)
REMEDY = "look at the order in the shop's back office; enter it by hand if it is right"


def refusal(
    site: SiteSettings, number: str, rule: str, why: str, field: str | None = None
) -> BusinessError:
    """The error of one order of this shop; `rule`, `field`: see BusinessError."""
    reference = reference_of(site, number)
    return BusinessError(
        f"{reference}: {why}", rule=rule, field=field, reference=reference, remedy=REMEDY
    )


def reference_of(site: SiteSettings, number: str) -> str:
    """`shop/number`; a number that no record can hold is shortened, and told by its hash.

    The worklist needs a key for an order whose very number is broken: the same one every time.
    """
    try:
        return f"{site.name}/{_NUMBER.validate_python(number)}"
    except ValidationError:
        told = hashlib.sha256(number.encode("utf-8", "surrogatepass")).hexdigest()[:12]
        return f"{site.name}/{' '.join(visible(number[:80]).split())}?{told}"


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
    field = _WHERE.get(error.title, "") + ".".join(map(str, first["loc"]))
    return refusal(site, number, "invalid_field", f"{field}: {why}", field)


def unknown_carrier(reference: str, tracking: str, word: str) -> BusinessError:
    """A shipment whose carrier's name is none that we know."""
    return BusinessError(
        f"{reference} {tracking}: {word!r} is no carrier we know",
        rule="unknown_carrier",
        field="carrier",
        value=word,
        reference=reference,
        remedy="say which carrier it is in [shipping] carriers of the settings, then run it again",
    )


def unreadable_shipment(reference: str, error: ValueError) -> BusinessError:
    """A shipment that breaks the data standard; its texts are not repeated."""
    field, why = "", str(error)
    if isinstance(error, ValidationError):
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(map(str, first["loc"]))
        why = f"{field}: {first['msg'].removeprefix('Value error, ')}"
    return BusinessError(
        f"{reference}: {why}",
        rule="unreadable_shipment",
        field=field or None,
        reference=reference,
        remedy="mend the shipment where it was read from, then run it again",
    )
