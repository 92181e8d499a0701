"""What the documents say of the commands is what the commands do.

A block of a document that follows `<!-- run: langbridge … -->` holds what that call prints in a copy of this repository, one that follows
`<!-- keys: … -->` a list of front-matter keys.  `pytest tests/cli --update-goldens` writes them anew.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from yaml import safe_load as read_cases

from langbridge import ConversionOptions, convert
from langbridge.article import DEFAULT_FRONT_MATTER_KEYS
from langbridge.glossary import read_yaml
from langbridge.project import KEYS, Typography, VariantStyle, load_settings
from langbridge.script.opencc_adapter import load_stock
from langbridge.values import Layer

REPOSITORY = Path(__file__).parents[2]
READMES = ("README.md", "README.zh-Hant.md")
IN_STEPS = ("docs/tutorial.md", "docs/keep-a-glossary.md", "docs/review-in-a-team.md", "docs/run-nightly.md")
"""Pages whose commands follow one another."""
DOCUMENTS = sorted(path.relative_to(REPOSITORY).as_posix() for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/**/*.md")))
_SHOWN = re.compile(r"<!-- (run|keys): (.*?) -->\n+```text\n(.*?)```", re.DOTALL)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def text_of(document: str) -> str:
    return (REPOSITORY / document).read_text(encoding="utf-8")


def blocks(document: str, language: str) -> list[str]:
    return [body for named, body in _BLOCK.findall(text_of(document)) if named == language]


def timeless(text: str) -> str:
    """A text without what differs from run to run: times, and the width of the column that they stand in."""
    return re.sub(r" {2,}", "  ", re.sub(r"\d+ ms", "N ms", text))


SHOWING = [document for document in DOCUMENTS if _SHOWN.search(text_of(document))]


@pytest.mark.parametrize("document", SHOWING)
def test_documents_show_what_the_commands_print(
    document: str, project: Path, langbridge: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, update_goldens: bool
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    def shown(found: re.Match[str]) -> str:
        kind, what, body = found.groups()
        if kind == "keys":
            names = sorted(DEFAULT_FRONT_MATTER_KEYS.convert if what == "converted" else DEFAULT_FRONT_MATTER_KEYS.keep)
            now = textwrap.fill(" ".join(names), 110) + "\n"
        else:
            _, *arguments = shlex.split(what)
            called = langbridge(*arguments)
            now = "\n".join(line.rstrip() for line in (called.stdout + called.stderr).splitlines()) + "\n"
        return found[0].replace(f"```text\n{body}```", f"```text\n{body if timeless(body) == timeless(now) else now}```")

    written = text_of(document)
    now = _SHOWN.sub(shown, written)
    if update_goldens:
        (REPOSITORY / document).write_text(now, encoding="utf-8")
    else:
        assert now == written, "write it anew with: pytest tests/cli --update-goldens"


def test_every_command_is_documented(folder: Path, langbridge: Callable[..., Any]) -> None:
    text = text_of("docs/commands.md")
    waiting = [""]
    while waiting:
        call = waiting.pop()
        assert f"<!-- run: langbridge{call} --help -->" in text
        told = langbridge(*call.split(), "--help").stdout
        if "\nCommands:\n" in told:
            waiting += (f"{call} {verb}" for verb in re.findall(r"^  (\w+) ", told.split("\nCommands:\n")[1], re.MULTILINE))


def test_every_settings_key_is_documented() -> None:
    """The keys of an engine stand on the page about engines, all others with the commands."""
    text = text_of("docs/commands.md")
    for key, below in KEYS.items():
        for name in (f"{key}.{one}" for one in below) if below and key != "engine" else (key,):
            assert f"| `{name}` |" in text
    engines = text_of("docs/engines.md")
    assert [name for name in KEYS["engine"] if f"| `{name}` |" not in engines] == []


_LAYER_ROW = re.compile(r"^\| `(\w+)` \|[^|]*\| (?:`([^`]+)` → `([^`]+)`|–) \|$", re.MULTILINE)
LAYERS = _LAYER_ROW.findall(text_of("docs/layers.md"))


def test_every_layer_is_documented() -> None:
    assert [layer for layer, _, _ in LAYERS] == [str(layer) for layer in Layer]


@pytest.mark.parametrize(("layer", "source", "target"), [row for row in LAYERS if row[1]])
def test_the_examples_of_layers_are_right(layer: str, source: str, target: str) -> None:
    made = convert(source, "zh-Hant-TW", source="zh-Hans", glossaries=sorted(REPOSITORY.glob("glossaries/*.yaml")))
    assert made.text == target
    assert {str(change.rule.layer) for change in made.changes} == {layer}


def test_every_schema_is_listed() -> None:
    listed = set(re.findall(r"\]\(schemas/([\w-]+\.schema\.json)\)", text_of("docs/index.md")))
    assert listed == {path.name for path in REPOSITORY.glob("docs/schemas/*.json")}


@pytest.fixture
def shell(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], subprocess.CompletedProcess[str]]:
    """Run lines as a user's shell does in a copy of this repository that holds a post.md."""
    (project / "post.md").write_text("# 软件\n\n这个软件的质量很高，美国历史里也没有。\n", encoding="utf-8")
    programs = tmp_path_factory.mktemp("bin")
    program = programs / "langbridge"
    program.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'from langbridge.cli.main import run; run()' \"$@\"\n")
    program.chmod(0o755)
    environ = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(REPOSITORY / "src"), os.environ.get("PYTHONPATH")))),
    }

    def run(lines: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["sh", "-ec", lines], cwd=project, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)

    return run


