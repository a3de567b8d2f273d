"""Tryton's names of the units of measure, in English, and what an operator may rename."""

from __future__ import annotations

from bots.errors import SettingsError
from bots.model import Unit
from bots.settings import SiteSettings

_NAMES = {
    Unit.PIECE: "Unit",
    Unit.BOX: "Box",
    Unit.SET: "Set",
    Unit.KILOGRAM: "Kilogram",
    Unit.METRE: "Meter",
}


def unit_names(site: SiteSettings) -> dict[Unit, str]:
    """Our units by Tryton's names; `options.units` of the ERP's settings overrides.

    Raises SettingsError for a unit that we do not have.
    """
    told = site.options.get("units", {})
    try:
        return _NAMES | {Unit(unit): str(name) for unit, name in told.items()}
    except ValueError as error:
        known = ", ".join(Unit)
        raise SettingsError(
            f"{site.name}: options.units: {error}", remedy=f"units are: {known}"
        ) from error
