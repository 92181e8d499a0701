"""The entry point itself: versions, completion, and a start that loads nothing it does not need."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from langbridge.cli.telling import count, fail, near, warn, why_passed_through
from langbridge.values import HANT, HANT_HK, ArticleError, LanguageTag
from langbridge.version import VERSION

Call = Callable[..., Any]

LIST_MODULES = """
import sys
sys.argv = ["langbridge", *{arguments!r}]
from langbridge.cli.main import run
try:
    run()
except SystemExit:
    pass
print("\\nmodules:", *sys.modules)
"""
NEVER = {"requests", "deep_translator", "diff_match_patch", "urllib3", "bs4", "frontmatter"}


def modules(*arguments: str, folder: Path) -> set[str]:
    """The top-level modules that a call loads, and ours by their rooms."""
    code = LIST_MODULES.format(arguments=list(arguments))
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True, env=os.environ
    )
    names = ended.stdout.rsplit("modules:", 1)[1].split()
    return {name.split(".")[0] for name in names} | {".".join(name.split(".")[:2]) for name in names if name.startswith("langbridge.")}


def test_help_loads_no_room_but_values_and_nothing_heavy(folder: Path) -> None:
    loaded = modules("--help", folder=folder)
    assert not loaded & (NEVER | {"rich", "rjieba", "opencc", "pyromark", "yaml", "charset_normalizer", "jsonschema"})
    assert {name for name in loaded if name.startswith("langbridge.")} <= {"langbridge.cli", "langbridge.values", "langbridge.version"}


def test_detect_loads_neither_converter_s_words_nor_a_renderer(folder: Path) -> None:
    (folder / "post.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    loaded = modules("detect", "post.md", folder=folder)
    assert not loaded & (NEVER | {"rich", "rjieba", "opencc", "charset_normalizer"})


def test_convert_loads_no_renderer_where_there_is_no_terminal(folder: Path) -> None:
    (folder / "post.md").write_text("# 软件\n\n这个软件的质量很高。\n", encoding="utf-8")
    assert not modules("convert", "post.md", "--to", "zh-Hant", folder=folder) & (NEVER | {"rich"})


def test_version_names_langbridge_and_opencc(folder: Path, langbridge: Call) -> None:
    called = langbridge("--version")
    assert (called.code, called.stdout) == (0, f"langbridge {VERSION} (OpenCC {importlib.metadata.version('opencc')})\n")


def test_help_is_what_one_gets_who_asks_for_nothing(folder: Path, langbridge: Call) -> None:
    asked, bare = langbridge("--help"), langbridge()
    assert asked.code == 0
    assert bare.stdout + bare.stderr == asked.stdout


@pytest.mark.parametrize(("typed", "meant"), [("conver", "convert"), ("glosary", "glossary")])
def test_a_misspelt_command_is_recognised(folder: Path, langbridge: Call, typed: str, meant: str) -> None:
    called = langbridge(typed)
    assert called.code == 2
    assert f"Did you mean '{meant}'?" in called.stderr


def test_the_shell_completes_commands_and_targets(folder: Path, langbridge: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_LANGBRIDGE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "langbridge convert --to zh-Hans")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert langbridge().stdout.split() == ["zh-Hans", "zh-Hans-CN"]


def test_completion_can_be_installed(folder: Path, langbridge: Call) -> None:
    assert "--install-completion" in langbridge("--help").stdout


def test_colours_are_for_terminals_and_not_with_no_color(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    warn("odd")
    assert "\x1b" in capsys.readouterr().err
    monkeypatch.setenv("NO_COLOR", "1")
    warn("odd")
    assert capsys.readouterr().err == "warning: odd\n"


def test_an_error_names_its_file_as_seen_from_here(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fail(ArticleError("is odd", path=folder / "post.md", line=3))
    fail(ArticleError("is odd", path="-"))
    fail(ArticleError("is odd", path=folder.parent / "post.md"))
    fail(ArticleError("is odd", path=Path(folder.anchor, "post.md")))
    assert capsys.readouterr().err.splitlines() == [
        "error: post.md:3: is odd",
        "error: -: is odd",
        f"error: {Path('..', 'post.md')}: is odd",
        f"error: {Path(folder.anchor, 'post.md')}: is odd",
    ]


def test_near_leaves_relative_paths_alone(folder: Path) -> None:
    assert near(Path("../x")) == Path("../x")
    assert near(folder / "posts") == Path("posts")
    assert near(folder) == Path()


def test_counts_are_english() -> None:
    assert [count(number, "change") for number in (0, 1, 2)] == ["0 changes", "1 change", "2 changes"]


@pytest.mark.parametrize(
    ("source", "target", "told"),
    [
        (None, HANT, "no language that langbridge knows"),
        (LanguageTag("ja"), HANT, "this is ja, and only Chinese is converted"),
        (LanguageTag("zh"), HANT, "either script; --from settles it"),
        (HANT, HANT_HK, "its region has to be known"),
        (HANT_HK, HANT, "this is zh-Hant-HK already"),
    ],
)
def test_why_a_text_passes_through(source: LanguageTag | None, target: LanguageTag, told: str) -> None:
    assert told in why_passed_through(source, target)
