"""What an adapter holds on to, learnt by replaying its recording and watching it look."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from selectolax.lexbor import LexborNode

from bots import platforms
from bots.errors import BusinessError
from bots.locators.blind import Without, without
from bots.locators.fields import fields_of
from bots.locators.fingerprint import Fingerprint, in_common
from bots.locators.force import NOTHING_REPLACED, Locators
from bots.locators.json_paths import paths_of
from bots.locators.json_used import paths_read
from bots.locators.label_signs import label_signs, values_of
from bots.locators.labels import written
from bots.locators.signs import signs_of
from bots.locators.watching import Naming, Use, Watching
from bots.model import Order
from bots.page import Document, JsonPage, Page
from bots.testing.recordings import Recording
from bots.testing.replay import Replaying

Node = LexborNode
Reading = Callable[[Locators], AsyncIterator[Order | BusinessError]]


@dataclass(frozen=True)
class Lesson:
    """What one selector of one page class matched in the recording.

    Attributes:
        within: the selector that it is looked for in the matches of; "" for the whole page.
        places: which of those matches; () for every one.
        proof: whether it also proves the page.
        like: what its matches have in common; None when it never matched: nothing was learnt.
        always: whether it matched wherever it was looked for.
        least, most: how many matches it had there, at least and at most.
        shown: the words of a label, as the recorded pages have them.
        without: what the adapter does when it is not there.
        field: the field of an order that is read from it, "" for none or no telling which.
    """

    page: str
    selector: str
    within: str
    places: tuple[int, ...]
    proof: bool
    like: Fingerprint | None
    always: bool
    least: int
    most: int
    field: str = ""
    shown: str = ""
    without: Without = Without.STOPS

    def roots(
        self, document: Document, lessons: Mapping[str, Lesson], force: Locators
    ) -> list[Node]:
        """The elements of a page that it is looked for in."""
        if not self.within:
            root = document.html.root
            return [root] if root is not None else []
        outer = lessons.get(self.within)
        if outer is None:
            return []
        found = outer.matches(document, lessons, force)
        return [found[place] for place in self.places if place < len(found)] or (
            [] if self.places else found
        )

    def matches(
        self, document: Document, lessons: Mapping[str, Lesson], force: Locators
    ) -> list[Node]:
        """What it, or what stands for it, matches on a page."""
        stand_in = force.of(self.page).get(self.selector)
        return [
            node
            for root in self.roots(document, lessons, force)
            for node in root.css(self.selector) or (stand_in.all(root) if stand_in else [])
        ]


@dataclass(frozen=True)
class Lessons:
    """Everything learnt from one reading.

    Attributes:
        pages: by page class, by selector; outer selectors stand before those within them.
        documents: the recorded pages, by page class.
        classes: the page classes themselves.
        labels: by page class, the words that label any of its fields.
    """

    pages: Mapping[str, Mapping[str, Lesson]]
    documents: Mapping[str, Sequence[Document]]
    classes: Mapping[str, type[Page]]
    labels: Mapping[str, frozenset[str]]

    def words(self, page: str) -> frozenset[str]:
        """Every word that labels a field of that page class, as labels compare."""
        return self.labels.get(page, frozenset())

    def is_json(self, page: str) -> bool:
        """Whether that page class reads JSON."""
        return issubclass(self.classes[page], JsonPage)


async def learn(recording: Recording) -> Lessons:
    """Replay the adapter over its recording, and keep what it held on to."""
    lessons = await learn_by(partial(replay, recording), most=len(recording.taken))
    pages = dict(lessons.pages)
    for page, mine in pages.items():
        if lessons.is_json(page):
            documents = lessons.documents[page]
            read = await paths_read(
                recording, documents, list(mine), lambda one: replay(one, NOTHING_REPLACED)
            )
            pages[page] = {path: mine[path] for path in read}
    return replace(lessons, pages=pages)


async def learn_by(read: Reading, most: int) -> Lessons:
    """What is held on to by a reading of pages as they should be, `most` of each class."""
    watching = Watching(most=most)
    orders = [one async for one in read(watching)]
    lessons = Lessons(
        _lessons(watching, orders), watching.documents, watching.classes, _labels(watching)
    )
    pages = {
        page: mine if lessons.is_json(page) else await _that_matter(mine, orders, read)
        for page, mine in lessons.pages.items()
    }
    return replace(lessons, pages=pages)


async def _that_matter(
    lessons: Mapping[str, Lesson], orders: Sequence[Order | BusinessError], read: Reading
) -> dict[str, Lesson]:
    """A page's lessons, with what happens without each; not those without which nothing does."""
    told = {
        selector: replace(one, without=await without(one.page, selector, orders, read))
        for selector, one in lessons.items()
    }
    return {
        selector: one
        for selector, one in told.items()
        if one.like is None or one.without is not Without.SAME
    }


