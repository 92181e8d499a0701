"""`langbridge check` on real files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from langbridge.cli.check import check
from langbridge.values import UsageError

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "findings.schema.json"
TAIWAN = "這套軟體還沒有人說得清楚，我們只能從網路開始講。\n"


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    app = typer.Typer()
    app.command("check")(check)
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
    if isinstance(result.exception, UsageError):
        raise result.exception
    return result


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with outputs for two targets, and which is the working folder."""
    (tmp_path / "langbridge.yaml").write_text("output: out\n", encoding="utf-8")
    for tag, text in (
        ("zh-Hant-TW", f"{TAIWAN}\n這個信息。\n"),
        ("zh-Hans-CN", "这个软体，这没有问题。\n"),
        (".review/zh-Hant-TW", "软件\n"),
    ):
        (tmp_path / "out" / tag / "posts").mkdir(parents=True)
        (tmp_path / "out" / tag / "posts" / "post.md").write_text(text, encoding="utf-8")
    (tmp_path / "clean.md").write_text(TAIWAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_paths_the_outputs_are_checked_against_their_folders() -> None:
    result = run("--script")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert [line.split(" ")[:2] for line in lines] == [
        ["out/zh-Hans-CN/posts/post.md:1:3", "script.region-word"],
        ["out/zh-Hant-TW/posts/post.md:3:3", "script.region-word"],
    ]
    assert "2 articles checked: 2 findings" in result.stderr


def test_without_a_flag_the_rest_of_the_project_is_checked_as_well() -> None:
    lines = run().stdout.splitlines()
    assert set(run("--script").stdout.splitlines()) < set(lines)
    assert [line.split(" ")[:2] for line in lines if " script." not in line] == [
        ["out/zh-Hans-CN/posts/post.md:1:1", "outputs.without-record"],
        ["out/zh-Hant-TW/posts/post.md:1:1", "outputs.without-record"],
    ]


def test_json_follows_the_schema() -> None:
    result = run("out", "--format", "json")
    findings = json.loads(result.stdout)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(findings)
    assert [(one["path"], one["line"], one["column"]) for one in findings] == [
        ("out/zh-Hans-CN/posts/post.md", 1, 3),
        ("out/zh-Hant-TW/posts/post.md", 3, 3),
    ]
    assert json.loads(run("clean.md", "--format", "json").stdout) == []


def test_a_clean_article_exits_with_0() -> None:
    result = run("clean.md")
    assert (result.exit_code, result.stdout) == (0, "")


def test_the_tag_can_be_given() -> None:
    assert run("clean.md", "--to", "zh-Hant-HK").exit_code == 0
    result = run("clean.md", "--to", "zh-Hans")
    assert result.exit_code == 1
    assert "it is in zh-Hant-TW" in result.stdout
    with pytest.raises(UsageError):
        run("clean.md", "--to", "ja")


def test_standard_input_and_a_given_glossary(project: Path) -> None:
    (project / "my.yaml").write_text("concepts:\n  - {id: nz, zh-Hans-CN: 新西兰, zh-Hant-TW: 紐西蘭}\n", encoding="utf-8")
    text = "這裡是新西蘭，說得沒錯。\n".encode()
    assert run("-", "--to", "zh-Hant-TW", stdin=text).exit_code == 0
    result = run("-", "--to", "zh-Hant-TW", "--glossary", "my.yaml", stdin=text)
    assert result.stdout.startswith("-:1:4 script.region-word 新西蘭")
    assert run("-", "--to", "zh-Hant-TW", "--glossary", "my.yaml", "--no-glossary", stdin=text).exit_code == 0


def test_what_says_no_chinese_script_is_told_and_not_checked() -> None:
    result = run("--script", "-", stdin=b"Only English here.\n")
    assert result.exit_code == 0
    assert "not checked" in result.stderr and "0 articles checked" in result.stderr


def test_an_unreadable_article_fails_and_the_others_are_checked(project: Path) -> None:
    (project / "broken.md").write_bytes(b"\xff\xfe\x00\xd8")
    result = run("missing.md", "broken.md", "out/zh-Hant-TW")
    assert result.exit_code == 2
    assert result.stdout.startswith("out/zh-Hant-TW/posts/post.md:3:3")
    assert "missing.md" in result.stderr and "broken.md" in result.stderr


def test_without_outputs_the_way_out_is_told(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))
    with pytest.raises(UsageError, match="convert"):
        run()
