"""The marks for review: few, and on most of the errors that remain.  `benchmarks/flags.py` prints the whole curve."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from langbridge.script.senses import MARGIN

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "flags.py"


@pytest.fixture(scope="module")
def flags() -> ModuleType:
    """The benchmark, which stands outside of the package."""
    found = importlib.util.spec_from_file_location("flags", BENCHMARK)
    assert found
    assert found.loader
    module = sys.modules[found.name] = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_on_our_own_sentences_most_errors_are_marked(flags: ModuleType) -> None:
    """Every one of them was written around a character with several forms, so there are more marks than in an article."""
    one = flags.mark(flags.own_pairs(), flags.differing, MARGIN)
    assert one.share <= 19
    assert one.recall >= 0.55
    assert one.errors <= 14


def test_a_wider_margin_marks_more_and_changes_nothing(flags: ModuleType) -> None:
    pairs = flags.own_pairs()[:200]
    narrow, wide = (flags.mark(pairs, flags.differing, margin) for margin in (0.3, 3.1))
    assert narrow.marked < wide.marked
    assert narrow.found <= wide.found
    assert narrow.errors == wide.errors


def test_on_the_shared_sets(shared: Path, flags: ModuleType) -> None:
    one = flags.mark(flags.shared_pairs(shared), flags.shared_scorer(shared), MARGIN)
    assert one.share <= 1
    assert one.recall >= 0.7
