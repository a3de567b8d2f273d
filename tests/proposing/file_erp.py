"""An ERP in a file, and a flow that works on it as a process of its own, to be killed.

`python -m tests.proposing.file_erp FLOW HOME [die-before|die-after]` runs the flow; it dies by
SIGKILL right before, or right after, the first document is saved.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bots.flow import Run, load_flow
from bots.flow_options import Common
from bots.ledger import Ledger
from bots.model import Found, PurchaseOrder, StockLevel, Transfer
from bots.progress import ProgressBoard
from bots.settings import Settings
from tests.proposing.conftest import planned_settings

KINDS = {"transfers": Transfer, "purchases": PurchaseOrder}


@dataclass
class Session:
    """Leads every page to the one file; `dies` is when this process does."""

    file: Path
    dies: str = ""

    async def again(self, call):
        return await call()


class FileErp:
    """One page of the ERP: `bots.erps.documents.Documents`."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def find_transfers(self, references):
        return self._found("transfers", references)

    async def find_purchases(self, references):
        return self._found("purchases", references)

    async def enter_transfer(self, transfer, before_submit):
        await self._save("transfers", transfer, before_submit)

    async def enter_purchase(self, purchase, before_submit):
        await self._save("purchases", purchase, before_submit)

    async def confirm_transfers(self, ids):
        self._confirm("transfers", ids)

    async def confirm_purchases(self, ids):
        self._confirm("purchases", ids)

    async def open_purchases(self):
        for row in self._read()["purchases"]:
            if row["state"] == "confirmed":
                yield PurchaseOrder.model_validate_json(row["thing"])

    def _read(self):
        return json.loads(self._session.file.read_text())

    def _write(self, books):
        self._session.file.write_text(json.dumps(books))

    def _found(self, kind, references):
        found = {reference: [] for reference in references}
        for number, row in enumerate(self._read()[kind], 1):
            thing = KINDS[kind].model_validate_json(row["thing"])
            if thing.reference in found:
                one = Found(str(number), thing, f"N{number}", row["state"])
                found[thing.reference].append(one)
        return found

    async def _save(self, kind, thing, before_submit):
        await before_submit()
        self._die("die-before")
        books = self._read()
        books[kind].append({"thing": thing.model_dump_json(), "state": "draft"})
        self._write(books)
        self._die("die-after")

    def _confirm(self, kind, ids):
        books = self._read()
        for number in ids:
            books[kind][int(number) - 1]["state"] = "confirmed"
        self._write(books)

    def _die(self, when):
        if self._session.dies == when:
            os.kill(os.getpid(), signal.SIGKILL)


class SignedIn:
    """The ERP, signed in, with its stock."""

    def __init__(self, settings, session) -> None:
        self.settings, self.session = settings, session
        self.erp = FileErp(session)

    async def stock(self):
        for row in json.loads(self.session.file.read_text())["stock"]:
            yield StockLevel.model_validate(row)


class Sites:
    """Opens the one ERP."""

    def __init__(self, settings: Settings, session: Session) -> None:
        self._settings, self._session = settings, session

    @asynccontextmanager
    async def erp(self):
        yield SignedIn(self._settings.the_erp(), self._session)


async def work(flow: str, home: Path, dies: str, *, dry_run: bool = False) -> Run:
    """Run the flow once on HOME's ledger and its ERP."""
    settings = planned_settings(home)
    with Ledger.open(settings.database_url) as ledger:
        record = ledger.runs.start(flow, {}, "tester", home)
        run = Run(
            record.id,
            flow,
            settings=settings,
            ledger=ledger,
            common=Common(dry_run=dry_run),
            folder=home,
            people=None,
            sites=Sites(settings, Session(home / "erp.json", dies)),
            board=ProgressBoard(Console(stderr=True)),
        )
        await load_flow(flow, Path("flows")).function(run)
        return run


if __name__ == "__main__":
    name, folder, *when = sys.argv[1:]
    done = asyncio.run(work(name, Path(folder), "".join(when)))
    sys.exit(done.tally.exit_code)
