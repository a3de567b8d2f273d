"""Tryton's own CSV export by URL ("URL Export" in Sao): how everything is read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit

from bots.page import Page
from bots.page_words import is_misread

Clause: TypeAlias = Sequence[object]
Row: TypeAlias = Mapping[str, str]

NOT_CANCELLED: Clause = ("state", "!=", "cancelled")
ACTIVE_OR_NOT: Clause = ("active", "in", [True, False])


def export_path(
    model: str,
    domain: Sequence[Clause],
    fields: Sequence[str],
    *,
    order: Sequence[str] = (),
    size: int | None = None,
) -> str:
    """The path, below the database, of an export.

    Args:
        model: Tryton's name of the records, e.g. `sale.sale`.
        domain: clauses that must all hold.
        fields: field names; `lines/quantity` gives a row for each line.
        order: `field,ASC` or `field,DESC`.
        size: records at most.
    """
    asked: list[tuple[str, str]] = [("d", json.dumps(list(domain), ensure_ascii=False))]
    asked += [("f", name) for name in fields]
    asked += [("o", name) for name in order]
    if size is not None:
        asked.append(("s", str(size)))
    return f"/data/{model}?{urlencode([*asked, ('h', '0'), ('l', 'en')])}"


class Export(Page):
    """The answer: CSV without a heading, its columns the fields that its URL asked for."""

    def missing(self) -> list[str]:
        """What of an export this document lacks."""
        lacks = []
        if self.document.status != 200:  # noqa: PLR2004 - the status is the name of its meaning
            lacks.append("status 200")
        if "csv" not in self.document.content_type:
            lacks.append("content type text/csv")
        return lacks

    def rows(self) -> list[Row]:
        """Every row by field name.

        Raises ScreenChanged for a row of another width, an id that is no number, a file that
        does not end its last row, or a text that did not decode.
        """
        fields = parse_qs(urlsplit(self.document.url).query)["f"]
        text = self.document.text
        rows = [row for row in self.document.csv_rows() if row]
        if any(len(row) != len(fields) for row in rows) or not (text or "\n").endswith("\n"):
            raise self.changed(f"has rows that are not {len(fields)} cells wide")
        found: list[Row] = [dict(zip(fields, row, strict=True)) for row in rows]
        if self.document.damaged or is_misread(text):
            raise self.changed("has a text that did not decode")
        if any(not _is_id(row.get("id", "")) for row in found):
            raise self.changed("has an id that is no number")
        return found


def _is_id(text: str) -> bool:
    """Digits; the further lines of a record have none."""
    return not text or (text.isascii() and text.isdigit())
