"""Recipient and note share one comment, and come apart again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.erps.tryton.wording import from_comment, to_comment
from bots.model.record import normalised_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.lists(
    st.sampled_from(["Ship to:", "Note:", "  Note:", "", " ", "—", "𠮷\t", "a"])
).map("\n".join)


@given(TEXTS, TEXTS)
def test_any_two_texts_come_back(ship_to, note):
    """Whatever recipient and note hold, headings too, each reads back as it was."""
    comment = to_comment(ship_to, note).strip()  # as Tryton strips it
    read = from_comment(comment)
    assert [normalised_text(text) for text in read] == [
        normalised_text(ship_to),
        normalised_text(note),
    ]


def test_people_can_read_it():
    """The comment says whom the goods are for, then what the buyer wrote."""
    comment = to_comment("A. Recipient\n1 Example Road", "gift\nwrap")
    assert comment == "Ship to:\n  A. Recipient\n  1 Example Road\nNote:\n  gift\n  wrap"


def test_nothing_to_say_is_no_comment():
    """Without recipient and note the comment stays empty."""
    assert to_comment("", " \n") == ""


@pytest.mark.parametrize("comment", ["call first", "Ship to:\nnot indented", "x\nNote:\n  y"])
def test_a_comment_of_a_person_is_a_note(comment):
    """What a person wrote, or added to, is all note, so that it differs from the order's."""
    assert from_comment(comment) == ("", comment)
