"""Recorded exports of a Tryton, as documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bots.page import Document
from bots.settings import ErpSettings

RECORDINGS = Path(__file__).parents[2] / "recordings" / "tryton"


@pytest.fixture
def site():
    """Tryton's settings."""
    return ErpSettings(product="tryton", url="https://erp.example.com/company")


@pytest.fixture
def recorded():
    """The recorded document of that name."""
    answers = json.loads((RECORDINGS / "recording.json").read_text(encoding="utf-8"))

    def load(name):
        text = (RECORDINGS / f"{name}.csv").read_bytes().decode("utf-8")
        return Document(text=text, **answers[name])

    return load
