"""Every change of every site for some seeds."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from bots.page import Document
from tests.drift import breaking, csv_changes, json_changes, keeping, replaced
from tests.drift.judge import READ, Change
from tests.drift.pages import Pages, copied, parsed, written
from tests.drift.sites import Site

REPLACED = (
    (replaced.sign_in, frozenset({"session_expired"})),
    (replaced.challenge, frozenset({"person_needed"})),
    (replaced.trouble, frozenset({"try_again"})),
    (replaced.another, READ),
)


def changes(site: Site, seeds: range) -> Iterator[Change]:
    """Every kind of change of every kind of page, once a seed."""
    trees = {page: _trees(site, places) for page, places in site.kinds.items()}
    for seed in seeds:
        for page, places in site.kinds.items():
            first = site.documents[places[0]]
            if "html" in first.content_type:
                yield from _html(site, page, seed, trees[page])
            elif "json" in first.content_type:
                yield from _json(site, page, seed)
            else:
                yield from _csv(site, page, seed)
            yield from _replaced(site, page, seed)


def _trees(site: Site, places: tuple[int, ...]) -> list[etree.ElementBase]:
    html = ["html" in site.documents[place].content_type for place in places]
    return [parsed(site.documents[place].text) for place in places] if all(html) else []


def _dice(site: Site, page: str, kind: str, seed: int) -> random.Random:
    return random.Random(f"{site.name} {page} {kind} {seed}")


def _html(site: Site, page: str, seed: int, trees: list[etree.ElementBase]) -> Iterator[Change]:
    for kinds, keeps in ((keeping.KINDS, True), (breaking.KINDS, False)):
        for kind in kinds:
            pages = Pages(
                [copied(tree) for tree in trees],
                _dice(site, page, kind.__name__, seed),
                site.language,
                site.name,
            )
            said = kind(pages)
            if said is None:
                continue
            new = {
                place: replace(site.documents[place], text=written(root))
                for place, root in zip(site.kinds[page], pages.roots, strict=True)
            }
            yield Change(site, page, _name(kind), seed, said, keeps, READ, new)


def _json(site: Site, page: str, seed: int) -> Iterator[Change]:
    (place,) = site.kinds[page]
    for kinds, keeps in ((json_changes.KEEPING, True), (json_changes.BREAKING, False)):
        for kind in kinds:
            body, said = kind(
                json.loads(site.documents[place].text), _dice(site, page, kind.__name__, seed)
            )
            text = json.dumps(body, ensure_ascii=False)
            new = {place: replace(site.documents[place], text=text)}
            yield Change(site, page, _name(kind), seed, said, keeps, READ, new)


def _csv(site: Site, page: str, seed: int) -> Iterator[Change]:
    (place,) = site.kinds[page]
    headless = "h=0" in site.documents[place].url
    for kinds, keeps in ((csv_changes.KEEPING, True), (csv_changes.BREAKING, False)):
        for kind in kinds:
            if headless and kind in csv_changes.OF_HEADINGS:
                continue
            made = kind(
                csv_changes.read(site.documents[place].text),
                _dice(site, page, kind.__name__, seed),
                site.name,
            )
            if made is None:
                continue
            lost = "\ufffd" in made[0]  # bytes that stood for no character
            new = {place: replace(site.documents[place], text=made[0], damaged=lost)}
            yield Change(site, page, f"file {_name(kind)}", seed, made[1], keeps, READ, new)


def _replaced(site: Site, page: str, seed: int) -> Iterator[Change]:
    for kind, errors in REPLACED:
        dice = _dice(site, page, kind.__name__, seed)
        place = dice.choice(site.kinds[page])
        document, said = kind(site.documents[place], dice)
        yield Change(site, page, _name(kind), seed, said, False, errors, {place: document})
    dice = _dice(site, page, "cut_off", seed)
    place = dice.choice(site.kinds[page])
    document, said = replaced.cut_off(site.documents[place], dice)
    whole = "csv" in site.documents[place].content_type
    errors = READ if whole else frozenset({"try_again"})
    yield Change(site, page, "cut off", seed, said, False, errors, {place: document})
    if len(site.kinds[page]) > 1:
        yield _of_another(site, page, seed)


def _of_another(site: Site, page: str, seed: int) -> Change:
    """One record's page in the place of another's: a cache that mixes them up."""
    from tests.drift.pages import Said

    dice = _dice(site, page, "of another", seed)
    one, other = dice.sample(site.kinds[page], 2)
    document: Document = replace(site.documents[other], url=site.documents[one].url)
    said = Said("the page of another record", ("not the page", "does not name", "is not", "list"))
    return Change(site, page, "page of another", seed, said, False, READ, {one: document})


def _name(kind: object) -> str:
    return str(getattr(kind, "__name__", kind)).replace("_", " ")
