"""Findings as people read them: the same said of one file many times over is said a few times, so that it does not bury the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from langbridge.values import Finding

SHOWN = 3
"""How many findings that say the same of one file are told by themselves."""


class Told(NamedTuple):
    """A finding, and those further down in its file that say the same and are not told by themselves."""

    finding: Finding
    more: tuple[Finding, ...] = ()


def folded(findings: Sequence[Finding]) -> Iterator[Told]:
    """The findings in their order; of those that say the same of a file the first ones, the last of which has the others.

    A rule that has different things to say, such as one of words, is told in full.  Nothing is folded to hide a single finding.
    """
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for one in findings:
        alike.setdefault((one.path, one.rule, one.message), []).append(one)
    told: set[int] = set()
    more: dict[int, tuple[Finding, ...]] = {}
    for group in alike.values():
        shown = group if len(group) <= SHOWN + 1 else group[:SHOWN]
        told.update(map(id, shown))
        more[id(shown[-1])] = tuple(group[len(shown) :])
    for one in findings:
        if id(one) in told:
            yield Told(one, more.get(id(one), ()))
