"""`langbridge translate` as its users have it; what services do to it is in `test_translate_faults.py`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contract.engine_server import EngineServer

Call = Callable[..., Any]

ARTICLE = """---
title: 《三体》读后
draft: true
---

## 一个标题

智能体很好，见[下文](#一个标题)。

- 今天的天气很好。
"""
ENGLISH = {
    "《三体》读后": "After reading 《The Three-Body Problem》",
    "一个标题": "A heading",
    "智能体很好，见": "The agent is very good, see ",
    "下文": "below",
    "今天的天气很好": "The weather is fine today",
    "明天的天气很好": "The weather will be fine tomorrow",
    "。": ".",
}
GLOSSARY = """glossary: test
concepts:
  - id: agent
    zh-Hans: 智能体
    en: agent
  - id: heading
    zh-Hans: 一个标题
    en: A heading
"""


def translate_well(text: str) -> str:
    for chinese, english in ENGLISH.items():
        text = text.replace(chinese, english)
    return text


@pytest.fixture
def server() -> Iterator[EngineServer]:
    with EngineServer(translate_well) as server:
        yield server


@pytest.fixture
def post(folder: Path, server: EngineServer) -> Path:
    """A project with an article, and an engine on the loopback."""
    (folder / "posts").mkdir()
    (folder / "posts/post.md").write_text(ARTICLE, encoding="utf-8")
    settings = {"sources": ["posts"], "targets": ["zh-Hant-TW"], "engine": {"name": "libretranslate", "url": server.url, "price": 20}}
    (folder / "langbridge.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def valid(told: Any, schema: str) -> Any:
    path = Path(__file__).parents[2] / "docs/schemas" / schema
    Draft202012Validator(json.loads(path.read_text(encoding="utf-8"))).validate(told)
    return told


def output(folder: Path, name: str = "post.md") -> str:
    return (folder / "output/en" / name).read_text(encoding="utf-8")


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_an_article_comes_out_whole_in_english_typography(post: Path, langbridge: Call) -> None:
    called = langbridge("translate")
    assert called.code == 0, called.stderr
    assert output(post) == (
        "---\ntitle: After reading “The Three-Body Problem”\ndraft: true\n---\n\n## A heading\n\n"
        "The agent is very good, see [below](#a-heading).\n\n- The weather is fine today.\n"
    )
    record = json.loads((post / "output/.review/en/post.md.json").read_text(encoding="utf-8"))
    assert valid(record, "review-record.schema.json")["kind"] == "translation"


def test_the_summary_is_complete(post: Path, langbridge: Call) -> None:
    (post / "posts/bad.md").write_bytes(b"---\ntitle: [\n---\n\n\xe6\x96\x87\n")
    (post / "posts/english.md").write_text("Nothing to do here.\n", encoding="utf-8")
    called = langbridge("translate", "--format", "json")
    assert called.code == 2
    articles = valid(called.json, "translate.schema.json")["articles"]
    assert {Path(one["path"]).name: one["status"] for one in articles} == {
        "bad.md": "failed",
        "english.md": "passed-through",
        "post.md": "translated",
    }
    assert output(post, "english.md") == "Nothing to do here.\n"


def test_a_second_run_asks_nothing(post: Path, langbridge: Call, server: EngineServer) -> None:
    langbridge("translate")
    server.seen.clear()
    (article,) = langbridge("translate", "--format", "json").json["articles"]
    assert (article["memory"], article["engine"], server.seen) == (4, 0, [])


def test_an_edited_source_asks_for_what_changed_and_keeps_what_a_person_wrote(post: Path, langbridge: Call, server: EngineServer) -> None:
    langbridge("translate")
    edit(post / "output/en/post.md", "The agent is very good", "Agents do very well")
    edit(post / "posts/post.md", "今天的天气很好", "明天的天气很好")
    server.seen.clear()
    assert langbridge("translate").code == 0
    assert [text for seen in server.asked for text in seen] == ["明天的天气很好。"]
    assert "Agents do very well, see [below](#a-heading)." in output(post)
    assert "- The weather will be fine tomorrow." in output(post)
    # And wherever the sentence stands again, the person's words are used.
    (post / "posts/other.md").write_text("智能体很好，见[下文](x.md)。\n", encoding="utf-8")
    assert langbridge("translate").code == 0
    assert output(post, "other.md") == "Agents do very well, see [below](x.md).\n"


def test_without_an_engine_the_rest_is_done(post: Path, langbridge: Call, server: EngineServer) -> None:
    (post / "terms.yaml").write_text(GLOSSARY, encoding="utf-8")
    called = langbridge("translate", "--engine", "none", "--glossary", "terms.yaml")
    assert called.code == 1
    assert "## A heading" in output(post)
    assert "智能体很好" in output(post)
    (line,) = [line for line in called.stderr.splitlines() if "untranslated:" in line]
    assert "3 segments left untranslated: no translation engine is set up" in line
    assert "--engine" in line
    (article,) = langbridge("translate", "--engine", "none", "--format", "json").json["articles"]
    assert valid({"articles": [article], "errors": []}, "translate.schema.json")
    assert (article["status"], [one["line"] for one in article["untranslated"]]) == ("incomplete", [2, 6, 8, 10])


def test_what_is_left_is_listed_can_be_written_by_a_person_and_holds_publishing_up(
    post: Path, langbridge: Call, server: EngineServer
) -> None:
    langbridge("translate", "--engine", "none")
    told = langbridge("review", "--list", "--to", "en")
    assert "output/en/post.md: 4 changes in doubt" in told.stdout
    assert re.search(r"posts/post.md:6:4.*\(kept\).*engine untranslated: no translation engine is set up", told.stdout), told.stdout
    assert langbridge("publish", "site", "--to", "en").code == 1
    edit(post / "output/en/post.md", "今天的天气很好。", "It is a fine day.")
    assert langbridge("translate", "--engine", "none").code == 1
    assert "- It is a fine day." in output(post)
    # To let the rest stand is no translation: an engine is asked for it as soon as there is one, and for that alone.
    assert langbridge("review", "--to", "en", "--accept-all").code == 0
    assert langbridge("translate").code == 0
    assert sorted(text for seen in server.asked for text in seen) == ["《三体》读后", "一个标题", "智能体很好，见Xqz1X下文Xqz2X。"]
    assert "## A heading" in output(post)
    assert "- It is a fine day." in output(post)


def test_terms_are_asked_for_and_checked(post: Path, langbridge: Call, server: EngineServer) -> None:
    (post / "terms.yaml").write_text("glossary: test\nconcepts:\n  - id: agent\n    zh-Hans: 智能体\n    en: AI agent\n", encoding="utf-8")
    (article,) = langbridge("translate", "--glossary", "terms.yaml", "--format", "json").json["articles"]
    assert article["review"] == 1
    listed = langbridge("review", "--list")
    assert re.search("terms: .*AI agent", listed.stdout), listed.stdout
    # Another term is another thing to ask for; everything else is known.
    edit(post / "terms.yaml", "AI agent", "agent")
    server.seen.clear()
    (article,) = langbridge("translate", "--glossary", "terms.yaml", "--format", "json").json["articles"]
    assert (article["review"], article["memory"], len([text for seen in server.asked for text in seen])) == (0, 3, 1)


def test_a_dry_run_tells_what_it_would_take_and_does_nothing(post: Path, langbridge: Call, server: EngineServer) -> None:
    called = langbridge("translate", "--dry-run", "--format", "json")
    told = valid(called.json, "translate-estimate.schema.json")
    characters = len("《三体》读后一个标题智能体很好，见下文。今天的天气很好。")
    assert told["total"] == {"segments": 4, "memory": 0, "glossary": 0, "to_translate": 4, "characters": characters}
    assert told["cost"] == pytest.approx(characters * 20 / 1_000_000)
    assert (server.seen, (post / "output").exists(), (post / ".langbridge").exists()) == ([], False, False)
    langbridge("translate")
    called = langbridge("translate", "--dry-run")
    assert called.code == 0
    assert "libretranslate would cost 0.00, at 20 for a million characters" in called.stderr
    assert re.search(r"all +4 +4 +0 +0 +0", called.stderr)


def test_a_bilingual_version_stands_beside_the_english_one(post: Path, langbridge: Call) -> None:
    langbridge("translate")
    assert langbridge("translate", "--bilingual").code == 0
    assert output(post, "post.bilingual.md").endswith(
        "## 一个标题 / A heading\n\n智能体很好，见[下文](#一个标题--a-heading)。\n\n"
        "The agent is very good, see [below](#一个标题--a-heading).\n\n- 今天的天气很好。\n\n  The weather is fine today.\n"
    )
    assert "智能体" not in output(post)


def test_what_waits_for_a_person_is_listed_decided_and_published(post: Path, langbridge: Call, server: EngineServer) -> None:
    server.translating = lambda text: translate_well(text).replace("tomorrow", "in 30 million days")
    edit(post / "posts/post.md", "今天的天气很好", "明天的天气很好")
    langbridge("translate")
    told = langbridge("review", "--list", "--to", "en")
    assert re.search(r"output/en/post.md: 1 change in doubt", told.stdout), told.stdout
    assert re.search(r"posts/post.md:10:3.*numbers: ", told.stdout), told.stdout
    waits = langbridge("publish", "site", "--to", "en")
    assert waits.code == 1
    assert not (post / "site/post.md").exists()
    assert langbridge("review", "--to", "en", "--accept-all").code == 0
    assert langbridge("publish", "site", "--to", "en").code == 0
    (published,) = (post / "site").rglob("*.md")
    assert "in 30 million days" in published.read_text(encoding="utf-8")
    # What was accepted is approved: it needs no engine, nor another look, wherever it stands.
    (post / "posts/other.md").write_text("明天的天气很好。\n", encoding="utf-8")
    server.seen.clear()
    articles = langbridge("translate", "--format", "json").json["articles"]
    assert ([one["review"] for one in articles], server.seen) == ([0, 0], [])


def test_traditional_text_goes_through_simplified_where_the_engine_wants_that(post: Path, langbridge: Call, server: EngineServer) -> None:
    (post / "posts/post.md").write_text("今天的天氣很好，軟體也很好。\n", encoding="utf-8")
    langbridge("translate")
    assert server.asked[0] == ("今天的天气很好，软体也很好。",)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--to", "zh-Hant"), "langbridge convert"),
        (("--to", "fr"), "--to en"),
        (("--engine", "gogle"), "google"),
        (("--engine", "openai"), "model"),
        (("missing.md",), "missing.md"),
    ],
)
def test_what_cannot_be_meant_is_told(post: Path, langbridge: Call, arguments: tuple[str, ...], said: str) -> None:
    called = langbridge("translate", *arguments)
    assert called.code == 2
    assert said in called.stderr
    assert "Traceback" not in called.stderr


def test_nothing_is_remembered_where_that_is_wanted(post: Path, langbridge: Call) -> None:
    assert langbridge("translate", "--no-memory").code == 0
    assert not (post / ".langbridge").exists()