def replay(recording: Recording, locators: Locators) -> AsyncIterator[Order | BusinessError]:
    """What the adapter reads from a recording with these locators in force."""
    adapter = platforms.load(recording.shop.platform)
    portal = adapter(Replaying(recording, adapter.sign_in, locators))
    return portal.orders(recording.since, recording.until)


def _lessons(
    watching: Watching, orders: Sequence[Order | BusinessError]
) -> dict[str, dict[str, Lesson]]:
    producers = {
        node.mem_id: (use.css, place)
        for use in watching.uses
        for place, node in enumerate(use.nodes)
    }
    grouped: dict[tuple[str, str], list[Use]] = defaultdict(list)
    for use in watching.uses:
        grouped[use.page, use.css].append(use)
    pages: dict[str, dict[str, Lesson]] = defaultdict(dict)
    texts: dict[tuple[str, str], set[str]] = {}
    marks = {(one.page, one.field.css) for one in watching.namings}
    for (page, css), uses in grouped.items():
        if (page, css) in marks:
            continue  # it only confirms what a label says
        proof = css in watching.classes[page].proof
        pages[page][css] = _lesson(uses, producers, proof=proof)
        texts[page, css] = {text for use in uses for text in _texts(use)}
    for (page, selector), namings in _by_field(watching).items():
        pages[page][selector] = _label_lesson(namings)
        texts[page, selector] = {
            text for one in namings for node in one.nodes for text in _value_texts(node)
        }
    for page, documents in watching.documents.items():
        if issubclass(watching.classes[page], JsonPage):
            for path, values in paths_of(documents).items():
                pages[page][path] = json_lesson(page, path)
                texts[page, path] = {value for value in values if isinstance(value, str)}
    fields = fields_of(texts, [one for one in orders if isinstance(one, Order)])
    return {
        page: {css: replace(one, field=fields.get((page, css), "")) for css, one in mine.items()}
        for page, mine in pages.items()
    }


def _labels(watching: Watching) -> dict[str, frozenset[str]]:
    return {
        page: frozenset[str]().union(
            *(one.field.words for one in watching.namings if one.page == page)
        )
        for page in watching.classes
    }


def _by_field(watching: Watching) -> dict[tuple[str, str], list[Naming]]:
    found: dict[tuple[str, str], list[Naming]] = defaultdict(list)
    for one in watching.namings:
        found[one.page, one.selector].append(one)
    return found


def _label_lesson(namings: Sequence[Naming]) -> Lesson:
    """What the recorded labels of one field have in common."""
    signs = [label_signs(node) for one in namings for node in one.nodes]
    return Lesson(
        page=namings[0].page,
        selector=namings[0].selector,
        within="",
        places=(),
        proof=False,
        like=in_common(signs, len(namings)) if signs else None,
        always=all(one.nodes for one in namings),
        least=1,
        most=1,
        shown=next((written(node) for one in namings for node in one.nodes), ""),
    )


def _value_texts(label: Node) -> Iterator[str]:
    for value in values_of(label):
        exact = value.css_first("[datetime]")
        yield (exact.attributes.get("datetime") or "") if exact is not None else written(value)


def json_lesson(page: str, path: str) -> Lesson:
    """What is to be learnt of a path: that it was there on every recorded page."""
    return Lesson(page, path, "", (), proof=False, like=None, always=True, least=1, most=1)


def _lesson(uses: list[Use], producers: Mapping[int, tuple[str, int]], *, proof: bool) -> Lesson:
    within, places = _within(uses, producers)
    counts = [len(use.nodes) for use in uses]
    whole = [len((use.root or use.document.html).css(use.css)) for use in uses]
    signs = [signs_of(node) for use in uses for node in use.nodes]
    pages = len({id(use.document) for use in uses if use.nodes})
    return Lesson(
        page=uses[0].page,
        selector=uses[0].css,
        within=within,
        places=places,
        proof=proof,
        like=in_common(signs, pages) if signs else None,
        always=min(counts) > 0,
        least=min(whole),
        most=max(whole),
    )


def _within(
    uses: Iterable[Use], producers: Mapping[int, tuple[str, int]]
) -> tuple[str, tuple[int, ...]]:
    """The selector whose matches it is looked for in, and in which of them when not in all."""
    found = [producers.get(use.root.mem_id, ("", 0)) for use in uses if use.root is not None]
    if not found:
        return "", ()
    within = found[0][0]
    looked = {place for css, place in found if css == within}
    made = {place for css, place in producers.values() if css == within}
    return within, () if looked >= made else tuple(sorted(looked))


def _texts(use: Use) -> list[str]:
    """What is written in its matches; a time's machine-readable form is written there too."""
    return [node.attributes.get("datetime") or node.text().strip() for node in use.nodes]
