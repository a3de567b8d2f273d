"""What a page of a list says of the whole list: how many entries, how many pages."""

from __future__ import annotations

import re

from bots.page import Page

_APART = "table:not(:has(table)), form:not(:has(table)), [role=table], [role=dialog]"
_PAGE = re.compile(r"(\d+)\s*/\s*(\d+)")


def how_many(page: Page, *words: str) -> int:
    """The one number before one of `words`, outside of tables and forms.

    Raises ScreenChanged when there is none, or two that differ.
    """
    around = page.one("body").text(separator=" ")
    for node in page.all(
        "table:not(:has(table)), form:not(:has(table)), [role=table], [role=dialog]"
    ):
        around = around.replace(node.text(separator=" "), " ")
    pattern = rf"(\d[\d,]*)\s*(?:{'|'.join(map(re.escape, words))})"
    counts = set(re.findall(pattern, around, re.IGNORECASE))
    if len(counts) != 1:
        raise page.changed(f"does not say once how many entries the list has ({', '.join(words)})")
    return int(counts.pop().replace(",", ""))


def last_page(page: Page) -> int:
    """The number of the last page; a list without a pager has one, which its count proves."""
    links = page.all("a[rel=next], a[rel=prev]")
    around = [link.parent.text(separator=" ") for link in links if link.parent is not None]
    found = {int(last) for text in around for _, last in _PAGE.findall(text)}
    if len(found) > 1 or (links and not found):
        raise page.changed("does not say once how many pages the list has (page / pages)")
    return found.pop() if found else 1
