from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.glossary import Concept, TermForm, TermStatus, parse_yaml, read_yaml
from langbridge.values import ENGLISH, HANS_CN, HANT_HK, HANT_TW, GlossaryError, LanguageTag

BASE = "glossary: ai\nconcepts:\n  - id: inference\n    zh-Hans-CN: 推理\n"
PATH = Path("terms/ai.yaml")


def only_concept(added: str) -> Concept:
    (concept,) = parse_yaml(BASE + added, PATH).concepts
    return concept


def fault(text: str) -> GlossaryError:
    with pytest.raises(GlossaryError) as caught:
        parse_yaml(text, PATH)
    assert caught.value.path == PATH
    return caught.value


def test_a_concept_with_everything() -> None:
    text = """\
glossary: ai
note: about it all
concepts:
  - id: inference
    note: 模型推論
    domain: machine learning
    zh-Hans-CN: 推理
    zh-Hant-TW: [推論, {form: 推理, status: deprecated, note: old}]
    zh-Hant-HK: {form: 推理, ambiguous: true}
    en: inference
"""
    glossary = parse_yaml(text, PATH)
    (concept,) = glossary.concepts
    assert (glossary.id, glossary.note, glossary.full_id(concept)) == ("ai", "about it all", "ai.inference")
    assert (concept.id, concept.note, concept.domain, concept.line) == ("inference", "模型推論", "machine learning", 4)
    assert concept.forms == {
        HANS_CN: (TermForm("推理"),),
        HANT_TW: (TermForm("推論"), TermForm("推理", TermStatus.DEPRECATED, note="old")),
        HANT_HK: (TermForm("推理", ambiguous=True),),
        ENGLISH: (TermForm("inference"),),
    }
    assert (concept.forms[HANT_TW][1].line, concept.forms[HANT_TW][1].column) == (8, 22)


def test_the_id_defaults_to_the_name_of_the_file() -> None:
    assert parse_yaml("concepts: []", Path("x/My Terms.yaml")).id == "my-terms"
    assert "no id" in fault_of_name("术语.yaml").message


def fault_of_name(name: str) -> GlossaryError:
    with pytest.raises(GlossaryError) as caught:
        parse_yaml("concepts: []", Path(name))
    return caught.value


@pytest.mark.parametrize(
    ("value", "statuses"),
    [
        ("[a, b]", ["preferred", "admitted"]),
        ("[{form: a, status: deprecated}, b, c]", ["deprecated", "preferred", "admitted"]),
        ("[a, {form: b, status: preferred}]", ["admitted", "preferred"]),
        ("[a, {form: b, status: do-not-translate}]", ["preferred", "do-not-translate"]),
        ("{form: a, status: admitted}", ["admitted"]),
    ],
)
def test_the_first_form_is_preferred_unless_said(value: str, statuses: list[str]) -> None:
    assert [form.status for form in only_concept(f"    en: {value}\n").forms[ENGLISH]] == statuses


def test_a_do_not_translate_concept_makes_all_its_forms_so() -> None:
    concept = only_concept("    en: [a, {form: b}]\n    status: do-not-translate\n")
    assert concept.do_not_translate
    assert {form.status for _, form in concept.tagged_forms()} == {TermStatus.DO_NOT_TRANSLATE}


def test_the_list_of_ambiguous_forms_marks_every_form_of_that_text() -> None:
    concept = only_concept("    zh-Hant-TW: [推論, 推理]\n    ambiguous: [推理]\n")
    assert [(form.text, form.ambiguous) for _, form in concept.tagged_forms()] == [("推理", True), ("推論", False), ("推理", True)]


@pytest.mark.parametrize(("written", "text"), [("No", "No"), ("2024", "2024"), ("1e3", "1e3"), ('"null"', "null"), ("C++", "C++")])
def test_words_and_numbers_are_taken_as_they_are_written(written: str, text: str) -> None:
    assert only_concept(f"    en: {written}\n").forms[ENGLISH] == (TermForm(text),)


def test_aliases_of_tags_are_understood() -> None:
    assert set(only_concept("    zh-TW: 推論\n    ja: 推論\n").forms) == {HANS_CN, HANT_TW, LanguageTag("ja")}


