"""`langbridge diff`: two versions of an article, in every form, with the record's rules, and called by the real git."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Call = Callable[..., Any]
A = "# 软件\n\n一。\n二。\n三。\n四。\n五。\n\n这个软件的质量很高，the brown fox。\n"
B = "# 软件\n\n一。\n二。\n三。\n四。\n五。\n\n這個软件的质量很高，the red fox。\n新的一段。\n"
SOURCE = "---\ntitle: 软件\n---\n\n这个软件的质量很高，美国历史里也没有。\n\n打印机和数据。\n"


@pytest.fixture
def pair(folder: Path) -> Path:
    (folder / "a.md").write_text(A, encoding="utf-8")
    (folder / "b.md").write_text(B, encoding="utf-8")
    return folder


@pytest.fixture
def converted(folder: Path, langbridge: Call) -> Path:
    """A folder with a source and its output for Taiwan."""
    (folder / "posts").mkdir()
    (folder / "posts" / "first.md").write_text(SOURCE, encoding="utf-8")
    assert langbridge("convert", "posts", "--to", "zh-Hant-TW").code == 0
    return folder


def test_text_shows_changed_lines_with_their_context(pair: Path, langbridge: Call) -> None:
    called = langbridge("diff", "a.md", "b.md")
    assert (called.code, called.stderr) == (0, "")
    assert called.stdout.splitlines() == [
        "--- a.md",
        "+++ b.md",
        "@@ -6,4 +6,5 @@",
        "  四。",
        "  五。",
        "  ",
        "! [-这个-]{+這個+}软件的质量很高，the [-brown-]{+red+} fox。",
        "+ 新的一段。",
    ]
    assert langbridge("diff", "a.md", "b.md", "--context", "0").stdout.splitlines()[2] == "@@ -9 +9,2 @@"


def test_exit_code_tells_whether_they_differ(pair: Path, langbridge: Call) -> None:
    assert langbridge("diff", "a.md", "b.md", "--exit-code").code == 1
    called = langbridge("diff", "a.md", "a.md", "--exit-code")
    assert (called.code, called.output, called.stderr) == (0, b"", "")
    assert langbridge("diff", "a.md", "nothing.md", "--exit-code").code == 2


def test_stat_tells_how_much_differs(pair: Path, langbridge: Call) -> None:
    assert langbridge("diff", "a.md", "b.md", "--stat").stdout == (
        "a.md → b.md: lines: 1 changed, 1 inserted; places: 3; characters: -7 +11\n"
    )


def test_colour_is_for_terminals_or_where_it_is_asked_for(pair: Path, langbridge: Call) -> None:
    assert "\x1b" not in langbridge("diff", "a.md", "b.md").stdout
    coloured = langbridge("diff", "a.md", "b.md", "--color", "always").stdout
    assert "\x1b[31;9m这个\x1b[39;29m\x1b[32;4m這個\x1b[39;24m" in coloured and "[-" not in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured).splitlines()[3] == "  四。"


def test_an_article_cannot_steer_the_terminal(folder: Path, langbridge: Call) -> None:
    (folder / "a.md").write_text("一\x1b]0;title\x07\n", encoding="utf-8")
    (folder / "b.md").write_text("二\x1b[2J\x9b1m\n", encoding="utf-8")
    for color in ("always", "never"):
        told = langbridge("diff", "a.md", "b.md", "--color", color).stdout
        assert not re.search(r"\x1b(?!\[[\d;]*m)|\x07|\x9b", told)


def test_json_follows_its_schema_and_rebuilds_what_it_shows(pair: Path, langbridge: Call, repository: Path) -> None:
    schema = json.loads((repository / "docs/schemas/diff.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validate = Draft202012Validator(schema).validate
    told = langbridge("diff", "a.md", "b.md", "--format", "json", "--context", "99").json
    validate(told)
    pieces = [piece for hunk in told["articles"][0]["hunks"] for row in hunk["rows"] for piece in row["pieces"]]
    for side, text in (("a", A), ("b", B)):
        assert "".join(piece[side]["text"] for piece in pieces) == text
        assert all(text[piece[side]["start"] : piece[side]["end"]] == piece[side]["text"] for piece in pieces)
    for more in (("--stat",), ("--context", "0")):
        validate(langbridge("diff", "a.md", "b.md", "--format", "json", *more).json)
    validate(langbridge("diff", "a.md", "a.md", "--format", "json").json)


def test_a_converted_output_is_shown_with_the_rules_of_its_record(converted: Path, langbridge: Call, repository: Path) -> None:
    output = "output/zh-Hant-TW/first.md"
    told = langbridge("diff", "posts/first.md", output).stdout
    assert "[-打印机-]{+印表機+}" in told and "    打印机→打印機→印表機  region TWPhrases:打印機\n" in told
    assert "    美国历史里→美國歷史裡  guard " in told
    record = json.loads((converted / "output/.review/zh-Hant-TW/first.md.json").read_text(encoding="utf-8"))
    found = langbridge("diff", "posts/first.md", output, "--format", "json").json
    Draft202012Validator(json.loads((repository / "docs/schemas/diff.schema.json").read_text(encoding="utf-8"))).validate(found)
    (article,) = found["articles"]
    assert (article["recorded"], article["a_tag"], article["b_tag"]) == (True, "zh-Hans-CN", "zh-Hant-TW")
    changed = [piece for hunk in article["hunks"] for row in hunk["rows"] for piece in row["pieces"] if piece["kind"] != "equal"]
    assert len(changed) == record["summary"]["changes"] == article["stat"]["places"]
    assert all(piece["rule"]["id"] for piece in changed)
    assert "region" in langbridge("diff", "posts/first.md", output, "--stat").stdout


def test_the_record_holds_the_other_way_around_too(converted: Path, langbridge: Call) -> None:
    told = langbridge("diff", "output/zh-Hant-TW/first.md", "posts/first.md").stdout
    assert "[-印表機-]{+打印机+}" in told and "打印机→打印機→印表機  region TWPhrases:打印機" in told


def test_a_source_in_another_encoding_has_its_record(folder: Path, langbridge: Call) -> None:
    (folder / "first.md").write_bytes(SOURCE.encode("gb18030"))
    assert langbridge("convert", "first.md", "--to", "zh-Hant-TW").code == 0
    assert langbridge("diff", "first.md", "output/zh-Hant-TW/first.md", "--format", "json").json["articles"][0]["recorded"]


@pytest.mark.parametrize("edited", ["posts/first.md", "output/zh-Hant-TW/first.md"])
def test_an_edit_since_the_record_is_told_and_the_texts_are_compared_plainly(converted: Path, langbridge: Call, edited: str) -> None:
    with (converted / edited).open("a", encoding="utf-8") as file:
        file.write("又一句。\n")
    called = langbridge("diff", "posts/first.md", "output/zh-Hant-TW/first.md")
    assert called.code == 0 and "TWPhrases" not in called.stdout
    assert called.stderr == f"output/zh-Hant-TW/first.md: the review record is older than {edited}: no rules are shown\n"


def test_an_unrelated_file_is_compared_with_an_output_without_a_word_of_the_record(converted: Path, langbridge: Call) -> None:
    (converted / "other.md").write_text("别的。\n", encoding="utf-8")
    assert langbridge("diff", "other.md", "output/zh-Hant-TW/first.md").stderr == ""


def test_a_damaged_record_is_an_error_that_names_it(converted: Path, langbridge: Call) -> None:
    (converted / "output/.review/zh-Hant-TW/first.md.json").write_text("{", encoding="utf-8")
    called = langbridge("diff", "posts/first.md", "output/zh-Hant-TW/first.md")
    assert called.code == 2 and "output/.review/zh-Hant-TW/first.md.json" in called.stderr


def test_two_folders_are_compared_article_by_article(converted: Path, langbridge: Call) -> None:
    (converted / "posts" / "2026").mkdir()
    (converted / "posts" / "2026" / "second.md").write_text("一\n", encoding="utf-8")
    (converted / "output" / "zh-Hant-TW" / "third.md").write_text("二\n", encoding="utf-8")
    called = langbridge("diff", "posts", "output/zh-Hant-TW", "--exit-code")
    assert called.code == 1
    assert called.stdout.splitlines()[:3] == [
        "only in the first folder: 2026/second.md",
        "only in the second folder: third.md",
        "--- posts/first.md",
    ]
    stat = langbridge("diff", "posts", "output/zh-Hant-TW", "--stat").stdout.splitlines()
    assert stat[2].startswith("posts/first.md → output/zh-Hant-TW/first.md: lines: 3 changed;")
    found = langbridge("diff", "posts", "output/zh-Hant-TW", "--format", "json").json
    assert (found["only_in_a"], found["only_in_b"], found["same"]) == (["2026/second.md"], ["third.md"], False)
    assert langbridge("diff", "posts", "posts", "--exit-code").code == 0


def test_a_file_and_a_folder_are_not_compared(pair: Path, langbridge: Call) -> None:
    called = langbridge("diff", "a.md", ".")
    assert called.code == 2 and "is a folder and a.md is not" in called.stderr


def test_texts_are_compared_not_their_encodings(folder: Path, langbridge: Call) -> None:
    (folder / "a.md").write_bytes(A.encode("gb18030"))
    (folder / "b.md").write_bytes(b"\xef\xbb\xbf" + A.encode())
    called = langbridge("diff", "a.md", "b.md", "--exit-code")
    assert called.code == 0
    assert called.stderr == "b.md: the text is the same, the bytes are not: gb18030 and utf-8 with a byte order mark\n"
    assert langbridge("diff", "a.md", "b.md", "--encoding", "utf-8").code == 2


class _Page(HTMLParser):
    """What a browser would take from a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.setdefault(self.elements[-1][0] if self.elements else "", []).append(data)


