"""What every platform adapter must do, as a test class: subclass it and name the recordings.

class TestMarket(PlatformContract):
    platform = "market"
    folder = Path(__file__).parents[2] / "recordings" / "market"
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from bots import platforms
from bots.errors import BotsError, BusinessError
from bots.page import Document
from bots.platforms import Portal
from bots.redact import Redactor
from bots.testing.orders_contract import OrdersContract, Read, Window, must
from bots.testing.recordings import Expected, Recording, as_data
from bots.testing.replay import Replaying


class PlatformContract(OrdersContract):
    """Tests over a recording. To run them on live pages, override `portal` and `window`.

    Attributes:
        platform: the adapter's name.
        folder: the recording's folder.
    """

    platform: ClassVar[str]
    folder: ClassVar[Path]

    @pytest.fixture
    def recording(self) -> Recording:
        """The recording; the test is skipped by nobody: without one it fails."""
        return Recording.load(self.folder)

    @pytest.fixture
    def portal(self, recording: Recording) -> Portal:
        """The adapter over the recording."""
        return self._portal(recording)

    @pytest.fixture
    def window(self, recording: Recording) -> Window:
        """The recorded shop and window."""
        return Window(recording.shop.name, recording.since, recording.until)

    def test_a_person_has_reviewed_what_must_be_read(self) -> None:
        """Golden data counts only when a person has compared it with the pages."""
        if not Expected.load(self.folder).reviewed_by:
            pytest.fail(
                f"compare {self.folder / 'expected.json'} with the recorded pages, look for people "
                "in them, then write your name into reviewed_by"
            )

    async def test_it_reads_exactly_what_was_reviewed(self, read: Read) -> None:
        """Every field of every order is as the reviewed file says."""
        found = {_key(row): row for row in map(as_data, read)}
        wanted = {_key(row): row for row in Expected.load(self.folder).orders}
        must(set(found) == set(wanted), f"read {sorted(found)}, expected {sorted(wanted)}")
        wrong = [
            f"{key}: read {found[key]}, not {wanted[key]}"
            for key in wanted
            if found[key] != wanted[key]
        ]
        must(not wrong, "\n".join(wrong))

    async def test_another_page_is_never_taken_for_the_right_one(
        self, recording: Recording
    ) -> None:
        """Whatever page is replaced by an empty one, the read stops; it is never just shorter."""
        for index, taken in enumerate(recording.taken):
            other = _emptied(taken.document)
            await self._must_not_pass(recording.with_document(index, other), taken.asked)

    async def test_a_page_cut_short_is_never_read_as_whole(self, recording: Recording) -> None:
        """Half a page stops the read, refuses the order, or says the same as the whole."""
        whole = {_key(row): row for row in map(as_data, await self._read(recording))}
        for index, taken in enumerate(recording.taken):
            half = Document(
                taken.document.url,
                taken.document.status,
                taken.document.content_type,
                taken.document.text[: len(taken.document.text) // 2],
            )
            try:
                read = await self._read(recording.with_document(index, half))
            except BotsError:
                continue
            for row in map(as_data, read):
                same = row == whole.get(_key(row)) or "refused" in row
                must(same, f"{taken.asked} cut short is read as {row}")
            must(len(read) == len(whole), f"{taken.asked} cut short loses orders in silence")

    async def test_no_recorded_page_is_taken_for_the_sign_in_page(
        self, recording: Recording
    ) -> None:
        """`is_signed_out` is true for the sign-in page only."""
        sign_in = platforms.load(self.platform).sign_in
        wrong = [one.asked for one in recording.taken if sign_in.is_signed_out(one.document)]
        must(not wrong, f"taken for the sign-in page: {wrong}")

    def test_the_recording_names_nobody(self, recording: Recording) -> None:
        """No mail address, phone number or token stands in the recorded pages."""
        plain = Redactor()
        for one in recording.taken:
            text = one.document.text.replace("@example.com", "")
            must(plain.redact(text) == text, f"{one.asked} holds something personal or secret")

    async def _must_not_pass(self, recording: Recording, asked: str) -> None:
        try:
            read = await self._read(recording)
        except BotsError:
            return
        must(
            any(isinstance(one, BusinessError) for one in read),
            f"{asked} was replaced by an empty page, and the read ended as if nothing were wrong",
        )

    async def _read(self, recording: Recording) -> Read:
        portal = self._portal(recording)
        return [one async for one in portal.orders(recording.since, recording.until)]

    def _portal(self, recording: Recording) -> Portal:
        adapter = platforms.load(self.platform)
        return adapter(Replaying(recording, adapter.sign_in))


def _emptied(document: Document) -> Document:
    """A page of the same kind with nothing on it."""
    if "json" in document.content_type:
        text = "{}"
    elif "html" in document.content_type:
        text = "<!doctype html><html><body><h1>Welcome</h1></body></html>"
    else:
        text = ""
    return Document(document.url, document.status, document.content_type, text)


def _key(row: dict[str, object]) -> str:
    if "refused" in row:
        return str(row["reference"])
    return f"{row['shop']}/{row['number']}"