@pytest.mark.skipif(os.name == "nt", reason="the documents speak to a POSIX shell")
@pytest.mark.parametrize(
    ("document", "block"),
    [
        pytest.param(document, block, id=f"{document}-{number}")
        for document in (READMES[0], "docs/commands.md")  # the other README has the same ones, see below
        for number, block in enumerate(blocks(document, "sh"))
        if not block.startswith("make ")
    ],
)
def test_the_commands_of_the_documents_run(document: str, block: str, shell: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    ended = shell(block)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="the documents speak to a POSIX shell")
@pytest.mark.parametrize("document", IN_STEPS)
def test_the_steps_of_the_documents_run(document: str, shell: Callable[[str], subprocess.CompletedProcess[str]]) -> None:
    ended = shell("\n".join(block for block in blocks(document, "sh") if not block.startswith("make ")))
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize(
    ("document", "block"),
    [
        pytest.param(document, block, id=f"{document}-{number}")
        for document in (*READMES, "docs/commands.md", "docs/how-conversion-works.md")
        for number, block in enumerate(blocks(document, "python"))
    ],
)
def test_the_python_of_the_documents_runs(document: str, block: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(block, document, "exec"), {})
    if "print(" in block:
        assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("document", [*READMES, *IN_STEPS, "docs/commands.md"])
def test_the_settings_and_glossaries_of_the_documents_are_right(document: str, folder: Path) -> None:
    (folder / "content" / "posts").mkdir(parents=True)
    (folder / "glossaries").mkdir()
    (folder / "glossaries" / "ours.yaml").write_text("glossary: ours\nconcepts: []\n", encoding="utf-8")
    for number, block in enumerate(blocks(document, "yaml")):
        if block.startswith("glossary:"):
            (folder / f"{number}.yaml").write_text(block, encoding="utf-8")
            assert read_yaml(folder / f"{number}.yaml").concepts
        else:
            (folder / "langbridge.yaml").write_text(block, encoding="utf-8")
            assert load_settings(folder).targets


def test_the_figures_of_the_readmes_are_those_of_today() -> None:
    genres = read_cases((REPOSITORY / "tests" / "cases" / "senses.yaml").read_text(encoding="utf-8"))
    cases = [case for genre in genres.values() for case in genre]
    text = "\n".join(case["source"] for case in cases)
    right = "\n".join(case["target"] for case in cases)
    options = ConversionOptions(quotes=Typography.KEEP, variant_style=VariantStyle.STANDARD)
    ours, theirs = (
        sum(one != other for one, other in zip(made, right, strict=True))
        for made in (convert(text, "zh-Hant", source="zh-Hans", options=options).text, load_stock("s2tw")(text))
    )
    for document in (*READMES, "docs/accuracy.md"):
        assert f"{len(cases)} " in text_of(document)
        assert f"| {theirs} | {ours} |" in text_of(document)


def test_pictures_are_small_and_load_nothing() -> None:
    for picture in (REPOSITORY / "docs" / "images").iterdir():
        assert picture.stat().st_size < 300_000, picture.name
        if picture.suffix == ".svg":
            drawing = picture.read_text(encoding="utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert not re.search(r"https?:|href|url\(|<script|@import", drawing)


def test_the_readmes_show_the_same_commands() -> None:
    def commands(document: str) -> list[str]:
        return [re.sub(r"\s*#.*", "", block) for block in blocks(document, "sh")]

    assert commands(READMES[0]) == commands(READMES[1])
