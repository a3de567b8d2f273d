"""How the orders of one platform lie in its export file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bots.model import OrderStatus
from bots.sheets import Column, Profile
from bots.sheets.profile import Kind

Words = Mapping[str, OrderStatus | None]
ANY = "*"


@dataclass(frozen=True)
class OrderFile:
    """One platform's order export. Column names are the words of `build.py`.

    Attributes:
        orders: the file's columns. A row is a line of an order, unless `row_is_order`.
        row_is_order: one row an order, so that two different rows of one number are a conflict.
        lines: the columns of the second file that holds the lines, where there is one.
        statuses: asked in turn, column -> its words; the first that gives a status decides.
            None leaves it to the next; a word that is not there sends the order to a person.
            ANY stands for every word.
        per_row: amounts that stand for their row's share; all others are the whole order's, and
            repeated on its rows or only on the first.
        shipping, discounts, taxes: the columns that add up to each.
        no_total: the file has no total to check against.
        tax_may_be_included: prices may or may not hold the tax; the total tells which.
        placed_in_number: how the number begins with the date (strptime), where that is empty.
        packed: a pattern (SKU or title) that only cells with several lines at once match.
    """

    name: str
    orders: Profile
    statuses: tuple[tuple[str, Words], ...]
    row_is_order: bool = False
    lines: Profile | None = None
    per_row: frozenset[str] = frozenset()
    shipping: tuple[str, ...] = ("shipping",)
    discounts: tuple[str, ...] = ()
    taxes: tuple[str, ...] = ()
    no_total: bool = False
    tax_may_be_included: bool = False
    placed_in_number: str = ""
    packed: str = ""


def must(name: str, kind: Kind, *headings: str) -> Column:
    """A column that the file must have and every row must fill."""
    return Column(name, headings, kind, required=True, filled=True)


def has(name: str, kind: Kind, *headings: str) -> Column:
    """A column that the file must have; its cells may be empty."""
    return Column(name, headings, kind, required=True)


def may(name: str, kind: Kind, *headings: str) -> Column:
    """A column that the file may have."""
    return Column(name, headings, kind)
