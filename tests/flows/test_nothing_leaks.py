"""What failing runs leave behind names nobody, and is its owner's alone."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bots.credentials import store
from bots.practice.accounts import account
from bots.practice_settings import practice_home, practice_settings
from bots.settings import SecretSettings
from tests.flows.conftest import FLOWS, Company, wait_until
from tests.hostile.conftest import settings_in
from tests.redact.planted import Planted, contents

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SEED = 1  # of the company
SITES = ("north", "south", "erp")
# The shops' and the ERP's own databases, and the secrets and sessions that are kept encrypted.
DATA = (".sqlite", ".sqlite-wal", ".sqlite-shm")
ORDERS = {"orders", "order_versions"}  # the ledger's tables that must hold what is entered


def people_of(home: Path) -> set[str]:
    """Names, phones, addresses and messages of the buyers, from the shops' own databases."""
    found: set[str] = set()
    for shop in ("north", "south"):
        with sqlite3.connect(practice_home(home) / f"{shop}.sqlite") as database:
            rows = database.execute("select name, phone, email, lines, note from orders").fetchall()
        cells = {str(value) for row in rows for value in row}
        found |= {line.strip() for cell in cells for line in cell.split("\n")}
    # A word like `null` is a buyer's name here, and stands in every file of JSON.
    return {text for text in found if len(text) > 1 and text != "null"}


def secrets_of(home: Path) -> set[str]:
    """The practice's passwords, code seeds, and the key of its secrets file."""
    accounts = [account(site, SEED) for site in SITES]
    key = (practice_home(home) / "secrets.key").read_text().strip()
    return {one for each in accounts for one in (each.password, each.totp) if one} | {key}


def planted_in(company: Company) -> Planted:
    """All that must be nowhere but in the orders themselves."""
    return Planted(people_of(company.home) | secrets_of(company.home))


def nothing_left(company: Company, planted: Planted) -> None:
    """Nothing of it lies in any file, nor in a table of the ledger that is no order."""
    left = planted.left_in(company.home, but=(*DATA, "secrets.key"))
    assert left == {}
    for name in ("ledger.sqlite", "ledger-engine.sqlite"):
        file = practice_home(company.home) / name
        assert not file.exists() or dict(in_tables(file, planted)) == {}


def in_tables(file: Path, planted: Planted) -> Iterator[tuple[str, set[str]]]:
    """The tables of a database, but those of orders, that hold something planted."""
    with sqlite3.connect(file) as database:
        tables = [
            name
            for (name,) in database.execute("select name from sqlite_master where type = 'table'")
            if name not in ORDERS
        ]
        for name in tables:
            rows = database.execute(f"select * from {name}").fetchall()  # our own names
            if found := planted.within(repr(rows).encode()):
                yield name, found


FAULTS = {
    "a page that changed": [("north", "changed_words", {"path": r"/orders/\w", "skip": 2})],
    "an app that changed": [("south", "changed_layout", {"path": "/api/orders"})],
    "an empty list": [("north", "empty_list", {}), ("south", "empty_list", {})],
    "a bot challenge": [("north", "challenge", {"skip": 4}), ("south", "challenge", {"skip": 1})],
    "no answers": [("north", "error_500", {"skip": 4}), ("south", "drop_before", {"skip": 1})],
    "cut answers": [("north", "drop_after", {"skip": 4}), ("south", "too_many", {"skip": 1})],
    "lost sessions": [("north", "expire", {"skip": 3}), ("south", "expire", {"skip": 1})],
}
IN_ERP = {
    "an ERP that changed": [("erp", "changed_layout", {"skip": 12})],
    "an ERP that fails": [("erp", "error_500", {"methods": ("POST",), "path": "sale"})],
    "answers lost after saving": [("erp", "drop_after", {"methods": ("POST",), "path": "sale"})],
    "a challenge in the ERP": [("erp", "challenge", {"skip": 8})],
}


