"""Hostile text in orders: data in the ERP, harmless everywhere else."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import deque
from itertools import islice
from pathlib import Path

import openpyxl
import pytest

from bots.ledger import Ledger, State
from bots.practice.expected import one_spelling
from bots.practice.judge import judge
from bots.practice_settings import practice_home
from tests.hostile.conftest import CONTROLS, Hostile
from tests.hostile.values import NUMBERS, REFUSED, REFUSED_IN_JSON, SKUS, TEXTS, UNDECODED

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.ci]


def planted(hostile: Hostile) -> dict[str, str]:
    """Plant everything in both shops; reference -> the field that must be refused, "": the page."""
    every = deque(TEXTS.values())
    texts = []
    for note in TEXTS.values():
        every.rotate(-1)
        name, title, *lines = (_line(text) for text in islice(every, 4))
        texts.append({"note": note, "name": name, "title": title, "lines": lines})
    numbers = [{"number": number} for number in NUMBERS]
    skus = [{"sku": sku} for sku in SKUS]
    refused = list(REFUSED.items())
    fields: dict[str, str] = {}
    for shop in ("north", "south"):
        mine = refused + (list(REFUSED_IN_JSON.items()) if shop == "south" else [])
        hostile.desk.plant(shop, [*texts[shop == "south" :: 2], *numbers])
        for field, wish in mine:
            (number,) = hostile.desk.plant(shop, [wish])
            fields[f"{shop}/{number}"] = field
        hostile.desk.plant(shop, skus)
    hostile.desk.plant("north", [{"number": ".."}])
    fields["north/.."] = "number"
    (number,) = hostile.desk.plant("north", [{"note": UNDECODED}])
    fields[f"north/{number}"] = ""
    return fields


def _line(text: str) -> str:
    """`text` as one line of an address or a name, which has no line ends."""
    return " ".join(re.split("[\r\n]+", text))[:500]


@pytest.mark.parametrize("hostile", ["form", "import"], indirect=True)
@pytest.mark.timeout(900)
def test_hostile_orders_are_data_in_the_erp_and_harmless_elsewhere(hostile, tmp_path):
    """Each is in the ERP unchanged, or refused alone; log, terminal, report stay harmless."""
    fields = planted(hostile)
    hostile.run("collect_orders", "--since", "3d")
    hostile.run("enter_orders", codes=(0, 1, 3))
    for words in (("items", "list", "--all", "--limit", "500"), ("runs", "list"), ("report_day",)):
        hostile.run(*words)
    hostile.run("items", "list", "--all", "--limit", "500", "--json")
    _the_erp_holds_them(hostile, fields)
    _the_worklist_says_why(hostile, fields)
    _the_logs_are_lines_of_json(hostile.home)
    _the_terminal_is_left_alone(hostile.printed)
    _the_report_is_text(hostile)
    _names_of_files_are_plain(hostile.home)


def _the_erp_holds_them(hostile: Hostile, fields: dict[str, str]) -> None:
    verdict = judge(practice_home(hostile.home))
    # the judge expects no order whose SKU nobody mapped
    assert set(verdict.missing) == {ref for ref, field in fields.items() if "sku" not in field}
    assert (verdict.duplicated, verdict.unexpected, verdict.unfinished) == ((), (), ())
    assert verdict.different == ()
    with sqlite3.connect(practice_home(hostile.home) / "erp.sqlite") as erp:
        notes = {note for (note,) in erp.execute("select note from sales")}
    assert {one_spelling(text) for text in TEXTS.values()} <= set(map(one_spelling, notes))


def _ledger(hostile: Hostile) -> Ledger:
    return Ledger.open(f"sqlite:///{practice_home(hostile.home) / 'ledger.sqlite'}")


def _the_worklist_says_why(hostile: Hostile, fields: dict[str, str]) -> None:
    with _ledger(hostile) as ledger:
        items = {item.key: item for item in ledger.items.search(limit=1000)}
    for reference, field in fields.items():
        item = items[reference]
        rule = "invalid_field" if field else "unreadable"
        assert (item.state, item.rule, item.field) == (State.REJECTED, rule, field)
        assert item.remedy
    unmapped = {item.message for item in items.values() if item.rule == "unmapped_sku"}
    assert all(any(sku in message for message in unmapped) for sku in SKUS)


def _the_logs_are_lines_of_json(home: Path) -> None:
    logs = [*home.rglob("*.jsonl"), *home.rglob("error.json")]
    assert logs
    for log in logs:
        text = log.read_text("utf-8")
        assert not CONTROLS.search(text), log
        for line in text.splitlines() if log.suffix == ".jsonl" else [text]:
            json.loads(line)


def _the_terminal_is_left_alone(printed: list[str]) -> None:
    """Not even a colour: this was no terminal, so whatever controls one is a stranger's."""
    for text in printed:
        assert not CONTROLS.search(text)
    assert any("[red]N1[/red]" in text for text in printed)


def _the_report_is_text(hostile: Hostile) -> None:
    (file,) = hostile.home.rglob("orders-*.xlsx")
    book = openpyxl.load_workbook(file)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    shown = {cell.value for cell in cells}
    with _ledger(hostile) as ledger:
        waiting = ledger.items.search(states=[State.REJECTED], limit=1000)
    wanted = {item.key for item in waiting if item.rule == "unmapped_sku"}
    assert wanted
    assert wanted <= shown


def _names_of_files_are_plain(home: Path) -> None:
    odd = [path for path in home.rglob("*") if not re.fullmatch(r"[\w.+-]+", path.name, re.ASCII)]
    assert odd == []
