"""Marks, numbers and words in one text: which change stands where two meet."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langbridge.pipeline.typesetting import overrule
from langbridge.values import Found, Layer, Rule, Substitution


def change(source: str, target: str, layer: Layer) -> Substitution:
    return Substitution(source, target, Rule(layer, "test"))


WORDS = [(2, change("万", "萬", Layer.CHARACTER)), (3, change("亿", "億", Layer.CHARACTER)), (4, change("市场", "市場", Layer.PHRASE))]
NUMBER = (2, change("万亿", "兆", Layer.NUMBER))


def test_what_lies_above_wins() -> None:
    assert overrule(WORDS, [NUMBER]) == [NUMBER, WORDS[2]]


def test_a_term_is_never_beaten() -> None:
    term = (2, change("万亿美元", "兆美元", Layer.GLOSSARY))
    assert overrule([term], [NUMBER]) == [term]


def test_what_reaches_beyond_is_joined_with_it() -> None:
    phrase = (1, change("三万", "三萬", Layer.PHRASE))
    assert overrule([phrase, WORDS[1]], [NUMBER]) == [(1, change("三万亿", "三兆", Layer.NUMBER))]
    longer = (2, change("万亿市", "萬億市", Layer.PHRASE))
    assert overrule([longer], [NUMBER]) == [(2, change("万亿市", "兆市", Layer.NUMBER))]


def test_a_word_of_another_length_is_not_beaten() -> None:
    word = (1, change("三万亿", "三萬多億", Layer.REGION))
    assert overrule([word], [NUMBER]) == [word]


def test_what_does_not_meet_stands_side_by_side() -> None:
    quote = (0, change('"', "「", Layer.TYPOGRAPHY))
    assert overrule(WORDS, [quote]) == [quote, *WORDS]
    assert overrule([], [quote]) == [quote]
    assert overrule(WORDS, []) == WORDS


_FOUND = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from([Layer.PHRASE, Layer.GLOSSARY, Layer.NUMBER])), max_size=12
)


def made(gaps: list[tuple[int, int, Layer]], target: str) -> Found:
    found: Found = []
    at = 0
    for gap, length, layer in gaps:
        at += gap
        found.append((at, change("字" * length, target, layer)))
        at += length
    return found


@given(below=_FOUND, above=_FOUND)
def test_changes_never_overlap_and_none_of_the_terms_is_lost(
    below: list[tuple[int, int, Layer]], above: list[tuple[int, int, Layer]]
) -> None:
    words, marks = made(below, "下"), made(above, "上")
    laid = overrule(words, marks)
    ends = [start + len(said.source) for start, said in laid]
    assert all(end <= start for end, (start, _) in zip(ends, laid[1:], strict=False))
    assert all(one in laid for one in words if one[1].rule.layer is Layer.GLOSSARY)
    covered = {place for start, said in laid for place in range(start, start + len(said.source))}
    assert {start for start, _ in words} <= covered
