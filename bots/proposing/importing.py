"""Stock targets and supplies from a spreadsheet, checked against the settings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bots.errors import SettingsError
from bots.model import Supply
from bots.settings_planning import PlanningSettings
from bots.sheets.stock_rules import Rule, read_stock_rules


def checked(path: Path, planning: PlanningSettings) -> list[Rule]:
    """The file's rows. SettingsError, row by row, when one of them cannot be used."""
    rows, wrong = read_stock_rules(path)
    told = [*map(str, wrong), *_unknown(rows, planning)]
    if told:
        raise SettingsError(
            "\n".join([f"{path}: {len(told)} mistakes; nothing was imported", *told]),
            remedy="mend those rows, then import the file again",
        )
    return rows


def _unknown(rows: Sequence[Rule], planning: PlanningSettings) -> list[str]:
    """What the rows name and the settings do not know."""
    known = ", ".join(planning.warehouses) or "none"
    told = [
        f"SKU {row.sku}: no warehouse {row.warehouse!r} in [planning.warehouses] ({known})"
        for row in rows
        if row.warehouse not in planning.warehouses
    ]
    return told + [
        f"SKU {row.sku}: no lead days, and no [planning.suppliers.{row.supplier}] that has them"
        for row in rows
        if isinstance(row, Supply)
        and row.lead_days is None
        and row.supplier not in planning.suppliers
    ]
