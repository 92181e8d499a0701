"""Times that can be compared on a machine that others use as well: A B C, A B C, …, and ratios within each round."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median, quantiles

_SAMPLE = 0.005
"""Seconds; what takes less is repeated until a sample takes as long."""


@dataclass(frozen=True)
class Ratio:
    """How one variant stands to another: the median of the rounds' ratios, the middle half of them, and the ratio of the best times."""

    median: float
    low: float
    high: float
    best: float


@dataclass(frozen=True)
class Rounds:
    """The times of each variant, in seconds, round by round."""

    times: Mapping[str, list[float]]

    def ratio(self, above: str, below: str) -> Ratio:
        """`above` divided by `below`: with a peer above and ours below, how many times as fast we are."""
        return ratio_of(self.times[above], self.times[below])

    def median(self, name: str) -> float:
        return median(self.times[name])


def ratio_of(above: list[float], below: list[float]) -> Ratio:
    ratios = [one / other for one, other in zip(above, below, strict=True)]
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return Ratio(median(ratios), low, high, min(above) / min(below))


def interleave(variants: Mapping[str, Callable[[], object]], rounds: int) -> Rounds:
    """Time each variant once a round.

    In processor time, so that other programs' work counts for nobody; everything timed here runs in one thread.  Each round starts with
    another variant, and each variant runs once beforehand, to load what it needs.
    """
    repeats = {name: _repeats(run) for name, run in variants.items()}
    times: dict[str, list[float]] = {name: [] for name in variants}
    names = list(variants)
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            run, count = variants[name], repeats[name]
            start = time.process_time()
            for _ in range(count):
                run()
            times[name].append((time.process_time() - start) / count)
    return Rounds(times)


def _repeats(run: Callable[[], object]) -> int:
    run()
    start = time.process_time()
    run()
    return max(1, round(_SAMPLE / max(time.process_time() - start, 1e-6)))
