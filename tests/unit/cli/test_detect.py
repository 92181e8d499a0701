"""`langbridge detect` on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from langbridge.article import read_article
from langbridge.cli.detect import detect

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "detection.schema.json"
TRADITIONAL = "這套軟體還沒有人說得清楚，我們只能從網路開始講。\n"
SIMPLIFIED = "这个问题还没有人说得清楚，我们只能从头开始讲。\n"


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    app = typer.Typer()
    app.command("detect")(detect)
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.md").write_text(f"# 標題\n\n{TRADITIONAL}\n{SIMPLIFIED}\n{TRADITIONAL}", encoding="utf-8")
    (tmp_path / "posts").mkdir()
    (tmp_path / "posts" / "two.txt").write_text(SIMPLIFIED, encoding="gb18030")
    (tmp_path / "posts" / "picture.png").write_bytes(b"\x89PNG")
    return tmp_path


def test_json_has_one_object_an_article_on_its_line_and_follows_the_schema(folder: Path) -> None:
    result = run("--format", "json", "--paragraphs", folder)
    assert result.exit_code == 0
    records = [json.loads(line) for line in result.stdout.splitlines()]
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert [error.message for record in records for error in validator.iter_errors(record)] == []
    one, two = sorted(records, key=lambda record: str(record["path"]))
    assert (one["path"], one["tag"], one["encoding"]) == (str(folder / "one.md"), "zh-Hant-TW", "utf-8")
    assert [(mixed["line"], mixed["tag"]) for mixed in one["mixed"]] == [(5, "zh-Hans")]
    assert [paragraph["line"] for paragraph in one["paragraphs"]] == [1, 3, 5, 7]
    assert (two["tag"], two["encoding"]) == ("zh-Hans", "gb18030")


def test_paragraphs_are_told_only_when_asked(folder: Path) -> None:
    assert "paragraphs" not in json.loads(run("--format", "json", folder / "one.md").stdout)


def test_text_tells_tag_path_evidence_and_mixed_lines(folder: Path) -> None:
    result = run(folder / "one.md")
    first, *rest = result.stdout.splitlines()
    assert first.startswith("zh-Hant-TW")
    assert str(folder / "one.md") in first
    assert any("軟體 2" in line for line in rest)
    assert any("line     5: zh-Hans" in line for line in rest)


def test_standard_input() -> None:
    record = json.loads(run("--format", "json", "-", stdin=SIMPLIFIED.encode()).stdout)
    assert (record["path"], record["tag"]) == ("-", "zh-Hans")


def test_encoding_can_be_given() -> None:
    data = TRADITIONAL.encode("big5")
    record = json.loads(run("--format", "json", "--encoding", "big5", "-", stdin=data).stdout)
    expected = read_article(data, encoding="big5").encoding
    assert (record["tag"], record["encoding"], record["encoding_guessed"]) == ("zh-Hant-TW", expected, False)


def test_markup_can_be_given() -> None:
    code = f"中文\n\n    {SIMPLIFIED}"
    assert json.loads(run("--format", "json", "--markup", "markdown", "-", stdin=code.encode()).stdout)["tag"] == "zh"
    assert json.loads(run("--format", "json", "--markup", "text", "-", stdin=code.encode()).stdout)["tag"] == "zh-Hans"


def test_an_unreadable_article_fails_and_the_others_are_done(folder: Path) -> None:
    (folder / "broken.md").write_bytes(b"\xff\xfe\x00\xd8")
    result = run("--format", "json", folder / "missing.md", folder / "broken.md", folder / "one.md")
    assert result.exit_code == 2
    assert [json.loads(line)["path"] for line in result.stdout.splitlines()] == [str(folder / "one.md")]
    assert "missing.md" in result.stderr
    assert "broken.md" in result.stderr


def test_articles_of_one_name_in_two_folders_are_both_told(folder: Path, tmp_path: Path) -> None:
    (folder / "posts" / "one.md").write_text(SIMPLIFIED, encoding="utf-8")
    result = run("--format", "json", folder / "one.md", folder / "posts" / "one.md")
    assert [json.loads(line)["tag"] for line in result.stdout.splitlines()] == ["zh-Hant-TW", "zh-Hans"]
