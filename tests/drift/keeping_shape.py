"""Changes of how pages are built, after which all data are still there."""

from __future__ import annotations

import copy
import random

from tests.drift.labels import UNRELATED
from tests.drift.pages import (
    Pages,
    Said,
    cells,
    element,
    parsed,
    tables,
    value_nodes,
    whole_rows,
    words,
    wrap,
    wrap_content,
)

_ALNUM = "abcdefghijkmnpqrstuvwxyz23456789"


def renamed_classes(pages: Pages) -> Said | None:
    """New names for some classes or for all: a new style sheet, or a build that hashes them."""
    names = {name for node in pages.all("//*[@class]") for name in node.get("class").split()}
    share = pages.dice.choice((0.2, 0.5, 1.0))
    style = pages.dice.choice(
        (_hashed, lambda dice, name: f"ui-{name}", lambda dice, name: f"{name}__x")
    )
    new = {name: style(pages.dice, name) for name in sorted(names) if pages.dice.random() < share}
    for node in pages.all("//*[@class]"):
        node.set("class", " ".join(new.get(name, name) for name in node.get("class").split()))
    return Said(f"{len(new)} classes renamed", tuple(new))


def renamed_ids(pages: Pages) -> Said | None:
    """New names for some ids or for all."""
    names = {node.get("id") for node in pages.all("//*[@id]")}
    share = pages.dice.choice((0.3, 1.0))
    new = {name: _hashed(pages.dice, name) for name in sorted(names) if pages.dice.random() < share}
    for node in pages.all("//*[@id]"):
        node.set("id", new.get(node.get("id"), node.get("id")))
    return Said(f"{len(new)} ids renamed", tuple(new))


def wrapped_blocks(pages: Pages) -> Said | None:
    """A new element around tables, lists or sections: cards, scroll boxes."""
    what = pages.dice.choice(
        ("//table", "//dl", "//main//section", "//h1", "//form", "//table|//dl")
    )
    tag = pages.dice.choice(("div", "section", "article"))
    for node in list(pages.all(what)):
        wrap(node, element(tag, class_="wrap"))
    return Said(f"{what} put into {tag}", (what.strip("/"),))


def wrapped_values(pages: Pages) -> Said | None:
    """A new element within cells, or within the values of facts."""
    tag = pages.dice.choice(("span", "div", "b", "p"))
    what = pages.dice.choice(("//td", "//dd", "//td|//dd", "//th", "//dt"))
    for node in pages.all(what):
        if len(node) == 0 and (node.text or "").strip():
            wrap_content(node, element(tag, class_="v"))
    return Said(f"the text of {what} put into {tag}", (what,))


def nested_page(pages: Pages) -> Said | None:
    """The whole page within a new layout: nested boxes, or a table of one cell."""
    old = pages.dice.choice((True, False))
    for root in pages.roots:
        body = root.find("body")
        outer = element("div", class_="app")
        wrap_content(body, outer)
        if old:
            layout, row, cell = element("table", role="presentation"), element("tr"), element("td")
            wrap(outer, cell)
            wrap(cell, row)
            wrap(row, layout)
    return Said("the page laid out in " + ("a table" if old else "a new box"), ("table",))


def reordered_columns(pages: Pages) -> Said | None:
    """The columns of one table in another order, headings and cells alike."""
    chosen = pages.pick(tuple(words(head) for head in heads) for _, heads in tables(pages))
    if chosen is None:
        return None
    order = list(range(len(chosen)))
    pages.dice.shuffle(order)
    for table, heads in tables(pages):
        if tuple(map(words, heads)) == chosen:
            for row in table.xpath(".//tr"):
                _reorder(row, order)
    return Said(f"columns reordered: {chosen}", tuple(filter(None, chosen)))


def _reorder(row, order) -> None:
    expanded = []
    for cell in cells(row):
        span = int(cell.attrib.pop("colspan", "1"))
        expanded += [cell, *(element("td") for _ in range(span - 1))]
    if len(expanded) != len(order):
        return
    for cell in cells(row):
        row.remove(cell)
    for place in order:
        row.append(expanded[place])


def reordered_facts(pages: Pages) -> Said | None:
    """The labelled values of each list in another order."""
    seed = pages.dice.random()
    for node in pages.all("//dl"):
        groups = [[label, *value_nodes(label)] for label in node.xpath("./dt")]
        _shuffle(pages, seed, groups)
        for group in groups:
            for part in group:
                part.tail = None
                node.append(part)
    for table in pages.all("//table"):
        rows = table.xpath(".//tr")
        if rows and all(len(cells(row)) == 2 and cells(row)[0].tag == "th" for row in rows):
            _shuffle(pages, seed, rows)
            for row in rows:
                table.append(row)
    return Said("labelled values reordered", ())


def _shuffle(pages: Pages, seed: float, things: list) -> None:
    del pages
    random.Random(seed).shuffle(things)


def reordered_blocks(pages: Pages) -> Said | None:
    """Sections of the page change places."""
    seed = pages.dice.random()
    for holder in pages.all(
        "//main|//aside|//*[contains(@class,'columns')]|//*[contains(@class,'tab-content')]"
    ):
        children = list(holder)
        _shuffle(pages, seed, children)
        for child in children:
            child.tail = None
            holder.append(child)
    return Said("blocks reordered", ())


