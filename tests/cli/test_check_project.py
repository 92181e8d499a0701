"""`langbridge check` on a whole project, in every form, beside a baseline."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from jsonschema import Draft202012Validator

Call = Callable[..., Any]


@pytest.fixture
def blog(folder: Path, langbridge: Call) -> Path:
    """A project with two articles, one of them in doubt, both converted."""
    (folder / "posts").mkdir()
    (folder / "posts/safe.md").write_text("# 软件\n\n这个软件的质量很高。[看](doubtful.md)\n\n```\nrun\n```\n", encoding="utf-8")
    (folder / "posts/doubtful.md").write_text("# 回复\n\n一个回复用户来信。\n", encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [posts]\ntargets: [zh-Hant-TW]\n", encoding="utf-8")
    assert langbridge("convert", "--jobs", "1").code == 0
    return folder


def told(called: Any) -> list[tuple[str, str]]:
    """The place and rule of each line."""
    return [(line.split(" ")[0], line.split(" ")[1]) for line in called.stdout.splitlines()]


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_what_waits_for_a_person_is_told_and_nothing_once_it_is_decided(blog: Path, langbridge: Call) -> None:
    called = langbridge("check")
    assert called.code == 1
    assert told(called) == [
        ("output/zh-Hant-TW/doubtful.md:1:3", "review.undecided"),
        ("output/zh-Hant-TW/doubtful.md:3:3", "review.undecided"),
    ]
    assert called.stderr == "4 articles checked: 2 findings\nwhat each rule means: docs/checks.md\n"
    assert langbridge("review", "--accept-all").code == 0
    called = langbridge("check")
    assert (called.code, called.stdout) == (0, "")


def test_every_family_finds_its_own(blog: Path, langbridge: Call) -> None:
    edit(blog / "posts/doubtful.md", "一个", "两个")
    edit(blog / "posts/safe.md", "doubtful.md", "gone.md")
    edit(blog / "output/zh-Hant-TW/safe.md", "run", "walk")
    edit(blog / "output/zh-Hant-TW/safe.md", "這個", "这個")
    (blog / "posts/new.md").write_text("# 新\n\n[看](#无)\n", encoding="utf-8")
    (blog / "words.yaml").write_text(
        "glossary: w\nconcepts:\n  - {id: a, zh-Hans-CN: 甲乙, zh-Hant-TW: 丙丁}\n  - {id: b, zh-Hans-CN: 甲乙, zh-Hant-TW: 戊己}\n",
        encoding="utf-8",
    )
    edit(blog / "langbridge.yaml", "targets", "glossaries: [words.yaml]\ntargets")
    expected = {
        "--stale": {
            ("output/zh-Hant-TW/doubtful.md:1:1", "outputs.stale"),
            ("output/zh-Hant-TW/safe.md:1:1", "outputs.stale"),
            ("output/zh-Hant-TW/safe.md:1:1", "outputs.edited"),
            ("posts/new.md:1:1", "outputs.missing"),
        },
        "--structure": {("output/zh-Hant-TW/safe.md:5:1", "structure.code")},
        "--links": {("posts/new.md:3:5", "links.anchor"), ("posts/safe.md:3:15", "links.article")},
        "--script": {("output/zh-Hant-TW/safe.md:3:1", "script.character")},
        "--terms": {("words.yaml:4:25", "glossary.contradiction")},
        "--undecided": {
            ("output/zh-Hant-TW/doubtful.md:1:3", "review.undecided"),
            ("output/zh-Hant-TW/doubtful.md:3:3", "review.undecided"),
        },
    }
    for flag, findings in expected.items():
        called = langbridge("check", flag)
        assert (called.code, set(told(called))) == (1, findings), flag
    assert set(told(langbridge("check"))) == set().union(*expected.values())
    both = langbridge("check", "--script", "--terms")
    assert set(told(both)) == expected["--script"] | expected["--terms"]


def test_named_paths_narrow_what_is_told(blog: Path, langbridge: Call) -> None:
    edit(blog / "posts/doubtful.md", "一个", "两个")
    edit(blog / "posts/safe.md", "这个", "那个")
    assert told(langbridge("check", "--stale", "posts/safe.md")) == [("output/zh-Hant-TW/safe.md:1:1", "outputs.stale")]
    assert told(langbridge("check", "--undecided", "output/zh-Hant-TW/safe.md")) == []
    called = langbridge("check", "--stale", "nowhere")
    assert called.code == 2 and "no article of the project" in called.stderr


def test_named_articles_are_checked_without_records(blog: Path, langbridge: Call) -> None:
    (blog / "one.md").write_text("這個软體。[看](#無)[看](gone.md)\n", encoding="utf-8")
    assert told(langbridge("check", "one.md", "--to", "zh-Hant-TW")) == [
        ("one.md:1:3", "script.character"),
        ("one.md:1:10", "links.anchor"),
        ("one.md:1:17", "links.article"),
    ]
    assert [rule for _, rule in told(langbridge("check", "--links", "one.md"))] == ["links.anchor", "links.article"]


def test_a_target_narrows_a_project(blog: Path, langbridge: Call) -> None:
    called = langbridge("check", "--stale", "--to", "zh-Hans")
    assert [rule for _, rule in told(called)] == ["outputs.missing", "outputs.missing"]
    assert "zh-Hans" in called.stdout


def test_a_damaged_record_is_an_error_and_the_rest_is_checked(blog: Path, langbridge: Call) -> None:
    (blog / "output/.review/zh-Hant-TW/safe.md.json").write_text("{", encoding="utf-8")
    called = langbridge("check")
    assert called.code == 2
    assert "damaged" in called.stderr
    assert {rule for _, rule in told(called)} == {"review.undecided"}


def test_warnings_alone_do_not_fail_a_check(blog: Path, langbridge: Call) -> None:
    (blog / "words.yaml").write_text("glossary: w\nconcepts:\n  - {id: a, zh-Hans-CN: 云, zh-Hant-TW: 雲端}\n", encoding="utf-8")
    called = langbridge("check", "--terms", "--glossary", "words.yaml")
    assert (called.code, [rule for _, rule in told(called)]) == (0, ["glossary.single-character"])


def test_a_site_s_versions_are_compared_with_their_sources(folder: Path, langbridge: Call) -> None:
    (folder / "hugo.toml").write_text(
        "baseURL = 'https://example.org/'\ndefaultContentLanguage = 'zh-cn'\n[languages.zh-cn]\n[languages.zh-tw]\n", encoding="utf-8"
    )
    posts = folder / "content"
    posts.mkdir()
    (posts / "a.md").write_text("# 软件\n\n文。\n\n- 一\n", encoding="utf-8")
    (posts / "a.zh-tw.md").write_text("# 軟體\n\n文。[看](#無)\n", encoding="utf-8")
    (folder / "langbridge.yaml").write_text("sources: [content]\ntargets: [zh-Hant-TW]\nlayout: suffix\n", encoding="utf-8")
    assert told(langbridge("check", "--structure")) == [("content/a.zh-tw.md:3:1", "structure.blocks")]
    assert told(langbridge("check", "--links")) == [("content/a.zh-tw.md:3:7", "links.anchor")]


def test_a_baseline_lets_an_old_site_start(blog: Path, langbridge: Call) -> None:
    written = langbridge("check", "--baseline", "known.json", "--write-baseline")
    assert (written.code, written.stdout) == (0, "")
    assert "2 findings known from now on" in written.stderr
    called = langbridge("check", "--baseline", "known.json")
    assert (called.code, called.stdout) == (0, "")
    assert "2 findings of the baseline left out" in called.stderr

    edit(blog / "posts/doubtful.md", "# 回复\n", "第一行。\n\n第二行。\n\n# 回复\n\n回复了。\n")
    assert langbridge("convert", "--jobs", "1").code == 0
    called = langbridge("check", "--baseline", "known.json")
    assert called.code == 1
    assert told(called) == [("output/zh-Hant-TW/doubtful.md:7:1", "review.undecided")]

    assert langbridge("review", "--accept-all").code == 0
    called = langbridge("check", "--baseline", "known.json")
    assert called.code == 0
    assert "2 findings of the baseline gone" in called.stderr


def test_a_baseline_has_to_be_there_and_named(blog: Path, langbridge: Call) -> None:
    assert langbridge("check", "--baseline", "none.json").code == 2
    called = langbridge("check", "--write-baseline")
    assert called.code == 2 and "--baseline FILE" in called.stderr


def test_json_has_fingerprints_and_follows_the_schema(blog: Path, langbridge: Call, repository: Path) -> None:
    findings = langbridge("check", "--format", "json").json
    schema = json.loads((repository / "docs/schemas/findings.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(findings)
    assert len({one["fingerprint"] for one in findings}) == len(findings) == 2


def test_annotations_for_github(blog: Path, langbridge: Call) -> None:
    called = langbridge("check", "--format", "github")
    assert called.code == 1
    assert called.stdout.splitlines()[0] == (
        "::error file=output/zh-Hant-TW/doubtful.md,line=1,col=3,title=review.undecided::"
        "回复 became 回覆, and may be 回復 or 回複: nobody has decided"
    )


def test_sarif_names_files_that_are_there_and_rules_that_are_described(blog: Path, langbridge: Call) -> None:
    (blog / "posts/中文 名.md").write_text("[看](#无)\n", encoding="utf-8")
    log = langbridge("check", "--links", "--undecided", "--format", "sarif").json
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == 3
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri.isascii() and (blog / unquote(uri)).is_file()
        assert set(result["partialFingerprints"]) == {"langbridge/v1"}
    assert run["invocations"][0]["executionSuccessful"] is True


def test_from_a_folder_below_paths_are_as_seen_from_there(blog: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [one["fingerprint"] for one in langbridge("check", "--format", "json").json]
    monkeypatch.chdir(blog / "posts")
    findings = langbridge("check", "--format", "json").json
    assert [one["path"] for one in findings] == ["../output/zh-Hant-TW/doubtful.md"] * 2
    assert [one["fingerprint"] for one in findings] == known


def test_what_is_said_many_times_of_one_file_does_not_bury_the_rest(folder: Path, langbridge: Call) -> None:
    (folder / "a.md").write_text("# 软件,网络\n\n" + "好的,不错的,这样\n\n" * 20 + "[看](gone.md)\n", encoding="utf-8")
    called = langbridge("check", "a.md", "--to", "zh-Hans-CN")
    lines = called.stdout.splitlines()
    assert len([line for line in lines if "script.punctuation" in line]) == 3
    assert lines[3] == "    and 38 more like it, down to line 41: --format json lists all"
    assert lines[4].startswith("a.md:43:5 links.article")
    assert "42 findings" in called.stderr
    assert len(langbridge("check", "a.md", "--to", "zh-Hans-CN", "--format", "json").json) == 42
    assert len(langbridge("check", "a.md", "--to", "zh-Hans-CN", "--format", "github").stdout.splitlines()) == 42
