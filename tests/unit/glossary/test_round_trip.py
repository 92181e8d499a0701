"""Whatever concepts there are: written as YAML and as a table, they come back as they were."""

from __future__ import annotations

from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from langbridge.glossary import Concept, Glossary, TermForm, TermStatus, parse_yaml, write_table
from langbridge.glossary.csv_format import parse_table
from langbridge.glossary.yaml_writing import append_concepts
from langbridge.values import LanguageTag

PATH = Path("ai.yaml")
TAGS = [LanguageTag.parse(name) for name in ("zh-Hans-CN", "zh-Hant-TW", "zh-Hant", "en", "ja", "no")]

AWKWARD = [
    "null",
    "~",
    "No",
    "- a",
    "a: b",
    "a #b",
    " a ",
    '"',
    "'",
    "\\",
    "{a}",
    "[a",
    "*a",
    "&a",
    "!a",
    "=1+1",
    "@a",
    "a,b",
    "a;b",
    "%a",
    "0x1",
    "\u00a0a",
]
texts = st.one_of(
    st.sampled_from([*AWKWARD, "软件", "軟體", "AI 代理", "Large language model", "𠮷", "\ufeffa", "👩‍💻"]),
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]), min_size=1, max_size=8).filter(str.strip),
).filter(lambda text: not text.strip().startswith("#"))  # in a table, #N/A is what a spreadsheet leaves where text was lost: an error
notes = st.one_of(st.just(""), texts, st.builds("{}\n\t{}\n".format, texts, texts))
forms = st.builds(TermForm, texts, st.sampled_from(TermStatus), st.booleans(), notes)


def _has_one_preferred(of_tag: tuple[TermForm, ...]) -> bool:
    return [form.status for form in of_tag].count(TermStatus.PREFERRED) <= 1


forms_of_tag = st.lists(forms, min_size=1, max_size=4).map(tuple).filter(_has_one_preferred)
concepts = st.lists(
    st.builds(
        Concept,
        st.from_regex(r"\A[a-z0-9-]{1,6}\Z"),
        st.dictionaries(st.sampled_from(TAGS), forms_of_tag, min_size=1, max_size=4),
        notes,
        st.one_of(st.just(""), texts),
    ),
    max_size=4,
    unique_by=lambda concept: concept.id,
).map(tuple)


@given(concepts)
@example(())
def test_yaml(written: tuple[Concept, ...]) -> None:
    text = append_concepts("glossary: ai\nconcepts:\n", PATH, written)
    assert parse_yaml(text, PATH).concepts == written


@given(concepts, st.sampled_from([",", "\t"]))
def test_table(written: tuple[Concept, ...], delimiter: str) -> None:
    text = write_table([Glossary("ai", written)], delimiter)
    if written:
        assert tuple(parse_table(text, Path("ai.tsv" if delimiter == "\t" else "ai.csv"), "ai")) == written


@given(concepts)
def test_from_yaml_to_a_table_and_back(written: tuple[Concept, ...]) -> None:
    before = append_concepts("glossary: ai\nconcepts: []\n", PATH, written)
    table = write_table([parse_yaml(before, PATH)])
    read = parse_table(table, Path("ai.csv"), "ai") if written else []
    assert append_concepts("glossary: ai\nconcepts: []\n", PATH, read).count("\n") == before.count("\n")
    assert parse_yaml(append_concepts("concepts:\n", PATH, read), PATH).concepts == written