def added_column(pages: Pages) -> Said | None:
    """A column more: a box to tick, a picture, a number of something else."""
    chosen = pages.pick(tuple(words(head) for head in heads) for _, heads in tables(pages))
    if chosen is None:
        return None
    place = pages.dice.randrange(len(chosen) + 1)
    head, cell = pages.dice.choice(
        (
            ("", '<input type="checkbox">'),
            ("Picture", '<img src="/x.jpg" alt="">'),
            ("Margin", "¥3.00"),
            *((name, "7") for name in UNRELATED),
        )
    )
    for table, heads in list(tables(pages)):
        if tuple(map(words, heads)) != chosen:
            continue
        rows = whole_rows(table, len(heads))
        for row in rows:
            new = element("th", head) if row is heads[0].getparent() else element("td")
            if new.tag == "td":
                for part in parsed(f"<div>{cell}</div>").xpath("//div/node()"):
                    new.append(part) if not isinstance(part, str) else setattr(new, "text", part)
            row.insert(place, new)
        for row in table.xpath(".//tr"):
            if row not in rows and row.xpath("./*[@colspan]"):
                first = row.xpath("./*[@colspan]")[0]
                if int(first.get("colspan")) >= place:
                    first.set("colspan", str(int(first.get("colspan")) + 1))
                else:
                    row.insert(len(row), element("td"))
    return Said(f"a column {head!r} more at {place}", (head,))


def merged_cells(pages: Pages) -> Said | None:
    """Two columns become one, with both headings and both values, one below the other."""
    chosen = pages.pick(tuple(words(head) for head in heads) for _, heads in tables(pages))
    if chosen is None:
        return None
    place = pages.dice.randrange(len(chosen) - 1)
    for table, heads in list(tables(pages)):
        if tuple(map(words, heads)) == chosen:
            for row in whole_rows(table, len(heads)):
                first, second = cells(row)[place : place + 2]
                first.append(element("br") if first.tag == "td" else element("span", " / "))
                wrap_content(second, element("span"))
                first.append(second[0])
                row.remove(second)
    return Said(
        f"{chosen[place]!r} and {chosen[place + 1]!r} share a cell", chosen[place : place + 2]
    )


def grouped_headings(pages: Pages) -> Said | None:
    """A row of wider headings above the headings."""
    for _, heads in list(tables(pages)):
        row = heads[0].getparent()
        top = element("tr")
        half = len(heads) // 2
        for text, span in (("General", half), ("Details", len(heads) - half)):
            top.append(element("th", text, colspan=str(span)))
        row.addprevious(top)
    return Said("wider headings above the headings", ())


def moved_totals(pages: Pages) -> Said | None:
    """The sums go to another place: to the top, the end, or the foot of the lines' table."""
    where = pages.dice.choice(("top", "end", "foot"))
    moved = False
    for root in pages.roots:
        for sums in root.xpath("//table[@id='sums']"):
            moved = True
            _move(root, sums, where)
    return Said(f"the sums moved to the {where}", ("Order total",)) if moved else None


def _move(root, sums, where: str) -> None:
    main = root.xpath("//main")[0]
    if where == "foot":
        lines = root.xpath("//table[@id='lines']")[0]
        foot = element("tfoot")
        for row in sums.xpath(".//tr"):
            row[0].set("colspan", "4")
            foot.append(row)
        lines.append(foot)
        sums.drop_tree()
    else:
        sums.tail = None
        main.insert(0 if where == "top" else len(main), sums)


def lists_to_boxes(pages: Pages) -> Said | None:
    """Terms and values become plain boxes, told apart by their classes only."""
    for node in list(pages.all("//dl|//dt|//dd")):
        node.set("class", f"{node.get('class', '')} {node.tag}".strip())
        node.tag = "div"
    return Said("lists of terms became boxes", ("dt", "dl"))


def lists_to_tables(pages: Pages) -> Said | None:
    """Terms and values become a table of two columns."""
    for node in list(pages.all("//dl")):
        table = element("table", "", class_=node.get("class", ""))
        for label in node.xpath("./dt"):
            values = value_nodes(label)
            row = element("tr")
            label.tag = "th"
            row.append(label)
            for value in values:
                value.tag = "td"
                row.append(value)
            table.append(row)
        node.getparent().replace(node, table)
    return Said("lists of terms became tables", ("dl", "dt"))


def tables_to_boxes(pages: Pages) -> Said | None:
    """Tables become boxes, with roles for those who cannot see them."""
    roles = {"table": "table", "tr": "row", "td": "cell", "th": "columnheader"}
    for node in list(pages.all("//table|//thead|//tbody|//tr|//td|//th")):
        if node.tag in roles:
            node.set("role", roles[node.tag])
        node.tag = "div"
    return Said("tables became boxes", ("table",))


def other_tags(pages: Pages) -> Said | None:
    """Headings of another rank, strong for b, and the like."""
    swap = pages.dice.choice(
        (
            {"h2": "h3"},
            {"h1": "h2"},
            {"b": "strong", "span": "em"},
            {"section": "div"},
            {"footer": "div"},
            {"main": "div"},
        )
    )
    for old, new in swap.items():
        for node in list(pages.all(f"//{old}")):
            node.tag = new
    return Said(f"other tags: {swap}", tuple(swap))


def twice(pages: Pages) -> Said | None:
    """A table stands there twice, for wide and for narrow screens."""
    for root in pages.roots:
        for table in root.xpath("//table"):
            again = copy.deepcopy(table)
            again.set("class", "mobile-only")
            table.addnext(again)
    return Said("tables stand there twice", ("tables", "values", "twice"))


def _hashed(dice, name: str) -> str:
    del name
    return "c" + "".join(dice.choices(_ALNUM, k=6))