def go_wrong(company: Company, flow: str, faults) -> None:
    """Run a flow while these faults are on; every one of them strikes."""
    for site, kind, how in faults:
        company.desk.fault(site, kind, **how)
    company.run(flow)
    struck = company.desk.struck()
    company.desk.no_faults()
    assert {f"{site} {kind}" for site, kind, _ in faults} <= set(+struck)


@pytest.mark.ci
@pytest.mark.timeout(900)
def test_failing_runs_leave_no_secret_and_no_buyer(company: Company) -> None:
    """Flows stop half-way and leave evidence; no secret, no buyer is in any of it."""
    planted = planted_in(company)
    go_wrong(company, "collect_orders", FAULTS["a page that changed"])
    company.run("collect_orders")
    go_wrong(company, "enter_orders", IN_ERP["an ERP that changed"])
    names = {Path(name).name for name, _ in contents(company.home)}
    assert {"page.html", "page.png", "error.json", "requests.jsonl", "log.jsonl"} <= names
    nothing_left(company, planted)


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("way", ["form", "import"])
def test_every_way_to_fail_leaves_no_secret_and_no_buyer(company: Company, tmp_path, way) -> None:
    """Each kind of trouble, in both shops and in the ERP: nothing is left of any of them."""
    company.told = {"BOTS_CREDENTIALS": str(settings_in(tmp_path, company.home, way))}
    for faults in FAULTS.values():
        go_wrong(company, "collect_orders", faults)
    for faults in IN_ERP.values():
        company.desk.arrive("north", 3)  # those of before wait for their next try
        company.run("collect_orders")
        go_wrong(company, "enter_orders", faults)
    company.run("report_day")
    company.run("sweep_erp")
    nothing_left(company, planted_in(company))


@pytest.mark.timeout(600)
def test_a_refused_password_and_a_question_leave_nothing(company: Company) -> None:
    """A wrong password is in no file; the picture of a question shows no typed one."""
    secrets = SecretSettings.model_validate(practice_settings(company.home)["secrets"])
    store("keyring:practice/north-password", "Planted-wrong-1!", secrets)
    company.desk.switch("south", captcha=True)
    planted = Planted(people_of(company.home) | secrets_of(company.home) | {"Planted-wrong-1!"})
    code, told = company.run("collect_orders", "--shop", "north")
    assert (code, told["troubles"][0]["kind"]) == (1, "sign_in_refused")
    asking = company.flow("collect_orders", "--shop", "south")
    with company.ledger() as ledger:
        wait_until(lambda: ledger.questions.open("south"), "a question")
        (question,) = ledger.questions.open("south")
        answer = company.desk.site("south")["captcha_answer"]
        ledger.questions.answer(question.id, answer, "tester")
    asking.communicate(timeout=200)
    nothing_left(company, planted)


BROKEN = """
from bots.flow import Run, Shops, Since, flow

@flow
async def broken(run: Run, *, since: Since = Since("2d")) -> None:
    '''Crash in the middle of an order, the way a mistake does.'''
    async with run.shop("north") as shop:
        async for order in shop.orders(since.at(run.now, run.settings.shop("north").zone), run.now):
            secret_local = order.ship_to.text()
            try:
                {}[order.buyer]
            except KeyError as error:
                raise ValueError(f"{order.ship_to.name} {order.ship_to.phone}: {error}") from error

if __name__ == "__main__":
    broken()
"""


@pytest.mark.ci
@pytest.mark.timeout(300)
def test_a_mistake_of_ours_in_the_middle_of_an_order_names_nobody(
    company: Company, tmp_path
) -> None:
    """With a buyer in the error, its cause and its locals: log, file and screen are clean."""
    planted = planted_in(company)
    script = tmp_path / "flow" / "broken.py"
    script.parent.mkdir()
    script.write_text(BROKEN)
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        env={**os.environ, "BOTS_HOME": str(company.home), "BOTS_PRACTICE": "1"},
        timeout=200,
        check=False,
    )
    assert done.returncode == 1
    assert b"mistake in this program" in done.stderr
    assert planted.within(done.stdout + done.stderr) == set()
    logs = [body.decode() for name, body in contents(company.home) if "failure-" in name]
    assert len(logs) == 1
    assert "KeyError" in logs[0]
    assert "ValueError" in logs[0]
    nothing_left(company, planted)


