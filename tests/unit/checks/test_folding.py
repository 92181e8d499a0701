"""What is said of one file many times over is told a few times, and nothing else is hidden by that."""

from __future__ import annotations

from langbridge.checks import folded
from langbridge.checks.folding import SHOWN
from langbridge.values import Finding


def comma(line: int, path: str = "a.md", message: str = ", is written ，") -> Finding:
    return Finding(path, line, 1, "script.punctuation", message)


def test_the_first_ones_are_told_and_the_last_of_them_has_the_others() -> None:
    findings = [comma(line) for line in range(1, 80)]
    told = list(folded(findings))
    assert [one.finding for one in told] == findings[:SHOWN]
    assert [one.more for one in told] == [(), (), tuple(findings[SHOWN:])]


def test_what_is_said_differently_is_told_in_full_and_in_its_place() -> None:
    word = Finding("a.md", 50, 1, "script.region-word", "信息 is 資訊")
    other = [comma(line, message="; is written ；") for line in (4, 60)]
    findings = sorted([*(comma(line) for line in range(1, 80)), word, *other], key=lambda one: one.line)
    assert [one.finding for one in folded(findings)] == [comma(1), comma(2), comma(3), other[0], word, other[1]]


def test_each_file_counts_for_itself() -> None:
    findings = [comma(line, path) for path in ("a.md", "b.md") for line in range(SHOWN)]
    assert [one.finding for one in folded(findings)] == findings


def test_a_single_one_is_never_hidden() -> None:
    findings = [comma(line) for line in range(SHOWN + 1)]
    told = list(folded(findings))
    assert [one.finding for one in told] == findings
    assert not any(one.more for one in told)


def test_nothing_is_lost() -> None:
    findings = [comma(line, path, message) for line in range(20) for path in ("a", "b") for message in ("x", "y")]
    told = list(folded(findings))
    assert len(told) + sum(len(one.more) for one in told) == len(findings)
