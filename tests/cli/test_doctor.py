"""`bots doctor`, `bots check` and `bots record`: what they find without a site."""

from __future__ import annotations

import json

import pytest


@pytest.mark.browser
def test_the_doctor_says_what_is_wrong_and_how_to_mend_it(bots, settled):
    """One line for each check; a missing secret fails, with the command that stores it."""
    said = bots("doctor", "--no-sign-in", "--json")
    found = {one["what"]: one for one in said.json}
    assert said.code == 1
    assert set(found) == {"browser", "secrets", "database", "disk", "clock"}
    assert found["browser"]["ok"]
    assert found["database"]["ok"]
    assert not found["secrets"]["ok"]
    assert found["secrets"]["fix"] == "bots credentials set keyring:north/password"


def test_the_doctor_goes_on_after_a_failure(home, monkeypatch):
    """A broken database does not hide what comes after it."""
    from bots.commands import checks
    from bots.settings import DatabaseSettings, Settings

    settings = Settings(
        home=home, database=DatabaseSettings(url="postgresql+psycopg://nobody@127.0.0.1:9/none")
    )
    monkeypatch.setattr(checks, "_browser", lambda _settings: "starts")
    found = {one.what: one for one in checks.everything(settings, sign_in=False)}
    assert not found["database"].ok
    assert found["disk"].ok
    assert not found["shops"].ok  # the settings name none


def test_a_clock_that_is_wrong_is_told(home, monkeypatch):
    """One-time codes need the clock right to some seconds."""
    from datetime import UTC, datetime, timedelta

    from bots.commands import checks
    from bots.settings import Settings, ShopSettings

    shop = ShopSettings(name="north", platform="market", url="http://127.0.0.1:9")
    settings = Settings(home=home, shops={"north": shop})
    early = datetime.now(UTC) - timedelta(minutes=3)
    monkeypatch.setattr(checks, "_date_of", lambda _site: early)
    monkeypatch.setattr(checks, "_browser", lambda _settings: "starts")
    found = {one.what: one for one in checks.everything(settings, sign_in=False)}
    assert not found["clock"].ok
    assert "timedatectl" in found["clock"].fix


def test_a_reviewed_recording_is_never_replaced_silently(bots, settled, tmp_path):
    """Golden data that a person signed needs --again, and is left as it is."""
    folder = tmp_path / "recording"
    folder.mkdir()
    signed = json.dumps({"reviewed_by": "A. Person", "orders": []})
    (folder / "expected.json").write_text(signed)
    said = bots("record", "north", "--folder", str(folder))
    assert said.code == 2
    assert "--again" in said.err
    assert (folder / "expected.json").read_text() == signed


def test_checking_a_shop_without_a_recording_says_how_to_make_one(bots, settled, tmp_path):
    """Nothing is compared with nothing."""
    said = bots("check", "north", "--folder", str(tmp_path / "none"))
    assert said.code == 2
    assert "bots record" in said.err
