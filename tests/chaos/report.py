"""The report of a crash test: all its parts together, as JSON and as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

_SUMMED = (
    "kills",
    "killed_while",
    "events",
    "faults",
    "waiting_for_a_person",
    "failed_retried",
    "passwords_vouched_for",
)


_ORDERS = {
    "expected": "owed to the ERP",
    "right": "there once, every field equal",
    "missing": "missing",
    "duplicated": "there twice",
    "different": "different, as the clerk typed them in before",
}


def together(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The sums over all parts, and the parts."""
    summed = {name: dict(_sum(part[name] for part in parts)) for name in _SUMMED}
    return {
        "passed": all(part["passed"] for part in parts),
        "kills_in_all": sum(summed["kills"].values()),
        "orders": dict(_sum(part["orders"] for part in parts)),
        "seconds": sum(part["seconds"] for part in parts),
        **summed,
        "wrong": [f"{_name(part)}: {what}" for part in parts for what in part["wrong"]],
        "parts": list(parts),
    }


def write(report: Mapping[str, Any], folder: Path) -> str:
    """`report.json` and `report.txt` in `folder`; the text."""
    words = as_text(report)
    (folder / "report.json").write_text(json.dumps(report, indent=1, ensure_ascii=False), "utf-8")
    (folder / "report.txt").write_text(words, "utf-8")
    return words


def as_text(report: Mapping[str, Any]) -> str:
    """For people."""
    orders = report["orders"]
    ending = "PASSED" if report["passed"] else "FAILED"
    lines = [f"Crash test: {ending}, {report['kills_in_all']} kills, {report['seconds']} s"]
    lines += [f"{orders[what]:5d}  orders {words}" for what, words in _ORDERS.items()]
    for name in _SUMMED:
        lines += ["", name.replace("_", " ") + ":"]
        lines += [f"  {number:5d}  {what}" for what, number in _most(report[name])]
    lines += [
        "",
        "what was found wrong:",
        *(f"  {what}" for what in report["wrong"] or ["nothing"]),
    ]
    for part in report["parts"]:
        lines += ["", *_part(part)]
    return "\n".join(lines) + "\n"


def _part(part: Mapping[str, Any]) -> list[str]:
    ending = "passed" if part["passed"] else "FAILED"
    return [
        f"{_name(part)}, seed {part['plan']['seed']}: {ending}",
        f"  {sum(part['kills'].values())} kills, {part['history_rows']} rows of history",
        f"  {part['orders']['right']} of {part['orders']['expected']} orders right",
        f"  {part['seconds']} s, of which {part['finished_in']} s to finish in the calm",
        *(f"  not done: {what}: {why}" for what, why in part["skipped"].items()),
        *(f"  an operator had to resume: {pause}" for pause in part["pauses_resumed"]),
    ]


def _name(part: Mapping[str, Any]) -> str:
    plan = part["plan"]
    return f"{plan['database']}, {plan['way']}, {len(plan['workers'])} workers"


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for count in counts:
        for name, number in count.items():
            total[name] += number
    return total


def _most(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: -pair[1])
