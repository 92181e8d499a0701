"""`langbridge glossary`, run as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from langbridge.cli.glossary import app
from langbridge.glossary import read_yaml
from langbridge.values import GlossaryError, LangbridgeError, OutputError, UsageError

SCHEMAS = Path(__file__).parents[3] / "docs/schemas"
TERMS = """\
glossary: ai
concepts:
  - id: inference
    note: seen
    zh-Hans-CN: 推理
    zh-Hant-TW: [推論, 推断]
  - id: openai
    status: do-not-translate
    en: OpenAI
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose settings name one glossary, and which is the working folder."""
    (tmp_path / "langbridge.yaml").write_text("glossaries: [ai.yaml]\n", encoding="utf-8")
    (tmp_path / "ai.yaml").write_text(TERMS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    result = CliRunner().invoke(app, list(arguments))
    if isinstance(result.exception, LangbridgeError):
        raise result.exception
    return result


def conforms(text: str, schema: str) -> list[dict[str, object]]:
    data = json.loads(text)
    Draft202012Validator(json.loads((SCHEMAS / schema).read_text(encoding="utf-8"))).validate(data)
    assert isinstance(data, list)
    return data


def test_list_shows_the_terms_of_the_settings() -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "ai.inference  zh-Hans-CN 推理  zh-Hant-TW 推論 (推断)\n" in result.stdout
    assert "ai.openai  en OpenAI <do-not-translate>\n" in result.stdout
    assert "\x1b" not in result.stdout
    assert "2 concepts of 2" in result.stderr


def test_list_chooses() -> None:
    assert [each["id"] for each in conforms(run("list", "--search", "推論", "--format", "json").stdout, "glossary-list.schema.json")] == [
        "ai.inference"
    ]
    assert [each["id"] for each in conforms(run("list", "--tag", "en", "--format", "json").stdout, "glossary-list.schema.json")] == [
        "ai.openai"
    ]
    assert conforms(run("list", "--search", "nothing", "--format", "json").stdout, "glossary-list.schema.json") == []


def test_check_reports_a_line_for_each_finding_and_fails_on_errors() -> None:
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.startswith("ai.yaml:6:22 glossary.wrong-script error: 推断")
    (record,) = conforms(run("check", "ai.yaml", "--format", "json").stdout, "findings.schema.json")
    assert (record["path"], record["line"], record["column"], record["severity"]) == ("ai.yaml", 6, 22, "error")


def test_check_passes_on_warnings(project: Path) -> None:
    (project / "ai.yaml").write_text("concepts:\n  - {id: a, en: A}\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 0
    assert "glossary.no-target" in result.stdout
    assert "0 errors, 1 warning" in result.stderr


def test_a_broken_glossary_is_an_error_with_its_place(project: Path) -> None:
    (project / "ai.yaml").write_text("concepts:\n  - {id: a, en: [A}\n", encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"^ai\.yaml:2:"):
        run("check")


def test_without_any_glossary_the_way_out_is_told(project: Path) -> None:
    (project / "langbridge.yaml").write_text("{}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"langbridge\.yaml"):
        run("list")


def test_add_appends_and_tells_what_is_odd(project: Path) -> None:
    result = run(
        "add", "--to-file", "ai.yaml", "--id", "software", "zh-CN=软件", "zh-TW=軟體", "zh-TW=软体", "--note", "seen", "--ambiguous", "软件"
    )
    assert result.exit_code == 0
    added = """\
  - id: software
    note: seen
    zh-Hans-CN: 软件
    zh-Hant-TW: [軟體, 软体]
    ambiguous: [软件]
"""
    assert (project / "ai.yaml").read_text(encoding="utf-8") == TERMS + added
    assert "ai.software added in ai.yaml:10" in result.stderr
    assert "glossary.wrong-script" in result.stderr and "推断" not in result.stderr
    assert "already" in run("add", "--to-file", "ai.yaml", "--id", "openai", "--do-not-translate", "en=OpenAI").stderr


def test_add_refuses(project: Path) -> None:
    for arguments in (["--id", "openai", "en=Open AI"], ["zh-Hant=軟體"], ["software"], ["zh-Han=x"]):
        with pytest.raises(LangbridgeError):
            run("add", "--to-file", "ai.yaml", *arguments)
    assert (project / "ai.yaml").read_text(encoding="utf-8") == TERMS


@pytest.mark.parametrize("arguments", [[], ["--format", "tsv"]])
def test_export_and_import_go_round(project: Path, arguments: list[str]) -> None:
    (project / "terms.txt").write_bytes(run("export", *arguments).stdout_bytes)
    assert "2 concepts added to copy.yaml" in run("import", "terms.txt", "--into", "copy.yaml").stderr
    assert read_yaml(project / "copy.yaml").concepts == read_yaml(project / "ai.yaml").concepts
    assert "0 concepts added to copy.yaml, 2 were there already" in run("import", "terms.txt", "--into", "copy.yaml").stderr


def test_export_to_a_file_does_not_destroy_what_is_there(project: Path) -> None:
    run("export", "--output", "terms.tsv", "--bom")
    data = (project / "terms.tsv").read_bytes()
    assert data.startswith("\ufeffid\tstatus\t".encode())
    with pytest.raises(OutputError):
        run("export", "--output", "terms.tsv")
    assert run("export", "--output", "terms.tsv", "--force").exit_code == 0
    assert (project / "terms.tsv").read_bytes() == data.removeprefix(b"\xef\xbb\xbf")


def test_export_warns_of_formulas(project: Path) -> None:
    run("add", "--to-file", "ai.yaml", "--id", "sum", "en==SUM(A1)", "ja=x")
    result = run("export")
    assert ",=SUM(A1)" in result.stdout
    assert "formula: =SUM(A1)" in result.stderr


@pytest.mark.parametrize("verb", ["list", "add", "check", "import", "export"])
def test_help_has_an_example(verb: str) -> None:
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert f"langbridge glossary {verb}" in result.stdout
