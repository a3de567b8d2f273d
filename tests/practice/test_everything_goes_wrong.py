"""The main job while everything goes wrong: the flows themselves, judged by the databases."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from bots.commands.practice_site import practice_ready
from bots.practice.judge import judge
from bots.testing.faults import Practice

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]
PATIENCE = 300
SHOP_PAGES = r"^/(?!login|static)"


def test_no_order_is_lost_or_doubled_whatever_the_sites_do(tmp_path):
    """Lost answers, errors, ended sessions on both sides; then quiet runs end what is left."""
    with practice_ready(tmp_path, seed=21, orders=6) as (_, state), Practice(state) as desk:
        _trouble_shops(desk)
        assert _run(tmp_path, "collect_orders") == 0
        _trouble_erp(desk)
        _run(tmp_path, "enter_orders")
        assert desk.fired("erp") > 0
        desk.no_faults()
        verdict = _run_until_right(tmp_path)
    assert verdict.right == verdict.expected > 0
    assert verdict.duplicated == verdict.missing == verdict.unexpected == ()


def _run_until_right(home):
    """As a timetable would: what waits for its next try is taken up by a later run."""
    ends = time.monotonic() + PATIENCE
    verdict = judge(home / "practice")
    while verdict.right < verdict.expected and time.monotonic() < ends:
        _run(home, "enter_orders")
        verdict = judge(home / "practice")
    return verdict


def _trouble_shops(desk):
    desk.fault("north", "error_500", probability=0.1, seed=1, path=SHOP_PAGES)
    desk.fault("north", "drop_before", probability=0.05, seed=2, path=SHOP_PAGES)
    desk.fault("north", "expire", probability=0.03, seed=3, path=SHOP_PAGES)


def _trouble_erp(desk):
    for seed, (kind, probability) in enumerate(
        [("drop_after", 0.25), ("drop_before", 0.15), ("error_500", 0.1)]
    ):
        desk.fault(
            "erp", kind, methods=("POST",), path="^/sales", probability=probability, seed=seed
        )
    desk.fault("erp", "expire", path="^/sales", probability=0.004, seed=5)
    desk.fault("erp", "error_500", methods=("GET",), path="^/sales", probability=0.05, seed=6)


def _run(home, flow):
    done = subprocess.run(
        [sys.executable, "-m", "bots.cli", "run", flow, "--json"],
        env={**os.environ, "BOTS_HOME": str(home), "BOTS_PRACTICE": "1"},
        capture_output=True,
        check=False,
    )
    return done.returncode
