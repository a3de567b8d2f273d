"""Spreadsheets and export files: read any of them right, write good ones."""

from bots.sheets.profile import (
    Column,
    FileRefused,
    Problem,
    Profile,
    Row,
    Table,
)
from bots.sheets.read import read_table
from bots.sheets.skus import SKU_MAPPING, read_sku_mapping

__all__ = [
    "SKU_MAPPING",
    "Column",
    "FileRefused",
    "Problem",
    "Profile",
    "Row",
    "Table",
    "read_sku_mapping",
    "read_table",
]
