"""`langbridge status`: how a project stands, before and after runs; it writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Call = Callable[..., Any]

DOUBTFUL = "# 模型\n\n这个模型的推理很快。\n"
TERMS = """\
glossary: ours
concepts:
  - {id: one, zh-Hans: 历史, zh-Hant-TW: 歷史}
  - id: inference
    zh-Hans: {form: 推理, ambiguous: true}
    zh-Hant-TW: 推論
"""


@pytest.fixture
def site(folder: Path) -> Path:
    (folder / "posts").mkdir()
    (folder / "posts/a.md").write_text("# 历史\n\n美国历史里也没有这样的软件。\n", encoding="utf-8")
    (folder / "posts/b.md").write_text(DOUBTFUL, encoding="utf-8")
    (folder / "terms.yaml").write_text(TERMS, encoding="utf-8")
    settings = "sources: [posts]\ntargets: [zh-Hant-TW]\noutput: output\nglossaries: [terms.yaml]\n"
    (folder / "langbridge.yaml").write_text(settings, encoding="utf-8")
    return folder


@pytest.fixture
def status(site: Path, langbridge: Call, repository: Path) -> Callable[[], dict[str, Any]]:
    """What status says as JSON, which fits its schema."""
    schema = json.loads((repository / "docs/schemas/status.schema.json").read_text(encoding="utf-8"))

    def call() -> dict[str, Any]:
        called = langbridge("status", "--format", "json")
        assert called.code == 0, called.stderr
        told: dict[str, Any] = called.json
        Draft202012Validator(schema).validate(told)
        return told

    return call


def states(told: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """By article: the state, then the reasons."""
    return {one["path"]: (one["state"], *(why["why"] for why in one["why"])) for one in told["outputs"]}


def test_before_and_after_a_run(site: Path, status: Call, langbridge: Call) -> None:
    assert states(status()) == {"posts/a.md": ("missing", "new"), "posts/b.md": ("missing", "new")}
    assert sorted(path.name for path in site.iterdir()) == ["langbridge.yaml", "posts", "terms.yaml"]
    assert langbridge("run").code == 0
    assert states(status()) == {"posts/a.md": ("done",), "posts/b.md": ("done",)}


def test_what_is_stale_and_why(site: Path, status: Call, langbridge: Call) -> None:
    langbridge("run")
    (site / "posts/b.md").write_text("# 软件\n", encoding="utf-8")
    terms = site / "terms.yaml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("歷史", "史事"), encoding="utf-8")
    told = status()
    assert states(told) == {"posts/a.md": ("stale", "terms-changed"), "posts/b.md": ("stale", "source-changed")}
    assert told["changed_terms"] == [{"term": "历史", "articles": ["posts/a.md"]}]
    text = langbridge("status").stdout
    assert "stale  posts/a.md to zh-Hant-TW: terms changed (历史)" in text


def test_what_waits_for_a_person_and_decisions_since_the_run(site: Path, status: Call, langbridge: Call) -> None:
    langbridge("run")
    waiting = {one["path"]: one["review"] for one in status()["outputs"]}
    assert waiting["posts/a.md"] == 0
    assert waiting["posts/b.md"] > 0
    assert f"to review  posts/b.md to zh-Hant-TW: {waiting['posts/b.md']}" in langbridge("status").stdout
    assert langbridge("review", "--accept-all").code == 0
    told = status()
    assert {one["path"]: one["review"] for one in told["outputs"]} == {"posts/a.md": 0, "posts/b.md": 0}
    assert langbridge("run").code == 0
    assert states(status()) == {"posts/a.md": ("done",), "posts/b.md": ("done",)}
    assert status()["counts"]["to_review"] == 0


def test_a_text_by_hand_that_lost_its_place(site: Path, status: Call, langbridge: Call) -> None:
    article, output = site / "posts/a.md", site / "output/zh-Hant-TW/a.md"
    langbridge("run")
    output.write_text(f"{output.read_text(encoding='utf-8')}\n手寫的一句。\n", encoding="utf-8")
    langbridge("run")
    assert "to decide anew" not in langbridge("status").stdout
    article.write_text("全换了。\n", encoding="utf-8")
    langbridge("run")
    assert "手寫" not in output.read_text(encoding="utf-8")
    assert {one["path"]: one["lost_decisions"] for one in status()["outputs"]} == {"posts/a.md": 1, "posts/b.md": 0}
    told = "to decide anew  posts/a.md to zh-Hant-TW: 1 decision has no place any more and is not in the output; langbridge review shows"
    assert told in langbridge("status").stdout
    assert langbridge("review", "--forget-stale").code == 0
    assert "to decide anew" not in langbridge("status").stdout


def test_versions_that_people_wrote(site: Path, status: Call, langbridge: Call) -> None:
    theirs = site / "output/zh-Hant-TW/a.md"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("# 史\n", encoding="utf-8")
    assert states(status())["posts/a.md"] == ("foreign", "foreign")
    langbridge("run")
    assert states(status())["posts/a.md"] == ("foreign", "foreign")
    assert "foreign  posts/a.md to zh-Hant-TW: langbridge would write" in langbridge("status").stdout


def test_outputs_without_an_article(site: Path, status: Call, langbridge: Call) -> None:
    langbridge("run")
    (site / "posts/a.md").rename(site / "posts/c.md")
    (site / "alone.md").write_text("# 软件\n", encoding="utf-8")
    langbridge("convert", "alone.md", "--to", "zh-Hant-TW")
    assert len(status()["orphans"]) == 1
    (site / "alone.md").unlink()
    orphans = {(one["output"], one["path"], one["renamed_to"]) for one in status()["orphans"]}
    assert orphans == {("output/zh-Hant-TW/a.md", "posts/a.md", "posts/c.md"), ("output/zh-Hant-TW/alone.md", "alone.md", "")}
    assert "orphaned  output/zh-Hant-TW/a.md: its source posts/a.md is posts/c.md now" in langbridge("status").stdout


def test_what_failed_is_told_with_its_reason(site: Path, status: Call, langbridge: Call) -> None:
    (site / "posts/b.md").write_bytes(b"---\ntitle: [\n---\n")
    assert langbridge("run").code == 2
    told = status()
    assert states(told)["posts/b.md"] == ("failed", "failed-before")
    assert "posts/b.md:" in told["outputs"][1]["messages"][0]
    assert "failed  posts/b.md to zh-Hant-TW: failed before (posts/b.md" in langbridge("status").stdout


def test_a_damaged_manifest_is_told(site: Path, status: Call, langbridge: Call) -> None:
    langbridge("run")
    with (site / ".langbridge/manifest.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("nonsense\n")
    assert status()["damaged_lines"] == 1
    assert langbridge("run").code == 0
    assert status()["damaged_lines"] == 0
