"""`langbridge run` and an engine that fails: the rest is done, each article says why it is not, and the next run asks again."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.contract.engine_server import EngineServer, Fault

Call = Callable[..., Any]

ENGLISH = {"天气": "The weather is fine today", "历史": "History is told later", "软件": "There is no such software here"}
ARTICLES = {"weather.md": "今天的天气很好。\n", "history.md": "历史以后再说。\n\n没有这样的软件。\n"}


def translate_well(text: str) -> str:
    return next(english for chinese, english in ENGLISH.items() if chinese in text) + "."


@pytest.fixture
def server() -> Iterator[EngineServer]:
    with EngineServer(translate_well) as server:
        yield server


@pytest.fixture
def site(folder: Path, server: EngineServer) -> Path:
    """A project with two articles to Traditional Chinese and to English, by the loopback service: one text a request, one at a time."""
    (folder / "posts").mkdir()
    for name, text in ARTICLES.items():
        (folder / "posts" / name).write_text(text, encoding="utf-8")
    limits = {"segments": 1, "concurrency": 1, "requests_per_second": 10_000}
    engine = {"name": "libretranslate", "url": server.url, "timeout": 5, "limits": limits}
    settings = {"sources": ["posts"], "targets": ["zh-Hant", "en"], "output": "output", "engine": engine}
    (folder / "langbridge.yaml").write_text(json.dumps(settings), encoding="utf-8")
    return folder


@pytest.fixture
def run(site: Path, langbridge: Call, repository: Path) -> Callable[..., dict[str, Any]]:
    """Run and give the report, which fits its schema."""
    schema = json.loads((repository / "docs" / "schemas" / "run.schema.json").read_text(encoding="utf-8"))

    def call(*flags: str, code: int = 0) -> dict[str, Any]:
        called = langbridge("run", "--report", "report.json", *flags)
        assert called.code == code, called.stderr
        report: dict[str, Any] = json.loads((site / "report.json").read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(report)
        return report | {"stderr": called.stderr}

    return call


def results(report: dict[str, Any], target: str = "en") -> dict[str, tuple[str, ...]]:
    """By article: the result, then the reasons."""
    return {
        one["path"].removeprefix("posts/"): (one["result"], *(why["why"] for why in one["why"]))
        for one in report["articles"]
        if one["to_tag"] == target
    }


def english(site: Path, name: str) -> str:
    return (site / "output/en" / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault.SERVER_ERROR, "500"),
        (Fault.UNAUTHORISED, "key"),
        (Fault.QUOTA, "quota"),
        (Fault.RATE_LIMITED_AN_HOUR, "429: too many requests"),
        (Fault.HTML_PAGE, "libretranslate"),
    ],
)
def test_an_engine_that_fails_for_good(site: Path, run: Call, server: EngineServer, langbridge: Call, fault: Fault, reason: str) -> None:
    server.always = fault
    report = run(code=2)
    # What needs no engine is done.
    assert results(report, "zh-Hant") == dict.fromkeys(ARTICLES, ("written", "new"))
    assert results(report) == dict.fromkeys(ARTICLES, ("incomplete", "new"))
    messages = [message for one in report["articles"] if one["to_tag"] == "en" for message in one["messages"]]
    assert messages
    assert all(re.search(reason, message) for message in messages), messages
    assert re.search(rf"posts/weather\.md to en: .*({reason})", report["stderr"])
    standing = {(one["path"], one["to_tag"]): one for one in langbridge("status", "--format", "json").json["outputs"]}
    assert standing["posts/weather.md", "en"]["state"] == "incomplete"
    assert re.search(reason, standing["posts/weather.md", "en"]["messages"][0])
    assert english(site, "weather.md") == ARTICLES["weather.md"]
    # It still fails: a later run does not call it done.
    again = run(code=2)
    assert results(again) == dict.fromkeys(ARTICLES, ("incomplete", "incomplete"))
    assert results(again, "zh-Hant") == {}
    server.always = None
    assert results(run()) == dict.fromkeys(ARTICLES, ("written", "incomplete"))
    assert english(site, "weather.md") == "The weather is fine today.\n"
    server.seen.clear()
    assert run()["articles"] == []
    assert server.asked == []


def test_an_engine_that_fails_in_the_middle(site: Path, run: Call, server: EngineServer) -> None:
    """What it gave is kept: the next run asks for the rest alone."""
    server.misbehave(None)
    server.always = Fault.QUOTA
    report = run(code=2)
    assert results(report) == dict.fromkeys(ARTICLES, ("incomplete", "new"))
    assert english(site, "history.md") == "History is told later.\n\n没有这样的软件。\n"
    server.always = None
    server.seen.clear()
    assert results(run()) == dict.fromkeys(ARTICLES, ("written", "incomplete"))
    assert server.asked == [("没有这样的软件。",), ("今天的天气很好。",)]
    assert english(site, "history.md") == "History is told later.\n\nThere is no such software here.\n"


def test_a_segment_without_a_translation_leaves_the_other_articles_whole(site: Path, run: Call, server: EngineServer) -> None:
    server.misbehave(None, Fault.CHINESE, Fault.CHINESE)
    report = run(code=2)
    assert results(report) == {"history.md": ("incomplete", "new"), "weather.md": ("written", "new")}
    assert "the translation is Chinese" in report["stderr"]
    assert english(site, "weather.md") == "The weather is fine today.\n"
    assert set(results(run())) == {"history.md"}


def test_an_article_of_no_language_fails_beside_those_that_are_translated(site: Path, run: Call) -> None:
    (site / "posts/broken.md").write_bytes(b"---\ntitle: [\n---\n\xe6\x96\x87\n")
    report = run(code=2)
    assert results(report) == {"broken.md": ("failed", "new"), "history.md": ("written", "new"), "weather.md": ("written", "new")}
    assert results(run(code=2)) == {"broken.md": ("failed", "failed-before")}


def test_fail_fast_stops_at_an_article_that_the_engine_left(site: Path, run: Call, server: EngineServer) -> None:
    server.always = Fault.UNAUTHORISED
    report = run("--fail-fast", code=2)
    assert results(report) == {"history.md": ("incomplete", "new"), "weather.md": ("left", "new")}


def test_an_engine_that_nobody_answers_for(site: Path, run: Call, server: EngineServer) -> None:
    """No service at its address: the address is named."""
    settings = json.loads((site / "langbridge.yaml").read_text(encoding="utf-8"))
    with EngineServer() as gone:
        address = gone.url
    settings["engine"]["url"] = address
    (site / "langbridge.yaml").write_text(json.dumps(settings), encoding="utf-8")
    report = run(code=2)
    assert results(report) == dict.fromkeys(ARTICLES, ("incomplete", "new"))
    assert results(report, "zh-Hant") == dict.fromkeys(ARTICLES, ("written", "new"))
    settings["engine"]["url"] = server.url
    (site / "langbridge.yaml").write_text(json.dumps(settings), encoding="utf-8")
    assert {result for result, *_ in results(run()).values()} == {"written"}
