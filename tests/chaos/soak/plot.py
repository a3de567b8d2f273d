"""The soak's plot: what was held on to, over time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from tests.chaos.soak.sampler import Sample

_PANELS = (
    ("orders", ("owed", "right")),
    ("orders entered a minute", ("rate",)),
    ("memory, MB", ("worker_mb", "driver_mb", "chromium_mb")),
    ("open files and sockets of the workers", ("handles",)),
    ("processes of Chromium", ("chromiums",)),
    ("on disk, MB", ("database_mb", "home_mb")),
)
_WINDOW = 2.0  # minutes that a rate is taken over


def plot(samples: Sequence[Sample], file: Path, title: str) -> None:
    """One panel a measure, the second half shaded: that is what is judged."""
    figure = Figure(figsize=(10, 15), layout="tight")
    axes = figure.subplots(len(_PANELS), 1, sharex=True)
    minutes = [one.minute for one in samples]
    middle = minutes[len(minutes) // 2]
    for axis, (name, measures) in zip(axes, _PANELS, strict=True):
        for measure in measures:
            axis.plot(minutes, _values(samples, measure), label=measure, linewidth=1)
        axis.axvspan(middle, minutes[-1], color="0.93")
        axis.set_ylim(bottom=0)
        axis.set_ylabel(name, fontsize=8)
        axis.legend(loc="upper left", fontsize=8)
    axes[0].set_title(title, fontsize=10)
    axes[-1].set_xlabel("minutes")
    figure.savefig(file, dpi=90)


def _values(samples: Sequence[Sample], measure: str) -> list[float]:
    if measure != "rate":
        return [float(getattr(one, measure)) for one in samples]
    return [_rate(samples, at) for at in range(len(samples))]


def _rate(samples: Sequence[Sample], at: int) -> float:
    now = samples[at]
    before = next(one for one in samples if now.minute - one.minute <= _WINDOW)
    return (now.right - before.right) / max(now.minute - before.minute, 0.1)
