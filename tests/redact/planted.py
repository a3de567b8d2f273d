"""Planted secrets and buyers, looked for in whatever a run left, however they are spelt there."""

from __future__ import annotations

import base64
import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

_DIGITS = 7  # of a phone number, that it is looked for by its digits alone
_BETWEEN_DIGITS = re.compile(rb"(?<=\d)[ ().\-\xc2\xa0]{1,2}(?=\d)")


def spellings(value: str) -> set[bytes]:
    """`value` as a file may hold it: plain, in URLs, HTML, JSON, base64 and UTF-16."""
    plain = value.encode()
    texts = {value, quote(value), quote(value, safe=""), quote_plus(value), html.escape(value)}
    texts |= {html.escape(value, quote=False), json.dumps(value)[1:-1]}
    texts |= {json.dumps(value, ensure_ascii=False)[1:-1], value.replace('"', '""')}
    texts.add("".join(f"&#{ord(char)};" for char in value))
    found = {text.encode() for text in texts}
    found |= {value.encode(name) for name in ("utf-16-le", "utf-16-be")}
    for shift in range(3):  # wherever in the encoded text it begins
        coded = base64.b64encode(b"\0" * shift + plain)[4 if shift else 0 :].rstrip(b"=")
        sure = coded[:-1]  # the last letter depends on what follows
        found |= {sure, sure.translate(bytes.maketrans(b"+/", b"-_"))}
    return {one for one in found if len(one) > 1}


class Planted:
    """Values that must be nowhere."""

    def __init__(self, values: Iterable[str]) -> None:
        self._known: dict[bytes, str] = {}
        self._phones: dict[bytes, str] = {}
        for value in values:
            self._known |= dict.fromkeys(spellings(value), value)
            digits = "".join(filter(str.isdigit, value))
            if len(digits) >= _DIGITS:
                self._phones[digits.encode()] = value
        whole = sorted(self._known, key=len, reverse=True)
        self._pattern = re.compile(b"|".join(map(re.escape, whole)) or rb"(?!)")

    def __contains__(self, body: bytes) -> bool:
        return bool(self.within(body))

    def within(self, body: bytes) -> set[str]:
        """Those of the values that `body` holds, in any spelling."""
        found = {self._known[match] for match in self._pattern.findall(body)}
        if self._phones:
            joined = _BETWEEN_DIGITS.sub(b"", body)
            found |= {value for digits, value in self._phones.items() if digits in joined}
        return found

    def left_in(self, folder: Path, but: tuple[str, ...] = ()) -> dict[str, set[str]]:
        """File (or member of an archive) -> the values in it; without files whose name ends so."""
        return {
            name: values
            for name, body in contents(folder)
            if not name.endswith(but) and (values := self.within(body) | self.within(name.encode()))
        }


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder, and every member of an archive."""
    for path in folder.rglob("*"):
        if path.is_file():
            body = path.read_bytes()
            yield str(path.relative_to(folder)), body
            if zipfile.is_zipfile(io.BytesIO(body)):
                with zipfile.ZipFile(io.BytesIO(body)) as archive:
                    for name in archive.namelist():
                        yield f"{path.relative_to(folder)}!{name}", archive.read(name)
