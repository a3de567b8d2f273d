"""Where a shop's settlement files come from, and what a person sees when there are none."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bots.errors import ScreenChanged, SettingsError
from bots.flow_options import Since
from bots.settings import Settings
from bots.settlement_files import Asked, brings_statements, statements_of
from bots.sheets import FileRefused

NOW = datetime(2026, 11, 20, tzinfo=UTC)
HEAD = "entry_id,booked_at,type,order_id,amount,currency\n"
ROW = "S1,2026-10-05T10:00:00+08:00,payment,1,{amount},CNY\n"


def settings(tmp_path, **rules):
    """One shop whose orders come as files, and these rules for its settlements."""
    shop = {"name": "flag", "url": "https://f.example", "platform": "exports"}
    shop["options"] = {"format": "douyin"}
    settling = {"shops": {"flag": rules}} if rules else {}
    return Settings.model_validate(
        {"home": tmp_path, "shops": {"flag": shop}, "settling": settling}
    )


async def read(tmp_path, told, **asked):
    """The statements; a shop with files needs no site."""
    run = SimpleNamespace(settings=told, now=NOW, folder=tmp_path)
    return await statements_of(run, "flag", Asked(Since("40d"), **asked))


def saved(folder, name, amount, days_ago=1):
    """A statement of October, saved that long ago."""
    path = folder / name
    path.write_text(HEAD + ROW.format(amount=amount))
    when = (NOW - timedelta(days=days_ago)).timestamp()
    os.utime(path, (when, when))
    return path


async def test_a_folder_s_files_are_read_oldest_first(tmp_path):
    """So that the newest of a month is the one in force; downloads under way are left alone."""
    for name, amount, days in (("b.csv", "1.00", 9), ("a.csv", "2.00", 2), ("c.csv", "3.00", 90)):
        saved(tmp_path, name, amount, days)
    saved(tmp_path, "d.csv.part", "4.00")
    saved(tmp_path, ".hidden.csv", "5.00")
    found = await read(tmp_path, settings(tmp_path, folder=tmp_path, format="outlet"))
    assert [one.source for one in found] == ["b.csv", "a.csv"]


async def test_an_old_folder_is_told(tmp_path):
    """Nobody downloaded anything: that is no empty month."""
    saved(tmp_path, "a.csv", "1.00", 90)
    with pytest.raises(ScreenChanged, match="no settlement file saved since 2026-10-10"):
        await read(tmp_path, settings(tmp_path, folder=tmp_path, format="outlet"))


@pytest.mark.parametrize(
    ("rules", "asked", "why"),
    [
        ({"folder": "/nowhere", "format": "outlet"}, {}, "there is no folder"),
        ({"format": "outlet"}, {"file": "/nowhere.csv"}, "there is no file"),
        ({"format": "taobao"}, {"file": __file__}, "no settlement format 'taobao'"),
        ({"format": "outlet"}, {"file": __file__, "month": "november"}, "write 2026-11"),
        ({}, {}, "brings no settlement statements"),
    ],
)
async def test_what_is_wrong_in_the_settings_is_told(tmp_path, rules, asked, why):
    """Before anything is read."""
    given = {key: Path(value) if key == "file" else value for key, value in asked.items()}
    with pytest.raises(SettingsError, match=why):
        await read(tmp_path, settings(tmp_path, **rules), **given)


async def test_one_named_file_is_of_the_month_that_is_named(tmp_path):
    """Whatever its age; the format may be named with it."""
    path = saved(tmp_path, "old.csv", "1.00", 400)
    (one,) = await read(tmp_path, settings(tmp_path), file=path, month="2026-10", format="outlet")
    assert (one.name, len(one.entries)) == ("2026-10", 1)


async def test_a_file_of_another_format_is_refused(tmp_path):
    """It names what it lacks."""
    path = saved(tmp_path, "a.csv", "1.00")
    with pytest.raises(FileRefused, match=r"headings|lacks"):
        await read(tmp_path, settings(tmp_path), file=path, format="douyin")


def test_a_shop_without_statements_is_known_before_any_sign_in(tmp_path):
    """So that a run over all shops leaves it out, and says so."""
    assert not brings_statements(settings(tmp_path), "flag")
    assert brings_statements(settings(tmp_path, folder=tmp_path), "flag")
