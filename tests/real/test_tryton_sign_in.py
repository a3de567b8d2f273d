"""Signing in to a real Tryton."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bots.erps.tryton.erp import Erp
from bots.errors import SignInRefused
from tests.real.tryton.signed_in import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_wrong_password_is_refused(browser, tryton, tmp_path):
    """Tryton does not take it, and that is told apart from trouble, so that nothing tries again."""
    wrong = replace(tryton, password="not the password")
    with pytest.raises(SignInRefused):
        async with signed_in(browser, wrong, tmp_path):
            pytest.fail("signed in")


async def test_a_kept_session_needs_no_second_sign_in(browser, tryton, tmp_path):
    """The state that the first run kept is enough for the next one, whatever the password."""
    async with signed_in(browser, tryton, tmp_path):
        pass
    async with signed_in(browser, replace(tryton, password="changed"), tmp_path) as session:
        assert isinstance(await Erp(session).references(), dict)
