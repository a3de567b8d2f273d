"""Changes after which data are no longer there, or mean something else: an error is right."""

from __future__ import annotations

from tests.drift.labels import UNRELATED, is_chinese, translated
from tests.drift.pages import (
    Pages,
    Said,
    cells,
    drop,
    element,
    headings,
    label_nodes,
    tables,
    value_nodes,
    whole_rows,
    words,
)


def removed_fact(pages: Pages) -> Said | None:
    """One labelled value is gone, with its label."""
    label = pages.pick(map(words, label_nodes(pages)))
    if label is None:
        return None
    for node in label_nodes(pages):
        if words(node) == label:
            row = node.getparent()
            for gone in [row] if row.tag == "tr" else [node, *value_nodes(node)]:
                drop(gone)
    return Said(f"{label!r} is gone", (label, translated(label, pages.site) or label))


def removed_column(pages: Pages) -> Said | None:
    """One column of a table is gone."""
    label = pages.pick(headings(pages))
    if label is None:
        return None
    for table, heads in list(tables(pages)):
        for place, head in enumerate(heads):
            if words(head) == label:
                for row in whole_rows(table, len(heads)):
                    drop(cells(row)[place])
                _narrow(table, place)
                break
    return Said(f"the column {label!r} is gone", (label, translated(label, pages.site) or label))


def _narrow(table, place: int) -> None:
    """Sums below a table's columns stay under theirs when a column to the left is gone."""
    for wide in table.xpath(".//tr/*[@colspan]"):
        if int(wide.get("colspan")) > max(1, place):
            wide.set("colspan", str(int(wide.get("colspan")) - 1))


def removed_block(pages: Pages) -> Said | None:
    """A section or a table is gone."""
    kinds = [
        ("//main//section", "section"),
        ("//table", "table"),
        ("//dl", "list"),
        ("//h1", "title"),
    ]
    path, name = pages.dice.choice(kinds)
    place = pages.dice.randrange(3)
    gone: list[str] = []
    for root in pages.roots:
        found = root.xpath(path)
        if len(found) > place:
            gone += map(words, found[place].xpath(".//th|.//dt|.//h2|self::h1"))
            drop(found[place])
    return Said(f"{name} {place} is gone", (name, *gone)) if gone else None


def lazy_rows(pages: Pages) -> Said | None:
    """The rows of the tables are to come later, by a script."""
    style = pages.dice.choice(("none", "skeleton", "words"))
    for table, heads in list(tables(pages)):
        for row in table.xpath(".//tr")[:]:
            if row is not heads[0].getparent():
                drop(row)
        if style != "none":
            row, cell = (
                element("tr"),
                element("td", "加载中…" if style == "words" else "", colspan=str(len(heads))),
            )
            row.append(cell)
            table.append(row)
    return Said(f"rows come by a script: {style}", ("row", "table", "heading", "cells"))


def lazy_values(pages: Pages) -> Said | None:
    """Labels are there, and their values are to come by a script."""
    for label in label_nodes(pages):
        for value in value_nodes(label):
            for child in list(value):
                value.remove(child)
            value.text = ""
    return Said("values come by a script", ("nothing", "values"))


def other_meaning(pages: Pages) -> Said | None:
    """A field was given another meaning and other values; its classes stayed."""
    label = pages.pick(map(words, label_nodes(pages)))
    if label is None:
        return None
    new = "仓库" if is_chinese(label) else UNRELATED[0]
    for node in label_nodes(pages):
        if words(node) == label:
            for value in value_nodes(node):
                for child in list(value):
                    value.remove(child)
                value.text = "B-12"
            node.text = new
    return Said(f"{label!r} became {new!r}", (label, translated(label, pages.site) or label))


def swapped_labels(pages: Pages) -> Said | None:
    """Two labels changed places, and the values stayed: one of the two is wrong."""
    found = [node for node in label_nodes(pages) if node.tag == "dt"]
    label = pages.pick(map(words, found))
    other = pages.pick(word for word in map(words, found) if word != label)
    if label is None or other is None:
        return None
    for node in found:
        node.text = {label: other, other: label}.get(words(node), words(node))
    return Said(f"{label!r} and {other!r} changed places", (label, other, "somewhere else"))


KINDS = (
    removed_fact, removed_column, removed_block, lazy_rows, lazy_values, other_meaning,
    swapped_labels,
)  # fmt: skip
