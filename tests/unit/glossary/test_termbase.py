from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from langbridge.glossary import Termbase, TermEntry, parse_yaml
from langbridge.values import ENGLISH, HANS, HANS_CN, HANT, HANT_HK, HANT_TW, GlossaryError, LanguageTag


def termbase(*texts: str) -> Termbase:
    return Termbase([parse_yaml("concepts:\n" + text, Path(f"{name}.yaml")) for name, text in zip("abcdef", texts, strict=False)])


INFERENCE = "  - {id: inference, zh-Hans-CN: 推理, zh-Hant-TW: [推論, 推断], zh-Hant-HK: 推理, en: inference, note: seen}\n"
REASONING = "  - {id: reasoning, zh-Hans-CN: 推理, zh-Hant: 推理, en: reasoning}\n"


def test_every_source_form_becomes_the_preferred_form_of_the_target() -> None:
    entries = termbase(INFERENCE).entries(HANT_TW, HANS_CN)
    assert {form: entry.target for form, entry in entries.items()} == {"推論": "推理", "推断": "推理"}
    assert entries["推断"] == TermEntry("推断", "推理", ("a.inference",), "a.yaml: seen")


@pytest.mark.parametrize(
    ("target", "forms", "expected"),
    [
        (HANT, "zh-Hant: s, zh-Hant-TW: t", "s"),
        (HANT, "zh-Hant-TW: t, zh-Hant-HK: h", "t"),
        (HANT, "zh-Hant-HK: h", None),
        (HANT_TW, "zh-Hant: s, zh-Hant-TW: t", "t"),
        (HANT_TW, "zh-Hant: s", "s"),
        (HANT_TW, "zh-Hant-HK: h", None),
        (HANT_HK, "zh-Hant: s, zh-Hant-HK: h", "h"),
        (HANT_HK, "zh-Hant: s, zh-Hant-TW: t", "s"),
        (HANT_HK, "zh-Hant-TW: t", None),
        (HANS, "zh-Hans: s, zh-Hans-CN: c", "s"),
        (HANS, "zh-Hans-CN: c", "c"),
        (HANS_CN, "zh-Hans: s, zh-Hans-CN: c", "c"),
        (HANS_CN, "zh-Hans: s", "s"),
        (ENGLISH, "en: e", "e"),
        (ENGLISH, "zh-Hant: s", None),
        (HANT_TW, "'zh-Hant-TW': {form: t, status: admitted}", None),
    ],
)
def test_which_form_is_written(target: LanguageTag, forms: str, expected: str | None) -> None:
    entry = termbase(f"  - {{id: c, ja: source, {forms}}}\n").entries(LanguageTag("ja"), target).get("source")
    assert (entry.target if entry else None) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (HANS, {"c", "s"}),
        (HANS_CN, {"c", "s"}),
        (HANT, {"t", "h", "b"}),
        (HANT_TW, {"t", "b"}),
        (HANT_HK, {"h", "b"}),
        (ENGLISH, {"e"}),
    ],
)
def test_which_forms_are_looked_for(source: LanguageTag, expected: set[str]) -> None:
    forms = "zh-Hans-CN: c, zh-Hans: s, zh-Hant-TW: t, zh-Hant-HK: h, zh-Hant: b, en: e, ja: target"
    assert set(termbase(f"  - {{id: c, {forms}}}\n").entries(source, LanguageTag("ja"))) == expected


def test_a_form_that_is_its_own_target_is_an_entry_and_final() -> None:
    entry = termbase(INFERENCE).entries(HANS_CN, HANT_HK)["推理"]
    assert (entry.target, entry.final, entry.candidates) == ("推理", True, ())


def test_concepts_that_share_a_form_give_candidates_in_the_order_of_the_file() -> None:
    entry = termbase(INFERENCE + REASONING).entries(HANS_CN, HANT_TW)["推理"]
    assert not entry.final
    assert (entry.target, entry.candidates) == ("推論", ("推論", "推理"))
    assert entry.concepts == ("a.inference", "a.reasoning")
    assert entry.note == "a.yaml: 推論 (inference); 推理 (reasoning)"
    assert termbase(REASONING + INFERENCE).entries(HANS_CN, HANT_TW)["推理"].target == "推理"


def test_the_concept_in_which_a_form_is_preferred_comes_first() -> None:
    admitting = "  - {id: x, zh-Hans-CN: [推断, 推理], zh-Hant-TW: 推斷}\n"
    deprecating = "  - {id: y, zh-Hans-CN: [演绎, {form: 推理, status: deprecated}], zh-Hant-TW: 演繹}\n"
    entry = termbase(deprecating + admitting + REASONING).entries(HANS_CN, HANT_TW)["推理"]
    assert entry.candidates == ("推理", "推斷", "演繹")
    assert entry.warning == ""


def test_concepts_that_share_a_form_and_its_target_agree() -> None:
    entry = termbase(INFERENCE + REASONING).entries(HANS_CN, HANT_HK)["推理"]
    assert (entry.target, entry.final, entry.candidates) == ("推理", True, ())


@pytest.mark.parametrize("mark", ["ambiguous: [通过]", "zh-Hans: {form: 通过, ambiguous: true}"])
def test_an_ambiguous_form_of_one_concept_may_also_be_what_it_was(mark: str) -> None:
    entry = termbase(f"  - {{id: via, zh-Hans-CN: 通过, zh-Hant-TW: 透過, {mark}}}\n").entries(HANS_CN, HANT_TW)["通过"]
    assert (entry.final, entry.target, entry.candidates) == (False, "透過", ("透過", "通过"))


