"""Fingerprints, baselines, and the forms for continuous integration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from langbridge.checks import (
    RULES,
    CheckRule,
    fingerprinted,
    github_command,
    read_baseline,
    sarif_log,
    without_known,
    write_baseline,
)
from langbridge.values import ArticleError, Finding, Severity, UsageError

ROOT = Path(__file__).parents[3]
TEXT = "第一行\n這個软體很好，那個软體也好。\n"


def finding(line: int, column: int, *, path: str = "post.md", rule: str = "script.character", message: str = "m") -> Finding:
    return Finding(path, line, column, rule, message)


def marks(findings: list[Finding], text: str, root: Path = ROOT) -> list[str]:
    return [one.fingerprint for one in fingerprinted(findings, lambda path: text, root)]


def test_a_fingerprint_outlives_lines_above_a_new_message_and_an_edit_far_away() -> None:
    (known,) = marks([finding(2, 3)], TEXT)
    assert len(known) == 16
    assert marks([finding(5, 3, message="other")], "新\n新\n新\n" + TEXT) == [known]
    assert marks([finding(2, 3)], TEXT.replace("這樣說", "那樣寫")) == [known]


def test_another_rule_path_or_text_has_another_fingerprint() -> None:
    (known,) = marks([finding(2, 3)], TEXT)
    assert marks([finding(2, 3, rule="script.variant")], TEXT) != [known]
    assert marks([finding(2, 3, path="other.md")], TEXT) != [known]
    assert marks([finding(2, 3)], TEXT.replace("這個", "那個")) != [known]


def test_the_same_twice_is_told_apart_by_its_order() -> None:
    text = "软體\n\n软體\n"
    one, two = marks([finding(1, 1), finding(3, 1)], text)
    assert one != two
    assert marks([finding(4, 1), finding(6, 1)], "\n\n\n" + text) == [one, two]


def test_what_is_about_a_file_does_not_depend_on_its_text() -> None:
    stale = finding(1, 1, rule="outputs.stale")
    assert marks([stale], "a") == marks([stale], "b")
    assert len(set(marks([finding(1, 1, rule="outputs.missing", message=tag) for tag in ("a", "b")], ""))) == 2


def test_it_does_not_matter_from_where_the_check_was_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "posts").mkdir()
    monkeypatch.chdir(tmp_path)
    above = marks([finding(2, 3, path="posts/a.md")], TEXT, tmp_path)
    monkeypatch.chdir(tmp_path / "posts")
    assert marks([finding(2, 3, path="a.md")], TEXT, tmp_path) == above


def test_a_place_beyond_the_text_is_no_error() -> None:
    assert marks([finding(9, 9)], "") != [""]


def test_a_baseline_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    findings = fingerprinted([finding(2, 3), finding(2, 10)], lambda path: TEXT, tmp_path)
    write_baseline(path, findings[:1])
    assert without_known(findings, read_baseline(path)) == findings[1:]
    before = path.read_bytes()
    write_baseline(path, findings[:1])
    assert path.read_bytes() == before
    write_baseline(path, [])
    assert read_baseline(path) == frozenset()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (None, "no such baseline"),
        ("{", "damaged"),
        ("[]", "damaged"),
        ('{"version": 2, "findings": []}', "version 2"),
        ('{"version": 1, "findings": [{"path": "a"}]}', "no fingerprint"),
    ],
)
def test_a_baseline_that_cannot_be_used_says_so(tmp_path: Path, data: str | None, told: str) -> None:
    path = tmp_path / "baseline.json"
    if data is not None:
        path.write_text(data, encoding="utf-8")
    with pytest.raises(UsageError, match=told) as caught:
        read_baseline(path)
    assert "--write-baseline" in caught.value.remedy


def test_a_workflow_command_is_escaped() -> None:
    one = Finding("posts/a,b:100%.md", 3, 5, "script.character", "100%\r\nsure: a,b", Severity.WARNING)
    assert github_command(one) == ("::warning file=posts/a%2Cb%3A100%25.md,line=3,col=5,title=script.character::100%25%0D%0Asure: a,b")


def test_a_sarif_log_holds_rules_results_and_what_failed() -> None:
    (one,) = fingerprinted([finding(2, 3, path="文/a b.md", rule="glossary.variant")], lambda path: TEXT, ROOT)
    log = sarif_log([one], [ArticleError("no", path="x.md")], documents="https://example.org/docs/")
    assert log["version"] == "2.1.0"
    runs = log["runs"]
    assert isinstance(runs, list)
    (run,) = runs
    rules = run["tool"]["driver"]["rules"]
    (result,) = run["results"]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "glossary.variant"
    assert {rule["id"]: rule["helpUri"] for rule in rules}["script.region-word"] == "https://example.org/docs/checks.md#scriptregion-word"
    place = result["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "%E6%96%87/a%20b.md"}, "region": {"startLine": 2, "startColumn": 3}}
    assert result["partialFingerprints"] == {"langbridge/v1": one.fingerprint}
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"][0]["executionSuccessful"] is False


def rules_of(log: dict[str, object]) -> dict[str, dict[str, Any]]:
    runs = log["runs"]
    assert isinstance(runs, list)
    return {rule["id"]: rule for rule in runs[0]["tool"]["driver"]["rules"]}


def test_without_an_address_of_the_documents_no_rule_has_a_broken_one() -> None:
    rules = rules_of(sarif_log([finding(1, 1, rule="translation.numbers")]))
    assert not any("helpUri" in rule for rule in rules.values())
    assert rules["translation.numbers"]["help"]["text"].endswith("docs/translation-checks.md#numbers")


def test_a_rule_says_by_itself_what_to_do() -> None:
    rules = rules_of(sarif_log([]))
    quotes = rules["script.quotes"]
    assert quotes["shortDescription"]["text"] == "Quotation marks of another region."
    assert quotes["fullDescription"]["text"] == (
        "Quotation marks of another region. Each region has its own quotation marks, and readers notice at once."
    )
    assert quotes["help"]["markdown"] == (
        "Quotation marks of another region. Each region has its own quotation marks, and readers notice at once.\n\n"
        "**What to do.** Convert with `--quotes locale`, or change them by hand, inner ones too.\n\n"
        "Described in `docs/checks.md#scriptquotes`."
    )
    assert "What to do: Convert with --quotes locale, or" in quotes["help"]["text"]
    assert rules["glossary.overruled"]["defaultConfiguration"]["level"] == "warning"
    assert quotes["defaultConfiguration"]["level"] == "error"


def test_a_rule_that_nobody_has_described_is_told_all_the_same() -> None:
    unknown = rules_of(sarif_log([finding(1, 1, rule="translation.new")]))["translation.new"]
    assert unknown["help"]["markdown"] == "A finding of translation.new.\n\nDescribed in `docs/translation-checks.md#new`."


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_says_what_its_document_says(rule: CheckRule) -> None:
    document, _, anchor = rule.document.partition("#")
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    assert rule.reason and rule.remedy
    if document == "glossaries.md":
        assert f"`{rule.id}`" in text
        return
    name = rule.id.removeprefix("translation.")
    _, heading, body = text.partition(f"\n### {name}\n")
    assert heading and anchor == name.replace(".", "")
    paragraphs = [" ".join(each.split()) for each in body.split("\n### ")[0].split("\n## ")[0].split("\n\n")]
    assert f"**Why it is bad.** {rule.reason}" in paragraphs
    assert f"**What to do.** {rule.remedy}" in paragraphs
    for part in ("What it does", "Example"):
        assert any(each.startswith(f"**{part}.** ") for each in paragraphs)


@pytest.mark.parametrize("document", ["checks.md", "translation-checks.md"])
def test_every_rule_of_a_document_is_known(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8").partition("\n## Rules\n")[2].partition("\n## ")[0]
    assert {line[4:] for line in text.splitlines() if line.startswith("### ")} == {
        name.removeprefix("translation.") for name, rule in RULES.items() if rule.page == document
    }
