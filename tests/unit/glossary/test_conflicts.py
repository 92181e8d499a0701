from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.glossary import check_glossaries, parse_yaml
from langbridge.values import Finding, Severity


def check(*texts: str) -> list[Finding]:
    return check_glossaries([parse_yaml("concepts:\n" + text, Path(f"{name}.yaml")) for name, text in zip("abc", texts, strict=False)])


def rules(*texts: str) -> list[str]:
    return [f"{finding.path}:{finding.line}:{finding.column} {finding.rule}" for finding in check(*texts)]


REASONING = "  - {id: reasoning, zh-Hans-CN: 推理, zh-Hant-TW: 推理}\n"
INFERENCE = "  - {id: inference, zh-Hans-CN: 推理, zh-Hant-TW: 推論}\n"


def test_a_sound_glossary_has_no_findings() -> None:
    assert check(REASONING + "  - {id: software, zh-Hans-CN: 软件, zh-Hant-TW: [軟體, 軟件], zh-Hant-HK: 軟件, en: software}\n") == []


def test_a_contradiction_is_reported_once_at_the_later_form() -> None:
    (finding,) = check(REASONING + INFERENCE)
    assert (finding.rule, finding.severity, finding.line, finding.column) == ("glossary.contradiction", Severity.ERROR, 3, 33)
    assert all(part in finding.message for part in ("推理 (reasoning)", "推論 (inference)", "zh-Hant-TW"))


@pytest.mark.parametrize("mark", ["ambiguous: [推理]", "zh-Hans: {form: 推理, ambiguous: true}"])
def test_marked_as_ambiguous_it_is_none(mark: str) -> None:
    assert rules(REASONING + INFERENCE.replace("}", f", {mark}}}")) == []
    assert rules(REASONING.replace("}", f", {mark}}}") + INFERENCE) == []


def test_concepts_that_share_a_form_and_its_target_do_not_contradict_each_other() -> None:
    assert rules(REASONING + "  - {id: deduction, zh-Hans-CN: [推理, 演绎], zh-Hant-TW: [推理, 演繹]}\n") == []


def test_what_a_later_glossary_overrules_is_told_where_it_stands() -> None:
    (finding,) = check(INFERENCE, REASONING)
    assert (finding.path, finding.line, finding.column) == ("a.yaml", 2, 33)
    assert (finding.rule, finding.severity) == ("glossary.overruled", Severity.WARNING)
    assert "b.yaml:2 (reasoning)" in finding.message and "推論" in finding.message


def test_the_same_said_again_overrules_nothing() -> None:
    assert rules(INFERENCE, INFERENCE.replace("inference", "other")) == ["b.yaml:2:5 glossary.duplicate-concept"]


def test_a_later_mark_overrules() -> None:
    later = INFERENCE.replace("}", ", ambiguous: [推理], en: inference}")
    (finding,) = check(INFERENCE, later)
    assert finding.rule == "glossary.overruled" and "to be reviewed" in finding.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  - {id: x, en: [a, b, a], ja: c}\n", "a.yaml:2:24 glossary.duplicate-form"),
        (INFERENCE + INFERENCE.replace("inference", "other"), "a.yaml:3:5 glossary.duplicate-concept"),
    ],
)
def test_duplicates(text: str, expected: str) -> None:
    assert rules(text) == [expected]
    assert check(text)[0].severity is Severity.ERROR


def test_two_files_with_the_same_ids() -> None:
    one = parse_yaml("glossary: ai\nconcepts:\n" + REASONING, Path("one.yaml"))
    two = parse_yaml("glossary: ai\nconcepts:\n" + REASONING, Path("two.yaml"))
    (finding,) = check_glossaries([one, two])
    assert (finding.path, finding.line, finding.rule) == ("two.yaml", 3, "glossary.duplicate-id")
    assert finding.severity is Severity.ERROR and "one.yaml" in finding.message


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ("zh-Hans-CN: 軟体, en: x", ["glossary.wrong-script"]),
        ("zh-Hant: 软體, en: x", ["glossary.wrong-script"]),
        ("zh-Hant-TW: [軟體, 软件], en: x", ["glossary.wrong-script"]),
        ("zh-Hant-TW: 台灣平臺后里群著, zh-Hans-CN: 台湾平台后里群着", []),
        ("zh-Hant-TW: 裏面, en: x", ["glossary.variant"]),
        ("zh-Hant-HK: 裏面, en: x", []),
        ("en: ' x', ja: y", ["glossary.never-matches"]),
        ('en: "a\\u200bb", ja: y', ["glossary.never-matches"]),
        ('en: "\\ue000", ja: y', ["glossary.never-matches"]),
        ('en: "cafe\\u0301", ja: y', ["glossary.never-matches"]),
        ("zh-Hans: 里, zh-Hant: 裡", ["glossary.single-character", "glossary.single-character"]),
        ("en: C, ja: c", []),
        ("'zh-Hant': {form: 軟體, status: admitted}, en: x", ["glossary.no-preferred"]),
        ("en: x", ["glossary.no-target"]),
        ("zh-Hans-CN: [软件, 软体]", ["glossary.no-target"]),
        ("en: OpenAI, zh-Hans: OpenAI, status: do-not-translate", []),
        ("en: Apple, zh-Hans: 蘋果, status: do-not-translate", ["glossary.differing-names"]),
    ],
)
def test_one_concept_by_itself(forms: str, expected: list[str]) -> None:
    assert [finding.rule for finding in check(f"  - {{id: x, {forms}}}\n")] == expected


def test_a_finding_points_at_the_form() -> None:
    assert rules("  - id: x\n    en: x\n    zh-Hant-TW: [軟體, {form: 软件}]\n") == ["a.yaml:4:22 glossary.wrong-script"]


def test_findings_stand_in_the_order_of_files_and_lines() -> None:
    found = check("  - {id: x, en: x}\n  - {id: y, zh-Hans: 軟, en: y}\n", "  - {id: z, en: z}\n")
    assert [(finding.path, finding.line) for finding in found] == [("a.yaml", 2), ("a.yaml", 3), ("a.yaml", 3), ("b.yaml", 2)]


def test_nothing_to_check() -> None:
    assert check_glossaries([]) == []