def test_html_is_one_page_that_needs_nothing_and_runs_nothing(converted: Path, langbridge: Call) -> None:
    told = langbridge("diff", "posts/first.md", "output/zh-Hant-TW/first.md", "--format", "html").stdout
    page = _Page()
    page.feed(told)
    names = {name for name, _ in page.elements}
    assert not names & {"script", "link", "img", "iframe", "object"}
    assert not [
        value for _, attributes in page.elements for name, value in attributes.items() if name in ("src", "href") or name.startswith("on")
    ]
    assert {attributes.get("lang") for name, attributes in page.elements if name == "td"} == {None, "zh-Hans-CN", "zh-Hant-TW"}
    assert "打印机" in page.texts["del"] and "印表機" in page.texts["ins"]
    assert any("TWPhrases:打印機" in text for text in page.texts["td"] + page.texts.get("br", []))
    assert "prefers-color-scheme" in told and "default-src 'none'" in told


def test_markup_in_an_article_is_text_in_the_page(folder: Path, langbridge: Call) -> None:
    (folder / "a.md").write_text("<script>alert(1)</script>\n<b>一</b>\n", encoding="utf-8")
    (folder / "b<i>.md").write_text("<script>alert(2)</script>\n<b>二</b>\n", encoding="utf-8")
    told = langbridge("diff", "a.md", "b<i>.md", "--format", "html").stdout
    page = _Page()
    page.feed(told)
    assert not {name for name, _ in page.elements} & {"script", "b", "i"}
    assert "alert(<del>1</del>)" in told


