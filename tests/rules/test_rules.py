"""Operators who read Chinese are told in Chinese what stops an order, and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import bots
from bots.rules import _CHINESE, rule_name, what_to_do

NAMED = re.compile(r'\b(?:rule|kind) ?= ?"([a-z_]+)"|UnfitError\(\s*"([a-z_]+)"')
NEVER_ON_AN_ITEM = {
    "settings", "business", "no_such_item", "no_such_run", "not_open", "not_possible",
    "not_recorded", "job_failed", "bad_answer", "no_such_proposal", "changed_since", "not_decided",
    "reference_taken",
}  # fmt: skip


def rules_in_the_code() -> set[str]:
    files = [path for path in Path(bots.__file__).parent.rglob("*.py") if path.name != "rules.py"]
    found = {name for file in files for pair in NAMED.findall(file.read_text()) for name in pair}
    return found - {""} - NEVER_ON_AN_ITEM


def test_every_rule_that_can_stop_an_item_has_chinese_words():
    """A rule that somebody adds without words fails here."""
    found = rules_in_the_code()
    assert len(found) > 20
    assert found - _CHINESE.keys() == set()


@pytest.mark.parametrize("rule", ["unmapped_sku", "different_in_erp"])
def test_english_keeps_the_items_own_remedy_and_chinese_has_its_own(rule):
    """The English remedy has the item's figures; a remedy that is none stays none."""
    assert what_to_do(rule, "mend it", "en") == "mend it"
    assert what_to_do(rule, "mend it", "zh") != "mend it"
    assert what_to_do(rule, "", "zh") == ""
    assert rule_name(rule, "en") == rule


def test_a_rule_without_words_is_shown_in_english():
    """Never nothing."""
    assert rule_name("brand_new", "zh") == "brand_new"
    assert what_to_do("brand_new", "mend it", "zh") == "mend it"
