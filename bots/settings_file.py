"""Reading `credentials.toml`: every mistake is told with its line and its fix."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError

from bots.errors import SettingsError

Tables = dict[str, Any]
Where = tuple[str | int, ...]

_REFERENCE = re.compile(r"^keyring:[^/\s]+/\S+$")
_SECRET_NAME = re.compile(
    r"(^|_)(password|passwd|secret|token|totp|api_?key|private_?key)$", re.IGNORECASE
)
_KEPT = "nothing was started and nothing was changed"


def read_tables(path: Path, home: Path, only: Collection[str] = ()) -> Tables:
    """The file's tables (or `only` some), with what it leaves to us filled in: names, places.

    Raises SettingsError when the file cannot be read, is no TOML, or holds a plain secret.
    """
    text = _text(path)
    tables = _parsed(path, text)
    if only:
        tables = {name: table for name, table in tables.items() if name in only}
    _refuse_plain_secrets(path, text, tables)
    tables["source"] = path.resolve()
    tables.setdefault("home", home)
    _name_shops(tables)
    _place_secrets(tables, path.resolve().parent, Path(str(tables["home"])))
    return tables


def problem(path: Path, error: ValidationError, model: type[BaseModel]) -> SettingsError:
    """The first mistake that pydantic found, in words, with its line in the file."""
    text = _text(path)
    first = error.errors(include_url=False, include_input=False)[0]
    where = first["loc"]
    others = error.error_count() - 1
    more = f" (and {others} more)" if others else ""
    message = f"{_place(path, text, where)}: {dotted(where)}: {_words(first)}{more}"
    return SettingsError(message, remedy=_fix(first, where, model))


def line_of(text: str, where: Where) -> int | None:
    """The line (from 1) where the key `where` is written, or the nearest table around it."""
    wanted = tuple(str(part) for part in where)
    best: tuple[int, int] | None = None
    for number, keys in _written_keys(text):
        same = _common(keys, wanted)
        if same == len(keys) and (best is None or same > best[0]):
            best = (same, number)
    return best[1] if best else None


def dotted(where: Where) -> str:
    """`shops.north.url` for ("shops", "north", "url")."""
    return ".".join(str(part) for part in where)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise SettingsError(
            f"there is no settings file {path}", remedy="write it, or unset BOTS_CREDENTIALS"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(
            f"{path} is not UTF-8 text (byte {error.start + 1})",
            remedy="save it as UTF-8 in your editor",
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{path} cannot be read: {error.strerror}", remedy="mend its owner or mode"
        ) from error


def _parsed(path: Path, text: str) -> Tables:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            f"{path} is no valid TOML: {_located(str(error), text)}; {_KEPT}",
            remedy='mend that line; text stands in quotes: name = "value"',
        ) from error


def _located(message: str, text: str) -> str:
    """The parser says "(at end of document)" for an open quote; a person needs a line."""
    last = len(text.rstrip().splitlines()) or 1
    return message.replace("at end of document", f"at line {last}, the end of the file")


def _name_shops(tables: Tables) -> None:
    shops = tables.get("shops", {})
    if isinstance(shops, dict):
        for name, shop in shops.items():
            if isinstance(shop, dict):
                shop.setdefault("name", name)


def _place_secrets(tables: Tables, beside: Path, home: Path) -> None:
    """The encrypted file's default place, and a key file's path relative to the settings file."""
    secrets = tables.setdefault("secrets", {})
    if not isinstance(secrets, dict):
        return
    secrets.setdefault("file", home / "secrets.enc")
    key = secrets.get("key")
    if isinstance(key, str) and key.startswith("file:"):
        secrets["key"] = f"file:{beside / Path(key.removeprefix('file:')).expanduser()}"


def _refuse_plain_secrets(path: Path, text: str, tables: Tables) -> None:
    for where, value in _leaves(tables):
        name = str(where[-1])
        if where[0] == "secrets":
            continue  # `key` names a place, and is checked by its own pattern
        if name == "url":
            _refuse_password_in_url(path, text, where, value)
        elif _SECRET_NAME.search(name) and value and not _REFERENCE.match(value):
            raise _plain_secret(path, text, where, "a plain secret")


def _refuse_password_in_url(path: Path, text: str, where: Where, value: str) -> None:
    try:
        password = urlsplit(value).password
    except ValueError:
        return  # no URL at all: the type of the key says so
    if password:
        beside = (*where[:-1], "password")
        raise _plain_secret(path, text, where, "a plain password in the URL", beside)


def _plain_secret(
    path: Path, text: str, where: Where, what: str, key: Where | None = None
) -> SettingsError:
    key = key or where
    service = next((str(part) for part in reversed(key[:-1]) if part != "options"), "bots")
    reference = f"keyring:{service}/{key[-1]}"
    return SettingsError(
        f"{_place(path, text, where)}: {dotted(where)} holds {what}; {_KEPT}",
        remedy=f'run: bots credentials set {reference} , then write: {key[-1]} = "{reference}"',
    )


def _leaves(table: Mapping[str, Any], prefix: Where = ()) -> Iterator[tuple[Where, str]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*prefix, key))
        elif isinstance(value, str):
            yield (*prefix, key), value


def _place(path: Path, text: str, where: Where) -> str:
    line = line_of(text, where)
    return f"{path}, line {line}" if line else str(path)


def _written_keys(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every table header and key of the text, as full paths, with its line."""
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        bare = line.strip()
        if bare.startswith("["):
            table = _key_path(bare.partition("#")[0].strip().strip("[]"))
            yield number, table
        elif "=" in bare and not bare.startswith("#"):
            yield number, (*table, *_key_path(bare.partition("=")[0]))


def _key_path(written: str) -> tuple[str, ...]:
    try:
        node: Any = tomllib.loads(f"{written} = 0")
    except tomllib.TOMLDecodeError:
        return ()  # the middle of a multi-line value, not a key
    keys: list[str] = []
    while isinstance(node, dict):
        key, node = next(iter(node.items()))
        keys.append(key)
    return tuple(keys)


def _common(left: tuple[str, ...], right: tuple[str, ...]) -> int:
    pairs = zip(left, right, strict=False)
    return next((index for index, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _words(error: Mapping[str, Any]) -> str:
    match error["type"]:
        case "missing":
            return "is missing"
        case "extra_forbidden":
            return "is no setting"
        case _:
            return str(error["msg"]).removeprefix("Value error, ")


def _fix(error: Mapping[str, Any], where: Where, model: type[BaseModel]) -> str:
    name = str(where[-1]) if where else ""
    if error["type"] == "missing":
        return f"add {name} = ... to [{dotted(where[:-1])}]; credentials.example.toml shows it"
    if error["type"] == "extra_forbidden":
        close = difflib.get_close_matches(name, _known_keys(model), n=1)
        return f"did you mean {close[0]!r}?" if close else "remove it"
    return "mend that line; credentials.example.toml shows every setting"


def _known_keys(model: type[BaseModel]) -> set[str]:
    """Every key that some table of the settings has."""
    keys = set(model.model_fields)
    for field in model.model_fields.values():
        for part in (field.annotation, *getattr(field.annotation, "__args__", ())):
            if isinstance(part, type) and issubclass(part, BaseModel):
                keys |= _known_keys(part)
    return keys