@pytest.fixture
def git(pair: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Call git in a repository whose last commit has A for the article and whose working tree has B."""
    program = shutil.which("git")
    if program is None or os.name == "nt":
        pytest.skip("GIT IS NOT INSTALLED: langbridge is not tested as its difftool")
    home = tmp_path_factory.mktemp("home")
    programs = tmp_path_factory.mktemp("bin")
    script = programs / "langbridge"
    script.write_text(f"#!/bin/sh\nexec {shlex.quote(sys.executable)} -c 'from langbridge.cli.main import run; run()' \"$@\"\n")
    script.chmod(0o755)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        ended = subprocess.run([program, *arguments], cwd=pair, env=environ, capture_output=True, text=True, encoding="utf-8", check=False)
        assert ended.returncode in (0, 1), ended.stderr
        return ended

    call("init", "--quiet")
    call("config", "user.name", "x")
    call("config", "user.email", "x@example.com")
    (pair / "b.md").unlink()
    call("add", "a.md")
    call("commit", "--quiet", "--message", "x")
    (pair / "a.md").write_text(B, encoding="utf-8")
    return call


def configured(git: Callable[..., Any], repository: Path, section: str) -> None:
    """Run the `git config` lines of the document's section."""
    text = (repository / "docs" / "diff.md").read_text(encoding="utf-8").split(f"### {section}\n")[1].split("\n### ")[0]
    lines = [line for line in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)[0].splitlines() if line.startswith("git config")]
    assert lines
    for line in lines:
        git(*shlex.split(line)[1:])


