"""Ways to write down a new locator: the old one with new names, or one that fits an element."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from selectolax.lexbor import LexborNode, SelectolaxError

from bots.locators.changed import Seen, hooks, names_on
from bots.locators.fingerprint import in_common
from bots.locators.signs import Signs, words

_HOOK = re.compile(r"[.#]-?[A-Za-z_][\w-]*", re.ASCII)
_TIGHT = re.compile(r"\s*[>+~]\s*")
_ENOUGH = 4  # elements of one name that are looked at
_BEST = 3
_ALIKE = 0.35


@dataclass(frozen=True)
class Option:
    """A way to write it: CSS, and the label that a match must have, when one is given.

    Attributes:
        kept: it is the old selector, and each new name in it has all the words of the old one, and
            no other is as close: then what it matches needs no further telling apart.
    """

    css: str
    label: str = ""
    kept: bool = False


@dataclass(frozen=True)
class NewNames:
    """The new names most like an old one, likest first; `kept`: it is the old one, dressed up."""

    names: tuple[str, ...]
    kept: bool


def renamed(selector: str, new: Mapping[str, NewNames]) -> Iterator[Option]:
    """The old selector with the new names; then with looser ties between its parts."""
    lost = [name for name in dict.fromkeys(_HOOK.findall(selector)) if name in new]
    for depth in range(_BEST):
        chosen = {name: new[name].names[depth] for name in lost if len(new[name].names) > depth}
        if len(chosen) < len(lost):
            return
        made = _HOOK.sub(partial(_instead, chosen), selector)
        kept = depth == 0 and bool(lost) and all(new[name].kept for name in lost)
        yield Option(made, kept=kept)
        if (loose := _TIGHT.sub(" ", made)) != made:
            yield Option(loose)


def _instead(names: Mapping[str, str], found: re.Match[str]) -> str:
    return names.get(found[0], found[0])


def new_names(
    selectors: Sequence[str], before: Sequence[Seen], now: Sequence[Seen]
) -> dict[str, NewNames]:
    """For each name that selectors use and the changed pages lack: the new ones most like it."""
    here = names_on(now)
    fresh = sorted(here - names_on(before))
    lost = sorted({name for css in selectors for name in _HOOK.findall(css)} - here)
    held = {name: _held(name, now) for name in fresh}
    return {name: _likest(name, _held(name, before), held, len(before)) for name in lost}


def fitting(node: LexborNode, label: str) -> Iterator[Option]:
    """Selectors for one element, the plainest first; `label` narrows what is not named."""
    own = list(hooks(node))
    tag = node.tag or "*"
    named = [f"{tag}{one}" for one in own] + [
        f"{tag}{a}{b}" for a, b in combinations(own, 2) if "#" not in a + b
    ]
    around = [hook for outer in _around(node) for hook in hooks(outer)]
    yield from (Option(one) for one in named)
    yield from (Option(f"{outer} {one}") for one in named for outer in around)
    if label:
        for outer in ("", *(f"{hook} " for hook in around)):
            yield from (Option(f"{outer}{one}", label) for one in (*named, tag))
    yield from (Option(f"{outer} {tag}") for outer in around)
    yield Option(tag)


def matches(css: str, root: LexborNode) -> list[LexborNode]:
    """What it matches; nothing when it is no CSS."""
    try:
        return root.css(css)
    except SelectolaxError:
        return []


def _likest(
    name: str, old: Sequence[Signs], held: Mapping[str, Sequence[Signs]], pages: int
) -> NewNames:
    if not old:
        return NewNames((), kept=False)
    like = in_common(old, pages)
    mine = frozenset(words(name))
    same = [new for new in held if new[0] == name[0] and mine and mine <= set(words(new))]
    scored: list[tuple[float, str]] = []
    for new, signs in held.items():
        score = sum(map(like.likeness, signs)) / len(signs)
        score += len(mine & set(words(new))) / len(mine) if mine else 0.0
        scored.append((-score, new))
    best = [new for score, new in sorted(scored)[:_BEST] if -score > _ALIKE]
    closest = _closest(same)
    kept = closest is not None and (len(same) == 1 or best[:1] == [closest])
    return NewNames(tuple(dict.fromkeys((closest, *best) if kept and closest else best)), kept)


def _closest(names: Sequence[str]) -> str | None:
    """The name with the fewest words, if only one has so few."""
    counted = sorted((len(set(words(name))), name) for name in names)
    if not counted or (len(counted) > 1 and counted[0][0] == counted[1][0]):
        return None
    return counted[0][1]


def _held(name: str, pages: Sequence[Seen]) -> list[Signs]:
    """The signs of some elements that have that name."""
    found: list[Signs] = []
    for page in pages:
        found.extend(map(page.signs, page.document.html.css(name)[:_ENOUGH]))
        if len(found) >= _ENOUGH:
            break
    return found


def _around(node: LexborNode) -> Iterator[LexborNode]:
    parent = node.parent
    while parent is not None and parent.tag not in {"body", "html", "-undef"}:
        yield parent
        parent = parent.parent
