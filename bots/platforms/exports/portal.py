"""A shop whose orders come as files that its platform lets it download."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

from bots.errors import BusinessError
from bots.model import Order
from bots.platforms.exports.build import Builder
from bots.platforms.exports.choices import Choices
from bots.platforms.exports.files import Found, files_of, read_orders
from bots.platforms.exports.pages import download, sign_in_of
from bots.platforms.exports.profiles import FORMATS
from bots.platforms.exports.rows import UnfitError
from bots.session import Session
from bots.settings import SiteSettings
from bots.sheets import Problem
from bots.sign_in_form import FormSignIn


class Portal:
    """Orders out of export files; needs a site, and so a sign-in, only to download them."""

    run_options = frozenset({"file"})

    def __init__(self, session: Session) -> None:
        self.session = session
        self.choices = Choices.of(session.site)
        self.builder = Builder(FORMATS[self.choices.format], session.site, self.choices)

    @classmethod
    def sign_in_for(cls, site: SiteSettings) -> FormSignIn | None:
        """How to sign in where the bot downloads the file; None where it is put in a folder."""
        return sign_in_of(Choices.of(site))

    async def orders(
        self, since: datetime, until: datetime | None = None
    ) -> AsyncIterator[Order | BusinessError]:
        """Every order placed in [since, until), each once; see `bots.platforms.Portal`.

        Raises FileRefused for a file that cannot be read rightly as a whole.
        """
        for placed, read in await self._read(since):
            if placed is None or (placed >= since and (until is None or placed < until)):
                yield read

    async def order(self, number: str) -> Order | BusinessError:
        """One order by its number, out of all the files."""
        for _, read in await self._read(datetime.fromtimestamp(0, self.session.site.zone)):
            if read.reference == f"{self.session.site.name}/{number}":
                return read
        return self.builder.refusal(number, UnfitError("not_found", "number", "no file has it"))

    async def _read(self, since: datetime) -> list[tuple[datetime | None, Order | BusinessError]]:
        if not self.choices.download:
            return await asyncio.to_thread(
                lambda: list(self._orders_in(files_of(self.choices, since)))
            )
        with tempfile.TemporaryDirectory() as folder:
            file = await download(self.session, self.choices, Path(folder))
            return await asyncio.to_thread(lambda: list(self._orders_in([file])))

    def _orders_in(
        self, files: list[Path]
    ) -> Iterator[tuple[datetime | None, Order | BusinessError]]:
        """Each order with the time it was placed, as far as that can be read."""
        found, lost = read_orders(files, self.builder.format, self.session.site, self.choices)
        for each in found:
            yield self.builder.placed(each.source), self._order(each)
        for path, problem in lost:
            yield None, _lost_row(path, problem)

    def _order(self, found: Found) -> Order | BusinessError:
        if found.broken:
            path, problem = found.broken
            return self.builder.refusal(found.source.number, _unreadable(path, problem))
        if found.conflict:
            names = " and ".join(path.name for path in found.conflict)
            trouble = UnfitError(
                "conflicting_files",
                "number",
                f"{names} were saved at the same time and say different things of it",
                "delete the file that is not right, and read again",
            )
            return self.builder.refusal(found.source.number, trouble)
        return self.builder.order(found.source)


def _unreadable(path: Path, problem: Problem) -> UnfitError:
    """Says where and not what: a cell that slipped may hold a buyer's name."""
    where = f"row {problem.row} of {path.name}"
    return UnfitError(
        "unreadable_row",
        problem.column,
        f"{where} cannot be read at {problem.column}",
        f"look at {where}; enter the order by hand, or mend the export and read it again",
    )


def _lost_row(path: Path, problem: Problem) -> BusinessError:
    trouble = _unreadable(path, problem)
    return BusinessError(
        f"{trouble}, and has no order number", rule=trouble.rule, field=trouble.field,
        remedy=trouble.remedy,
    )  # fmt: skip