def test_it_is_a_git_difftool_by_the_settings_of_the_document(git: Callable[..., Any], repository: Path) -> None:
    configured(git, repository, "As a difftool")
    told = git("difftool", "--no-prompt", "HEAD", "--", "a.md")
    assert "! [-这个-]{+這個+}软件的质量很高，the [-brown-]{+red+} fox。\n+ 新的一段。\n" in told.stdout
    assert "+++ a.md\n" in told.stdout
    whole = git("difftool", "--no-prompt", "--dir-diff", "HEAD")
    assert "[-这个-]{+這個+}" in whole.stdout


def test_it_is_git_s_external_diff_by_the_settings_of_the_document(git: Callable[..., Any], pair: Path, repository: Path) -> None:
    configured(git, repository, "As git diff itself")
    (pair / ".gitattributes").write_text("*.md diff=langbridge\n", encoding="utf-8")
    (pair / "new.md").write_text("新。\n", encoding="utf-8")
    git("add", "--intent-to-add", "new.md")
    told = git("diff").stdout
    plain = re.sub(r"\x1b\[[\d;]*m", "", told)
    assert "--- a/a.md\n+++ b/a.md\n" in plain and "! 这个這個软件的质量很高，the brownred fox。\n" in plain
    assert "+++ b/new.md\n@@ -0,0 +1 @@\n+ 新。\n" in plain
    assert git("diff", "--no-ext-diff").stdout.startswith("diff --git a/a.md b/a.md\n")


@pytest.mark.parametrize(
    ("a", "b", "told"), [("一\r\n", "一\n", "! 一[-␍␊-]{+␊+}"), ("一\n", "一", "! 一[-␊-]"), ("一\n", "二\n", "- 一\n+ 二")]
)
def test_a_line_s_end_is_shown_where_it_is_the_difference(folder: Path, langbridge: Call, a: str, b: str, told: str) -> None:
    (folder / "a.md").write_bytes(a.encode())
    (folder / "b.md").write_bytes(b.encode())
    assert "\n".join(langbridge("diff", "a.md", "b.md").stdout.splitlines()[3:]) == told
    page = langbridge("diff", "a.md", "b.md", "--format", "html").stdout
    assert ("␊" in page) is ("␊" in told)


def test_the_same_two_texts_always_have_the_same_difference(pair: Path, repository: Path) -> None:
    article = next((repository / "seeds").glob("*.md")).read_text(encoding="utf-8")
    (pair / "a.md").write_text(article * 3, encoding="utf-8")
    (pair / "b.md").write_text(article[::-1] + article.replace("的", "之") + article[500:], encoding="utf-8")
    line = [sys.executable, "-c", "from langbridge.cli.main import run; run()", "diff", "a.md", "b.md", "--format", "json"]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    told = {subprocess.run(line, env=environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout for seed in "12"}
    assert len(told) == 1
