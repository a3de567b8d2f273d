"""What failing runs leave behind names nobody, and is its owner's alone."""

from __future__ import annotations

import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.practice.accounts import account
from bots.practice_settings import practice_home
from tests.flows.conftest import Company

pytestmark = pytest.mark.browser
SEED = 1  # of the company
DATABASES = (".sqlite", ".sqlite-wal", ".sqlite-shm")  # the sites' own, and the ledger: data


def left(home: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder but the databases, and every member of an archive."""
    for path in home.rglob("*"):
        if path.is_file() and not path.name.endswith(DATABASES):
            yield str(path), path.read_bytes()
            if zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    for name in archive.namelist():
                        yield f"{path}!{name}", archive.read(name)


def people_of(home: Path) -> set[str]:
    """Names, phones and streets of the buyers, from the shops' own databases."""
    found: set[str] = set()
    for shop in ("north", "south"):
        with sqlite3.connect(practice_home(home) / f"{shop}.sqlite") as database:
            rows = database.execute("select name, phone, email, lines from orders").fetchall()
        found |= {str(value) for row in rows for value in row if value and len(str(value)) > 1}
    assert found
    return found


@pytest.mark.slow
@pytest.mark.ci
def test_failing_runs_leave_no_secret_and_no_buyer(company: Company) -> None:
    """Flows that stop half-way leave evidence; no password, no buyer is in any of it."""
    company.desk.fault("north", "changed_layout", path=r"/orders/\w", skip=2)
    company.desk.fault("erp", "error_500", methods=("POST",), path="order|sale", skip=1)
    code, _ = company.run("collect_orders")
    assert code == 1
    company.desk.no_faults()
    company.run("collect_orders")
    company.desk.fault("erp", "changed_layout", skip=12)
    company.run("enter_orders")
    passwords = {account(site, SEED).password for site in ("north", "south", "erp")}
    planted = [text.encode() for text in passwords | people_of(company.home)]
    files = dict(left(practice_home(company.home) / "runs"))
    assert any(name.endswith(".html") for name in files), "no evidence was kept"
    assert {name for name, body in files.items() if any(text in body for text in planted)} == set()


@pytest.mark.slow
@pytest.mark.ci
def test_what_runs_write_is_the_owners_alone(company: Company) -> None:
    """No file below BOTS_HOME can be read by another user of the machine."""
    company.run("collect_orders")
    ours = [
        path for path in company.home.rglob("*") if "runs" in path.parts or "ledger" in path.name
    ]
    assert ours
    assert [path for path in ours if path.stat().st_mode & 0o077] == []
