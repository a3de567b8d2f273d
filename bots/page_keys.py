"""Reading JSON by the names of its keys, however they are spelled, and wherever they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from bots.errors import ScreenChanged
from bots.page import Json, JsonPage

_MARKS = re.compile(r"[^0-9a-z]")


class Keys:
    """One JSON object. Every key asked for must be there, though its value may be null.

    Names compare without case and marks: `orderId`, `order_id` and `OrderID` are one. A path of
    names goes through objects within the object.
    """

    def __init__(self, page: JsonPage, value: Json, where: str) -> None:
        self._page = page
        self.where = where
        if not isinstance(value, dict):
            raise page.changed(f"has {_kind(value)} at {where}, not an object")
        self._values = _by_name(page, value, where)

    def any(self, name: str) -> Json:
        """The value; ScreenChanged without the key."""
        found = self._values.get(_plain(name), _MISSING)
        if found is _MISSING:
            keys = ", ".join(sorted(self._values))
            raise self._page.changed(f"lacks the key {self.where}.{name} (it has: {keys})")
        return found

    def text(self, name: str) -> str:
        """A text; a null is "" here, and anything else is ScreenChanged."""
        value = self.any(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self._changed(name, value, "a text")
        return value

    def whole(self, name: str) -> int:
        """A whole number, written as a number or as its digits; a fraction is ScreenChanged."""
        value = self.any(name)
        if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._changed(name, value, "a whole number")
        return value

    def hundredths(self, name: str) -> Decimal:
        """An amount that is kept as a whole number of hundredths."""
        return Decimal(self.whole(name)) / 100

    def object(self, name: str) -> Keys:
        """The object below this key."""
        return Keys(self._page, self.any(name), f"{self.where}.{name}")

    def objects(self, name: str) -> list[Keys]:
        """The list of objects below this key."""
        values = self._list(name)
        return [Keys(self._page, one, f"{self.where}.{name}[]") for one in values]

    def texts(self, name: str) -> list[str]:
        """The list of texts below this key."""
        values = self._list(name)
        if any(not isinstance(one, str) for one in values):
            raise self._changed(name, values, "a list of texts")
        return list(values)

    def _list(self, name: str) -> list[Json]:
        value = self.any(name)
        if not isinstance(value, list):
            raise self._changed(name, value, "a list")
        return value

    def _changed(self, name: str, value: Json, wanted: str) -> Exception:
        return self._page.changed(f"has {_kind(value)} at {self.where}.{name}, not {wanted}")


_MISSING = object()


def holder(page: JsonPage, *names: str) -> Keys:
    """The one object in the body that has all these keys, however deep answers are wrapped.

    Raises ScreenChanged that names the keys when there is none, or several.
    """
    wanted = set(map(_plain, names))
    found = [(where, one) for where, one in _objects(_body(page), "body")]
    whole = [(where, one) for where, one in found if wanted <= set(map(_plain, one))]
    if len(whole) != 1:
        nearest = max(
            (set(map(_plain, one)) for _, one in found), key=wanted.__and__, default=set()
        )
        raise page.changed(
            f"has {len(whole)} objects with the keys {', '.join(names)}"
            f" (nearest: {', '.join(sorted(nearest))[:200]})"
        )
    where, value = whole[0]
    return Keys(page, value, where)


def _body(page: JsonPage) -> Json:
    try:
        return page.body
    except ScreenChanged as error:
        kind = page.document.content_type or "something"
        raise page.changed(f"is {kind} that is no JSON") from error


def _objects(value: Json, where: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Every object that is not an entry of a list."""
    if isinstance(value, dict):
        yield where, value
        for key, inner in value.items():
            yield from _objects(inner, f"{where}.{key}")


def _by_name(page: JsonPage, value: dict[str, Json], where: str) -> dict[str, Json]:
    names = {_plain(key): inner for key, inner in value.items()}
    if len(names) != len(value):
        raise page.changed(f"has two keys of one name in {where}: {', '.join(sorted(value))}")
    return names


def _plain(name: str) -> str:
    return _MARKS.sub("", name.casefold())


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    kinds = {bool: "yes or no", int: "a whole number", float: "a fraction", str: "a text"}
    return kinds.get(type(value), "a list" if isinstance(value, list) else "an object")
