"""The search for planted values finds them in every spelling, or it would prove nothing."""

from __future__ import annotations

import base64
import html
import json
import zipfile
from urllib.parse import quote, quote_plus

import pytest

from bots.model import Address
from bots.redact import MASK, Redactor
from tests.redact.planted import Planted

NAME, PHONE = "欧阳 O'Brien <娜>", "+86 13812345678"


@pytest.mark.parametrize(
    "spell",
    [
        str,
        quote,
        quote_plus,
        html.escape,
        json.dumps,
        lambda text: base64.b64encode(text.encode()).decode(),
        lambda text: base64.b64encode(f"a:{text}".encode()).decode(),
        lambda text: base64.b64encode(f"ab:c{text}".encode()).decode(),
        lambda text: "".join(f"&#{ord(char)};" for char in text),
    ],
)
def test_a_planted_value_is_found_however_it_is_spelt(spell):
    """In URLs, HTML, JSON, base64."""
    body = f"before {spell(NAME)} after".encode()
    assert Planted([NAME]).within(body) == {NAME}
    assert Planted([NAME]).within(b"before after") == set()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_a_planted_value_is_found_in_wide_text(encoding):
    """As a browser's own files hold it."""
    assert Planted([NAME]).within(f"before {NAME} after".encode(encoding)) == {NAME}


@pytest.mark.parametrize(
    "spelt", ["138 1234 5678", "138-1234-5678", "8613812345678", "(86)138.1234.5678"]
)
def test_a_phone_is_found_by_its_digits(spelt):
    """However it is broken up."""
    assert Planted(["13812345678"]).within(f"call {spelt}!".encode())


def test_archives_and_names_of_files_are_looked_into(tmp_path):
    """Members of a zip, and what files are called."""
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("inner.txt", NAME * 100)
    (tmp_path / "of-13812345678.txt").write_text("nothing")
    left = Planted([NAME, PHONE[4:]]).left_in(tmp_path)
    assert left == {"a.zip!inner.txt": {NAME}, "of-13812345678.txt": {PHONE[4:]}}


@pytest.mark.parametrize(
    "spell", [str, quote, quote_plus, html.escape, lambda text: json.dumps(text)[1:-1]]
)
def test_the_redaction_knows_the_same_spellings(spell):
    """What is known is masked in URLs, HTML and JSON as well."""
    redactor = Redactor()
    redactor.know(NAME)
    assert redactor.redact(f"x {spell(NAME)} y") == f"x {MASK} y"


def test_an_address_is_no_part_of_an_error():
    """What pydantic says of a record that cannot be does not repeat what it was given."""
    with pytest.raises(ValueError, match="district") as refused:
        Address(name=NAME, district="x\0", phone=PHONE)
    assert Planted([NAME, PHONE]).within(str(refused.value).encode()) == set()
