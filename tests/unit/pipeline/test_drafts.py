"""Changes put together in columns are those put together one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from langbridge.pipeline.drafts import Draft, Table
from langbridge.pipeline.typesetting import overrule, overrule_draft
from langbridge.values import Changes, Found, Layer, Rule, Substitution

_PLACES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.sampled_from([Layer.PHRASE, Layer.GLOSSARY, Layer.NUMBER])), max_size=12
)


def found(gaps: list[tuple[int, int, Layer]], target: str) -> Found:
    made: Found = []
    at = 0
    for gap, length, layer in gaps:
        at += gap
        made.append((at, Substitution("字" * length, target, Rule(layer, "test"))))
        at += length
    return made


def draft_of(changes: Found) -> Draft:
    draft = Draft(Table())
    draft.replace(0, 0, changes)
    return draft


def test_a_substitution_has_one_number() -> None:
    table = Table()
    one, other = (Substitution("后", target, Rule(Layer.CHARACTER, "test")) for target in "後后")
    assert table.take([one, other], [1, 0, 1]) == [1, 0, 1]
    again = Substitution("后", "後", Rule(Layer.CHARACTER, "test"))
    noted = Substitution("后", "後", Rule(Layer.CHARACTER, "test", "with a note"))
    assert [table.number(said) for said in (again, noted, other, noted)] == [0, 2, 1, 2]
    assert table.take([noted, again], [0, 1, 1]) == [2, 0, 0]


def test_an_insertion_comes_first() -> None:
    word, mark = (Substitution(source, "x", Rule(Layer.TYPOGRAPHY, "test")) for source in ("字", ""))
    draft = draft_of([(4, word), (2, word), (2, mark)])
    draft.sort()
    assert draft.found() == [(2, mark), (2, word), (4, word)]


@given(places=_PLACES, targets=st.lists(st.sampled_from("甲乙"), min_size=12, max_size=12))
def test_the_tables_are_those_of_changes_found_one_by_one(places: list[tuple[int, int, Layer]], targets: list[str]) -> None:
    changes = [
        (start, Substitution(said.source, target, said.rule)) for (start, said), target in zip(found(places, ""), targets, strict=False)
    ]
    assert draft_of(changes).changes() == Changes.from_found(changes)


@given(below=_PLACES, above=_PLACES)
def test_what_lies_above_wins_as_it_does_in_lists(below: list[tuple[int, int, Layer]], above: list[tuple[int, int, Layer]]) -> None:
    words, marks = found(below, "下"), found(above, "上")
    draft = draft_of(words)
    overrule_draft(draft, marks)
    assert draft.found() == overrule(words, marks)
