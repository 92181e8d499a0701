"""Which terms a segment holds."""

from __future__ import annotations

import pytest

from langbridge.glossary import TermEntry
from langbridge.translation.terms import Term, Terms

TERMS = Terms(
    {
        "人工智能": TermEntry("人工智能", "artificial intelligence", ()),
        "智能体": TermEntry("智能体", "agent", ()),
        "智能": TermEntry("智能", "intelligence", ()),
        "AI": TermEntry("AI", "AI", ()),
        "通过": TermEntry("通过", "pass", (), final=False, candidates=("pass", "through")),
    }
)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("智能体和智能体", ["智能体"]),
        ("人工智能体系", ["人工智能"]),
        ("AI智能体", ["AI", "智能体"]),
        ("AIDS、xAI、A I", []),
        ("", []),
        ("说的是人工", []),
        ("用AI", ["AI"]),
        ("到最后是智能", ["智能"]),
    ],
)
def test_the_longest_form_at_each_place_counts_once(text: str, forms: list[str]) -> None:
    assert [term.form for term in TERMS.find(text)] == forms


def test_an_ambiguous_form_has_all_its_readings() -> None:
    assert TERMS.find("法案通过") == (Term("通过", ("pass", "through"), final=False),)
