"""Following a proposal's arithmetic as a person would, with what is written and nothing else."""

from __future__ import annotations

import re
from decimal import Decimal, localcontext

_SUM = re.compile(r"([-+×/√²().\d ]*\d[-+×/√²().\d ]*[-+×/√²][-+×/√²().\d ]*) = (-?\d[\d.]*)")


def follow(lines):
    """Work out every sum in the lines: [(as written, what it says, what it really is)]."""
    found = []
    for line in lines:
        for left, right in _SUM.findall(line):
            found.append((line, Decimal(right.rstrip(".")), _value(left.strip())))
    return found


def _value(text):
    text = re.sub(r"√\(", "root(", text.replace("×", "*").replace("²", "**2"))
    text = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)", r"D('\1')", text).replace("**D('2')", "**2")
    with localcontext(prec=60):
        return eval(text, {"D": Decimal, "root": Decimal.sqrt, "__builtins__": {}})
