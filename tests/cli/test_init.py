from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from langbridge.glossary import read_starters
from langbridge.pipeline.starting import propose_settings, with_answers, with_starters, write_project
from langbridge.project import Settings, load_settings
from langbridge.values import LanguageTag, OutputError

THREE = 'defaultContentLanguage = "zh-hans"\n[languages.zh-hans]\n[languages.zh-hant]\n[languages.en]\n'
HANS = "这个软件的质量很高，信息也多。\n"
HANT = "這個軟體的品質很高，資訊也多。\n"


def fill(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def made(folder: Path) -> tuple[list[str], list[str], str]:
    settings: Settings = load_settings(folder, {})
    sources = [path.relative_to(folder).as_posix() for path in settings.sources]
    return sources, [str(tag) for tag in settings.targets], str(settings.layout)


BY_FOLDER = """
defaultContentLanguage = "zh-hans"
[languages.zh-hans]
contentDir = "content/a"
[languages.zh-hant]
contentDir = "content/b"
"""
I18N = "plugins: [{i18n: {languages: [{locale: zh, default: true}, {locale: zh-TW}]}}]\n"
IN_ENGLISH = THREE.replace('Language = "zh-hans"', 'Language = "en"')


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"hugo.toml": THREE, "content/a.md": HANS}, (["content"], ["zh-Hant-TW", "en"], "suffix")),
        ({"hugo.toml": THREE, "content/a.md": HANS, "content/b.md": HANT}, (["content"], ["zh-Hans-CN", "zh-Hant-TW", "en"], "suffix")),
        ({"hugo.toml": BY_FOLDER, "content/a/x.md": HANS, "content/b/x.md": HANT}, (["content/a"], ["zh-Hant-TW"], "content")),
        ({"hugo.toml": IN_ENGLISH, "content/a.md": "Hello.\n", "content/a.zh-hans.md": HANS},
         (["content"], ["zh-Hant-TW", "en"], "suffix")),
        ({"hugo.toml": 'languageCode = "zh-cn"\n', "content/a.md": HANS}, (["content"], ["zh-Hant-TW"], "suffix")),
        ({"site/hugo.toml": THREE, "site/content/a.md": HANS}, (["site/content"], ["zh-Hant-TW", "en"], "suffix")),
        ({"mkdocs.yml": "site_name: x\n", "docs/index.md": HANT}, (["docs"], ["zh-Hans-CN"], "folders")),
        ({"mkdocs.yml": I18N, "docs/index.md": HANS},
         (["docs"], ["zh-Hant-TW"], "suffix")),
        ({"_config.yml": "title: x\n", "_posts/2026-01-01-a.md": HANS, "about.md": HANS}, (["_posts"], ["zh-Hant-TW"], "folders")),
        ({"_config.yml": "source_dir: source\n", "source/_posts/a.md": HANS}, (["source/_posts"], ["zh-Hant-TW"], "folders")),
        ({"README.md": HANS, "posts/a.md": HANS, "文 章/a.txt": HANT}, (["posts", "文 章"], ["zh-Hant-TW", "zh-Hans-CN"], "folders")),
        ({"a.md": HANS, "a.zh-tw.md": HANT}, (["."], ["zh-Hant-TW"], "suffix")),
        ({"a.md": HANS}, (["."], ["zh-Hant-TW"], "folders")),
    ],
)  # fmt: skip
def test_the_settings_fit_what_is_there(
    folder: Path, langbridge: Callable[..., Any], files: dict[str, str], expected: tuple[list[str], list[str], str]
) -> None:
    fill(folder, files)
    called = langbridge("init", "--yes")
    assert (called.code, called.output) == (0, b""), called.stderr
    assert made(folder) == expected


def test_what_is_written_serves_the_other_commands(folder: Path, langbridge: Callable[..., Any]) -> None:
    fill(folder, {"blog/hugo.toml": THREE, "blog/content/posts/a.md": HANS, "blog/glossaries/ours.yaml": "glossary: ours\nconcepts: []\n"})
    assert langbridge("init", "blog", "--yes").code == 0
    text = (folder / "blog/langbridge.yaml").read_text(encoding="utf-8")
    assert "glossaries/ours.yaml" in text
    assert "#   zh-Hant-TW is zh-hant there" in text
    os.chdir(folder / "blog")
    assert langbridge("doctor").code == 0
    assert langbridge("convert").code == 0
    assert langbridge("publish", "content").code == 0
    assert "軟體" in (folder / "blog/content/posts/a.zh-hant.md").read_text(encoding="utf-8")


def test_settings_that_are_there_stay(folder: Path, langbridge: Callable[..., Any]) -> None:
    fill(folder, {"langbridge.yaml": "targets: [zh-Hant]\n", "a.md": HANS})
    called = langbridge("init", "--yes")
    assert called.code == 2
    assert "there is one already" in called.stderr
    assert (folder / "langbridge.yaml").read_text(encoding="utf-8") == "targets: [zh-Hant]\n"


def test_an_empty_folder_asks_nothing_with_yes_and_says_what_is_missing(folder: Path, langbridge: Callable[..., Any]) -> None:
    called = langbridge("init", "--yes")
    assert called.code == 0
    assert "no article was found" in called.stderr
    assert made(folder) == ([], [], "folders")