@pytest.mark.ci
@pytest.mark.timeout(300)
def test_no_other_process_is_shown_a_secret(company: Company) -> None:
    """Command lines and environments of all processes of a run, Chromium's too, hold none."""
    planted = Planted(secrets_of(company.home) | {"planted-key-of-the-file"})
    company.desk.fault("north", "latency", seconds=2)
    process = subprocess.Popen(
        [sys.executable, str(FLOWS / "collect_orders.py"), "--shop", "north"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={
            **os.environ,
            "BOTS_HOME": str(company.home),
            "BOTS_PRACTICE": "1",
            "BOTS_SECRETS_KEY": "planted-key-of-the-file",
        },
    )
    company.started.append(process)
    running = psutil.Process(process.pid)
    wait_until(
        lambda: any("--type=renderer" in one.cmdline() for one in alive(running)), "a browser"
    )
    family = alive(running)
    lines = {" ".join(one.cmdline()) for one in [running, *family]}
    assert {line for line in lines if planted.within(line.encode())} == set()
    assert running.rlimit(psutil.RLIMIT_CORE)[0] == 0, "a crash would write memory down"
    chromium = [one for one in family if "chromium" in one.name() or "chrome" in one.name()]
    assert chromium
    told = {
        key for one in chromium for key, value in environment(one).items() if "planted" in value
    }
    assert told == set()


def alive(process: psutil.Process) -> list[psutil.Process]:
    """The process's descendants that still live."""
    try:
        return [one for one in process.children(recursive=True) if one.is_running()]
    except psutil.NoSuchProcess:
        return []


def environment(process: psutil.Process) -> dict[str, str]:
    """A process's environment; empty when it just ended."""
    try:
        return process.environ()
    except psutil.Error:
        return {}


@pytest.mark.ci
@pytest.mark.timeout(600)
@pytest.mark.parametrize("umask", [0o000, 0o077])
def test_what_runs_write_is_the_owners_alone(company: Company, umask: int) -> None:
    """Files 0600 and folders 0700 below BOTS_HOME, whatever the umask of who starts them."""
    before = set(company.home.rglob("*"))
    company.desk.fault("erp", "changed_layout", skip=12)
    for words in (
        [str(FLOWS / "collect_orders.py")],
        [str(FLOWS / "enter_orders.py")],
        [str(FLOWS / "report_day.py")],
        ["-m", "bots.cli", "items", "list"],
    ):
        subprocess.run(
            [sys.executable, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "BOTS_HOME": str(company.home), "BOTS_PRACTICE": "1"},
            timeout=280,
            check=False,
            umask=umask,
        )
    written = {path for path in company.home.rglob("*") if path.exists()} - before
    names = {path.name for path in written}
    assert {"log.jsonl", "page.html", "page.png"} <= names
    assert any(name.endswith(".xlsx") for name in names)
    assert any(name.endswith(".session") for name in names)
    wanted = {True: 0o700, False: 0o600}
    odd = {
        str(path): oct(path.stat().st_mode)
        for path in company.home.rglob("*")
        if path.stat().st_mode & 0o777 != wanted[path.is_dir()]
    }
    assert odd == {}


@pytest.mark.timeout(600)
def test_recordings_hold_no_buyer(company: Company, tmp_path) -> None:
    """`bots record` saves pages for the tests: without people, or not at all."""
    planted = planted_in(company)
    for shop in ("north", "south"):
        process = company.start(
            "-m", "bots.cli", "record", shop, "--since", "3d", "--folder", str(tmp_path / shop)
        )
        process.communicate(timeout=200)
        if process.returncode == 0:
            assert json.loads((tmp_path / shop / "recording.json").read_text())
    saved = [path for shop in ("north", "south") for path in (tmp_path / shop).rglob("*.json")]
    assert saved
    assert planted.left_in(tmp_path / "north") | planted.left_in(tmp_path / "south") == {}