def test_an_ambiguous_form_whose_target_is_itself_still_has_two_candidates() -> None:
    entry = termbase("  - {id: mile, zh-Hans: 里, zh-Hant: 里, ambiguous: [里]}\n").entries(HANS_CN, HANT_TW)["里"]
    assert (entry.final, entry.candidates) == (False, ("里", "里"))


def test_a_later_file_overrules_an_earlier_one_form_by_form() -> None:
    later = "  - {id: inference, zh-Hans-CN: 推理, zh-Hant-TW: 推斷}\n"
    entries = termbase(INFERENCE + REASONING, later).entries(HANS_CN, HANT_TW)
    assert (entries["推理"].target, entries["推理"].final, entries["推理"].concepts) == ("推斷", True, ("b.inference",))
    back = termbase(INFERENCE, later).entries(HANT_TW, HANS_CN)
    assert (back["推論"].concepts, back["推斷"].concepts) == (("a.inference",), ("b.inference",))


def test_a_later_file_that_says_nothing_of_a_direction_overrules_nothing() -> None:
    later = "  - {id: x, zh-Hans-CN: 推理, en: reasoning}\n"
    assert termbase(INFERENCE, later).entries(HANS_CN, HANT_TW)["推理"].target == "推論"


def test_do_not_translate_holds_in_every_direction() -> None:
    terms = termbase("  - {id: openai, status: do-not-translate, en: OpenAI, zh-Hans-CN: 開放AI}\n")
    for source in (HANS_CN, HANT_TW, ENGLISH):
        for target in (HANT_HK, HANS, ENGLISH):
            assert {form: entry.target for form, entry in terms.entries(source, target).items()} == {"OpenAI": "OpenAI", "開放AI": "開放AI"}


def test_a_deprecated_source_form_is_warned_of() -> None:
    terms = termbase("  - {id: x, zh-Hant-TW: [軟體, {form: 軟件, status: deprecated, note: 港式}], zh-Hans-CN: 软件}\n")
    entries = terms.entries(HANT_TW, HANS_CN)
    assert entries["軟件"].target == "软件"
    assert "軟件 is deprecated" in entries["軟件"].warning and "港式" in entries["軟件"].warning
    assert entries["軟體"].warning == ""


def test_case_counts() -> None:
    assert "inference" in termbase(INFERENCE).entries(ENGLISH, HANS_CN)
    assert "Inference" not in termbase(INFERENCE).entries(ENGLISH, HANS_CN)


def test_concepts_are_found_by_their_full_id_and_by_what_they_hold() -> None:
    terms = termbase(INFERENCE, REASONING)
    found = terms.concept("b.reasoning")
    assert found is not None and found.id == "reasoning"
    assert terms.concept("a.reasoning") is None
    assert [name for name, _ in terms] == ["a.inference", "b.reasoning"] and len(terms) == 2
    assert [concept.id for _, concept in terms.search("推論")] == ["inference"]
    assert [concept.id for _, concept in terms.search("REASON")] == ["reasoning"]
    assert [concept.id for _, concept in terms.search(tags=[HANT])] == ["reasoning"]


def test_entries_are_made_once_and_cannot_be_changed() -> None:
    terms = termbase(INFERENCE)
    assert terms.entries(HANS_CN, HANT_TW) is terms.entries(HANS_CN, HANT_TW)
    with pytest.raises(TypeError):
        terms.entries(HANS_CN, HANT_TW)["x"] = TermEntry("x", "y", ())  # type: ignore[index]


def test_the_fingerprint_follows_what_matters_and_nothing_else() -> None:
    first = termbase(INFERENCE, REASONING)
    assert first.fingerprint == termbase("  # a comment\n" + INFERENCE, REASONING).fingerprint
    others = [
        termbase(REASONING, INFERENCE),
        termbase(INFERENCE + REASONING),
        termbase(INFERENCE.replace("推断", "推斷"), REASONING),
        termbase(INFERENCE.replace("seen", "heard"), REASONING),
        termbase(INFERENCE.replace("推断", "{form: 推断, status: deprecated}"), REASONING),
        termbase(INFERENCE.replace("推断", "{form: 推断, ambiguous: true}"), REASONING),
    ]
    assert len({first.fingerprint, *(each.fingerprint for each in others)}) == 7


def test_a_termbase_comes_through_to_a_worker_process_as_it_is() -> None:
    terms = termbase(INFERENCE + REASONING)
    terms.entries(HANS_CN, HANT_TW)
    copy = pickle.loads(pickle.dumps(terms))
    assert copy.fingerprint == terms.fingerprint
    assert dict(copy.entries(HANS_CN, HANT_TW)) == dict(terms.entries(HANS_CN, HANT_TW))


def test_loading_keeps_the_order_and_names_the_broken_file(tmp_path: Path) -> None:
    paths = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for path in paths:
        path.write_text("concepts:\n" + INFERENCE, encoding="utf-8")
    assert [glossary.id for glossary in Termbase.load(paths).glossaries] == ["one", "two"]
    paths[1].write_text("concepts: [", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"two\.yaml"):
        Termbase.load(paths)
    assert len(Termbase.load([])) == 0
