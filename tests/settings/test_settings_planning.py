"""`[planning]` in credentials.toml: typed, and every contradiction told."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bots.errors import SettingsError
from bots.model import Currency
from bots.practice_settings import PLANNING
from bots.settings import Settings
from bots.settings_planning import PlanningSettings

GOOD = """\
[planning]
service_level = 0.98
[planning.warehouses.SH]
shops = ["north"]
target = 60
[planning.warehouses.GZ]
[[planning.lanes]]
from = "SH"
to = "GZ"
cost = 1.2
days = 3
[planning.transfer]
role = "warehouse"
auto_under = { CNY = 200, USD = 30 }
"""

GZ_TOO = '[planning.warehouses.GZ]\nshops = ["north"]'


def load(tmp_path, text):
    path = tmp_path / "credentials.toml"
    path.write_text(text, encoding="utf-8")
    return Settings.load(path).planning


def test_planning_is_typed(tmp_path):
    """Costs are exact, limits are by currency, what is left out has a default."""
    found = load(tmp_path, GOOD)
    (lane,) = found.lanes
    assert (lane.source, lane.destination, lane.cost, lane.minimum) == (
        "SH",
        "GZ",
        Decimal("1.2"),
        1,
    )
    assert found.transfer.auto_under == {Currency.CNY: 200, Currency.USD: 30}
    assert found.purchase.auto_under == {}
    assert found.service_level == Decimal("0.98")


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ('to = "GZ"', 'to = "SZ"', "'SZ', which is none of the warehouses"),
        ('to = "GZ"', 'to = "SH"', "from 'SH' to itself"),
        ("target = 60", "target = 60\nkeep = 50", "would give away what it lacks"),
        ("[planning.warehouses.GZ]", GZ_TOO, "shop north is there twice"),
        ("cost = 1.2", "cost = -1", "planning.lanes.0.cost"),
        ("service_level = 0.98", "service_level = 98", "planning.service_level"),
        ("service_level = 0.98", "least_history = 90", "least_history is more than"),
        ("CNY = 200", "CNX = 200", "auto_under"),
        ("days = 3", "day = 3", "is no setting"),
    ],
)  # fmt: skip
def test_a_mistake_is_told(tmp_path, right, wrong, told):
    """In words, before anything is started."""
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, GOOD.replace(right, wrong))
    assert told in refused.value.message


def test_two_lanes_between_the_same_ends_are_told(tmp_path):
    """Nobody could say which cost is meant."""
    lane = '[[planning.lanes]]\nfrom = "SH"\nto = "GZ"\ncost = 2\n'
    with pytest.raises(SettingsError, match="SH to GZ is there twice"):
        load(tmp_path, GOOD.replace("[planning.transfer]", f"{lane}[planning.transfer]"))


def test_the_practice_company_has_a_plan():
    """Its own warehouses and lanes are right."""
    assert PlanningSettings.model_validate(PLANNING).lanes
