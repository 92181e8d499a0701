"""`langbridge check --translation A B`: what is wrong with a translation, whoever made it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Call = Callable[..., Any]

SOURCE = """---
title: 一个标题
---

## 成本

公司去年花了**30亿**美元，见[报告](https://example.org/r)。

- 智能体很重要。
- 这里什么都没有。

| 项目 | 数量 |
|---|---|
| 服务器 | 三千 |
"""
RIGHT = """---
title: A heading
---

## Costs

The company spent **$3 billion** last year, see the [report](https://example.org/r).

- Agents are important.
- There is nothing here.

| Item | Number |
|---|---|
| Servers | 3,000 |
"""


@pytest.fixture
def check(folder: Path, langbridge: Call) -> Callable[..., Any]:
    """The findings of a pair, as rule and line."""
    (folder / "terms.yaml").write_text("glossary: test\nconcepts:\n  - id: agent\n    zh-Hans: 智能体\n    en: agent\n", encoding="utf-8")
    (folder / "a.md").write_text(SOURCE, encoding="utf-8")

    def run(target: str) -> list[tuple[str, int]]:
        (folder / "b.md").write_text(target, encoding="utf-8")
        called = langbridge("check", "--translation", "a.md", "b.md", "--glossary", "terms.yaml", "--format", "json")
        schema = Path(__file__).parents[2] / "docs/schemas/findings.schema.json"
        Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(called.json)
        assert called.code == bool(called.json)
        assert {one["path"] for one in called.json} <= {"b.md"}
        return [(one["rule"], one["line"]) for one in called.json]

    return run


def test_a_good_translation_has_no_finding(check: Callable[..., Any]) -> None:
    assert check(RIGHT) == []


@pytest.mark.parametrize(
    ("right", "wrong", "expected"),
    [
        ("$3 billion", "$30 million", ("translation.numbers", 7)),
        ("**$3 billion**", "$3 billion", ("translation.codes", 7)),
        ("https://example.org/r", "https://example.org/", ("translation.codes", 7)),
        ("Agents are", "Intelligent bodies are", ("translation.terms", 9)),
        ("There is nothing here.", "There is 什么 here.", ("translation.han", 10)),
        ("| Servers | 3,000 |", "| Servers | 3 million |", ("translation.numbers", 14)),
        ("title: A heading", "title: 一个标题", ("translation.untranslated", 2)),
        ("- There is nothing here.\n", "", ("translation.missing", 1)),
        ("## Costs\n\n", "", ("translation.missing", 1)),
        ("- There is nothing here.\n", "- There is nothing here.\n- One more.\n", ("translation.added", 11)),
    ],
)
def test_a_mistake_is_found_where_it_is(check: Callable[..., Any], right: str, wrong: str, expected: tuple[str, int]) -> None:
    assert right in RIGHT
    found = check(RIGHT.replace(right, wrong))
    assert expected in found
    # And nothing else is taken for one.
    assert {line for _, line in found} == {expected[1]}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("一段。\n\n## 标题\n\n另外一段比较长的话，说的是别的事情。\n", "One.\n\nAnother rather long paragraph, about other things.\n"),
        ("- 今天\n- 明天大家一起去看电影\n- 后天\n", "- Tomorrow we all go to the cinema\n- The day after\n"),
    ],
)
def test_what_is_missing_shifts_nothing(folder: Path, langbridge: Call, source: str, target: str) -> None:
    (folder / "a.md").write_text(source, encoding="utf-8")
    (folder / "b.md").write_text(target, encoding="utf-8")
    found = langbridge("check", "--translation", "a.md", "b.md", "--format", "json").json
    assert [one["rule"] for one in found] == ["translation.missing"]


def test_as_text_each_finding_is_a_line(check: Callable[..., Any], langbridge: Call) -> None:
    check(RIGHT.replace("$3 billion", "$30 million"))
    called = langbridge("check", "--translation", "a.md", "b.md")
    assert called.code == 1
    assert called.stdout.startswith("b.md:7:1 translation.numbers ")
    assert "1 article checked: 2 findings" in called.stderr


def test_it_stands_alone(check: Callable[..., Any], langbridge: Call) -> None:
    assert langbridge("check", "b.md", "--translation", "a.md", "b.md").code == 2
    assert langbridge("check", "--translation", "a.md", "missing.md").code == 2