@pytest.mark.parametrize(
    ("added", "line", "column", "message", "remedy"),
    [
        ("    nte: x\n", 5, 5, "'nte'", "did you mean note?"),
        ("    zn-Hant-TW: x\n", 5, 5, "zn-Hant-TW", "did you mean zh-Hant-TW?"),
        ("    zh-Hnat-TW: x\n", 5, 5, "zh-Hnat-TW", "did you mean zh-Hant-TW?"),
        ("    zh: x\n", 5, 5, "which script", "zh-Hans-CN"),
        ("    zh-TW: x\n    zh-Hant-TW: y\n", 6, 17, "already", "one list"),
        ("    en: ''\n", 5, 9, "empty", ""),
        ("    en: '  '\n", 5, 9, "empty", ""),
        ("    en:\n", 5, 8, "empty", ""),
        ("    en: null\n", 5, 9, "empty", '"null"'),
        ("    en: []\n", 5, 9, "no form", ""),
        ('    en: "a\\nb"\n', 5, 9, "U+000A", ""),
        ('    en: "a\\0b"\n', 5, 9, "U+0000", ""),
        ("    en: [a, {form: b, status: prefered}]\n", 5, 31, "prefered", "did you mean preferred?"),
        ("    en: [{form: a, status: preferred}, {form: b, status: preferred}]\n", 5, 40, "two preferred", ""),
        ("    en: {form: [a]}\n", 5, 16, "is a list", ""),
        ("    en: {frm: a}\n", 5, 10, "'frm'", "did you mean form?"),
        ("    en: {status: admitted}\n", 5, 9, "needs the key form", ""),
        ("    en: {form: a, ambiguous: maybe}\n", 5, 30, "true or false", ""),
        ("    en: {form: a, form: b}\n", 5, 19, "twice", ""),
        ("    ambiguous: [推裡]\n", 5, 17, "推裡", "推理"),
        ("    ambiguous: 推理\n", 5, 16, "is a list", ""),
        ("    status: deprecated\n", 5, 13, "cannot be deprecated", "on the form"),
        ("    status: do-not-translate\n    en: {form: a, status: admitted}\n", 6, 9, "cannot be admitted", ""),
        ("    id: b\n", 5, 5, "twice", ""),
        ("    <<: {en: a}\n", 5, 5, "'<<'", ""),
        ("    ? [a]\n    : b\n", 5, 7, "a key is a text", ""),
        ("  - id: inference\n    en: b\n", 5, 5, "line 3", ""),
        ("  - en: b\n", 5, 5, "no id", ""),
        ("  - id: b\n", 5, 5, "no form", ""),
        ("  - id: Infer ence\n    en: b\n", 5, 9, "Infer ence", "infer-ence"),
        ("  - words\n", 5, 5, "is a text", ""),
        ("    en: &a x\n", 5, 9, "anchors", "quote"),
        ("    en: *a\n", 5, 9, "aliases", ""),
        ("    en: !!str a\n", 5, 9, "type tags", ""),
        ("    en: 'a\n", 5, 9, "not valid YAML", "quotes"),
        ("    en: a: b\n", 5, 10, "not valid YAML", ""),
        ("---\nx: y\n", 5, 1, "second", "two files"),
        ("    en: a\0b\n", 5, 10, "U+0000", "remove"),
        ("concept: []\n", 5, 1, "'concept'", "did you mean concepts?"),
    ],
)
def test_what_is_wrong_is_named_with_its_place_and_a_remedy(added: str, line: int, column: int, message: str, remedy: str) -> None:
    error = fault(BASE + added)
    assert (error.line, error.column) == (line, column)
    assert message in error.message
    assert remedy in error.remedy


@pytest.mark.parametrize("text", ["", "# nothing\n", "a glossary", "- a\n", "concepts: 5\n", "glossary: ai\n"])
def test_what_is_no_glossary_is_refused(text: str) -> None:
    fault(text)


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "a: " + "{a: " * 100_000, "- " * 50_000 + "a", "\n".join(" " * n + "a:" for n in range(2000))]
)
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    assert "levels" in fault(text).message


def test_an_alias_bomb_is_refused() -> None:
    bomb = "a: &a [x, x]\n" + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20))
    assert "anchors" in fault(bomb).message
    assert "anchors" in fault("concepts: &a [*a]").message


def test_bytes_that_are_not_utf8_are_named_with_their_place(tmp_path: Path) -> None:
    path = tmp_path / "ai.yaml"
    path.write_bytes(BASE.encode() + b"    en: caf\xe9\n")
    with pytest.raises(GlossaryError) as caught:
        read_yaml(path)
    assert (caught.value.line, caught.value.column) == (5, 12)
    assert "0xE9" in caught.value.message


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ai.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + BASE.replace("\n", "\r\n").encode())
    glossary = read_yaml(path)
    assert glossary == parse_yaml(BASE, PATH)
    assert (glossary.concepts[0].line, glossary.concepts[0].column) == (3, 5)


def test_a_file_that_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path, Path("nul\0l.yaml")):
        with pytest.raises(GlossaryError):
            read_yaml(path)
