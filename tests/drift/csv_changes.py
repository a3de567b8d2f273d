"""Changes of a CSV file with headings, the way exports change."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable

from tests.drift.labels import others, translated
from tests.drift.pages import Said

Rows = list[list[str]]
_AMOUNT = re.compile(r"-?\d+(?:\.\d+)?")


def read(text: str) -> Rows:
    """The rows of a file."""
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def write(rows: Rows, **how: object) -> str:
    """A file of rows."""
    out = io.StringIO(newline="")
    csv.writer(out, **how).writerows(rows)
    return out.getvalue()


def reordered(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Columns in another order."""
    order = list(range(len(rows[0])))
    dice.shuffle(order)
    return write([[row[place] for place in order] for row in rows]), Said("columns reordered", ())


def renamed(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said] | None:
    """A column has another name."""
    places = [place for place, name in enumerate(rows[0]) if others(name)]
    if not places:
        return None
    place = dice.choice(places)
    old, new = rows[0][place], dice.choice(others(rows[0][place]))
    rows[0][place] = new
    return write(rows), Said(f"{old!r} is called {new!r}", (old, translated(old, site) or old))


def other_language(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Headings in the other language."""
    del dice
    return write([[translated(name, site) or name for name in rows[0]], *rows[1:]]), Said(
        "other language", ()
    )


def respelled(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Headings in capitals, or with blanks or a star."""
    style = dice.choice((str.upper, lambda name: f" {name} ", lambda name: f"{name}*"))
    return write([list(map(style, rows[0])), *rows[1:]]), Said("headings spelled otherwise", ())


def added(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """A column more."""
    place = dice.randrange(len(rows[0]) + 1)
    for row, text in zip(rows, ["Warehouse", *["B-12"] * len(rows)], strict=False):
        row.insert(place, text)
    return write(rows), Said("a column more", ())


def delimited(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Other marks between cells, or quotes around all."""
    how: dict[str, object] = dice.choice(
        ({"delimiter": ";"}, {"delimiter": "\t"}, {"delimiter": "|"}, {"quoting": csv.QUOTE_ALL},
         {"lineterminator": "\n"})
    )  # fmt: skip
    return write(rows, **how), Said(f"written with {how}", ())


def marked(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """A byte order mark at the start, or a blank line at the end."""
    bom = dice.random() < 0.5
    text = write(rows)
    return ("\ufeff" + text if bom else text + "\r\n"), Said("a mark or a blank line", ("columns",))


def numbers(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said] | None:
    """Amounts written in another way that means the same."""
    style = dice.choice(("¥{}", "{} CNY", "{:,.2f}", "{:.4f}"))
    places = [
        place for place in range(len(rows[0])) if _is_amount([row[place] for row in rows[1:]])
    ]
    if not places:
        return None
    place = places[0]
    for row in rows[1:]:
        if row[place]:
            row[place] = style.format(float(row[place]) if ":" in style else row[place])
    return write(rows), Said(f"amounts as {style}", ("cell", "number"))


def _is_amount(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return any("." in cell for cell in filled) and all(map(_AMOUNT.fullmatch, filled))


def preamble(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Lines above the headings that tell of the report."""
    del dice
    return "Report of orders\r\nMade,2026-11-25\r\n\r\n" + write(rows), Said(
        "lines above", ("column",)
    )


def removed(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """A column is gone."""
    place = dice.randrange(len(rows[0]))
    gone = rows[0][place]
    names = (gone, translated(gone, site) or gone, "cells wide")
    text = write([[*row[:place], *row[place + 1 :]] for row in rows])
    return text, Said(f"{gone!r} is gone", names)


def misread(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """Bytes of one encoding read as another."""
    wrote, read_as = dice.choice(
        (("gbk", "utf-8"), ("utf-8", "latin-1"), ("utf-16", "utf-8"), ("utf-8", "gbk"))
    )
    for row in rows[1:]:
        row[-2] = f"{row[-2]} 张é"
    text = write(rows).encode(wrote, "replace").decode(read_as, "replace")
    return text, Said(f"{wrote} read as {read_as}", ("encoding", "column", "address"))


def shifted(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """One cell more in one row: a comma that nobody quoted."""
    row = dice.choice(rows[1:])
    row.insert(dice.randrange(len(row)), "x")
    return write(rows), Said("a row with a cell more", ("columns",))


def last_row_sums(rows: Rows, dice: random.Random, site: str) -> tuple[str, Said]:
    """A row of sums at the end, which is no order."""
    del dice
    return write([*rows, ["Total", "999.00", *[""] * (len(rows[0]) - 2)]]), Said(
        "a row of sums", ("cell", "columns")
    )


Change = Callable[[Rows, random.Random, str], tuple[str, Said] | None]
KEEPING: tuple[Change, ...] = (
    reordered, renamed, other_language, respelled, added, delimited, marked, numbers, preamble,
)  # fmt: skip
BREAKING: tuple[Change, ...] = (removed, misread, shifted, last_row_sums)
OF_HEADINGS: tuple[Change, ...] = (renamed, other_language, respelled, reordered)
"""They mean nothing in a file without headings, whose columns are those that were asked for."""