def test_a_folder_that_is_not_there(folder: Path, langbridge: Callable[..., Any]) -> None:
    assert langbridge("init", "nowhere").code == 2


def test_a_broken_site_is_named_and_nothing_is_written(folder: Path, langbridge: Callable[..., Any]) -> None:
    fill(folder, {"hugo.toml": "= 1"})
    called = langbridge("init", "--yes")
    assert called.code == 2
    assert "hugo.toml" in called.stderr
    assert not (folder / "langbridge.yaml").exists()


@pytest.mark.skipif(os.name == "nt", reason="a terminal of POSIX")
@pytest.mark.parametrize(("answer", "begun"), [(b"\n", True), (b"n\n", False)])
def test_a_terminal_is_asked_for_what_cannot_be_seen(folder: Path, answer: bytes, begun: bool) -> None:
    (folder / "texts").mkdir()
    ours, theirs = pty.openpty()
    program = "from langbridge.cli.main import run; run()"
    process = subprocess.Popen([sys.executable, "-c", program, "init"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder)
    os.close(theirs)
    os.write(ours, b"nowhere\ntexts\nzh-XX\nzh-TW, en\n" + answer)
    told = b""
    try:
        while data := os.read(ours, 4096):
            told += data
    except OSError:  # the other end is closed
        pass
    finally:
        os.close(ours)
    assert process.wait() == 0, told
    assert b"Where are your articles?" in told
    assert b"Begin with copies of langbridge's glossaries (ai, " in told
    assert bool(load_settings(folder, {}).glossaries) == (folder / "glossaries").exists() == begun
    assert made(folder) == (["texts"], ["zh-Hant-TW", "en"], "folders")


class TestGlossaries:
    def test_a_new_project_begins_with_langbridges_own(self, folder: Path, langbridge: Callable[..., Any]) -> None:
        fill(folder, {"a.md": "访问数据库的参数。\n"})
        called = langbridge("init", "--yes")
        assert "glossaries: ai.yaml, business.yaml, software.yaml, names.yaml, places.yaml are written" in called.stderr
        for name, data in read_starters().items():
            assert (folder / "glossaries" / name).read_bytes() == data
        text = (folder / "langbridge.yaml").read_text(encoding="utf-8")
        assert "are the team's from now on" in text
        assert load_settings(folder, {}).glossaries == tuple(folder / "glossaries" / name for name in read_starters())
        assert langbridge("convert").code == 0
        assert (folder / "output/zh-Hant-TW/a.md").read_text(encoding="utf-8") == "存取資料庫的參數。\n"
        assert langbridge("doctor").stderr == "0 errors, 0 warnings\n"

    def test_what_langbridge_brings_is_what_its_repository_converts_with(self, repository: Path) -> None:
        assert [path.name for path in load_settings(repository, {}).glossaries] == list(read_starters())

    @pytest.mark.parametrize("name", ["ours.yaml", "terms.csv"])
    def test_a_folder_of_glossaries_is_left_to_its_owner(self, folder: Path, langbridge: Callable[..., Any], name: str) -> None:
        fill(folder, {"a.md": HANS, f"glossaries/{name}": "glossary: ours\nconcepts: []\n"})
        assert langbridge("init", "--yes").code == 0
        assert [path.name for path in (folder / "glossaries").iterdir()] == [name]
        assert "team's from now on" not in (folder / "langbridge.yaml").read_text(encoding="utf-8")

    def test_an_empty_folder_is_filled(self, folder: Path, langbridge: Callable[..., Any]) -> None:
        fill(folder, {"a.md": HANS, "glossaries/.gitkeep": ""})
        assert langbridge("init", "--yes").code == 0
        assert {path.name for path in (folder / "glossaries").iterdir()} == {".gitkeep", *read_starters()}

    @pytest.mark.skipif(os.name == "nt", reason="links need rights there")
    def test_a_link_that_leads_nowhere_is_not_followed(self, folder: Path, langbridge: Callable[..., Any]) -> None:
        (folder / "glossaries").symlink_to("nowhere")
        assert langbridge("init", "--yes").code == 0
        assert not (folder / "nowhere").exists()

    def test_characters_alone_need_no_words(self, folder: Path) -> None:
        proposal = propose_settings(folder)
        characters, words = LanguageTag.parse("zh-Hant"), LanguageTag.parse("zh-Hant-TW")
        assert not with_starters(with_answers(proposal, targets=[characters])).starters
        assert with_starters(with_answers(proposal, targets=[characters, words])).starters

    @pytest.mark.parametrize("before", [{}, {"glossaries/.gitkeep": ""}])
    def test_all_is_written_or_nothing(self, folder: Path, before: dict[str, str]) -> None:
        fill(folder, before)
        proposal = with_starters(propose_settings(folder))
        (folder / "langbridge.yaml").mkdir()  # which is written last
        with pytest.raises(OutputError):
            write_project(proposal)
        (folder / "langbridge.yaml").rmdir()
        assert [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()] == list(before)
        assert (folder / "glossaries").exists() == bool(before)
