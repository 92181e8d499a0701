"""Articles to a translation tool and back: what a person translated there is what the next translation writes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from langbridge.translation import Answer, Memory, Unit, Wanted
from langbridge.values import ENGLISH, HANS

ARTICLE = """\
---
title: 标题
---

## 标题

第一段，见[下文](#标题)，用 `code`。

| 软件 | 好 |
|---|---|
| 最后 | 好 |
"""
TRANSLATIONS = {
    "标题": "The Heading",
    "第一段，见": None,
    "软件": "software",
    "好": "good",
    "最后": "last",
}
PARAGRAPH = 'A paragraph, see <pc id="1" dataRefStart="s1" dataRefEnd="e1">below</pc>, with <ph id="2" dataRef="p2"/>.'
MEMORY = Path(".langbridge/memory.db")

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def project(folder: Path) -> Path:
    """A project with one article and a glossary."""
    (folder / "langbridge.yaml").write_text("sources: [posts]\nglossaries: [ours.yaml]\n", encoding="utf-8")
    (folder / "ours.yaml").write_text("concepts:\n  - {id: software, zh-Hans-CN: 软件, en: software}\n", encoding="utf-8")
    (folder / "posts").mkdir()
    (folder / "posts/post.md").write_text(ARTICLE, encoding="utf-8")
    return folder


def unit(text: str, source: str) -> str:
    """The unit of a file that has this source."""
    return str(next(found for found in re.findall(r"<unit .*?</unit>", text, re.DOTALL) if f"<source>{source}" in found))


def translated(text: str, state: str) -> str:
    """A file as a person gives it back: every segment translated, with the state."""

    def put(found: re.Match[str]) -> str:
        source = re.search(r"<source>([^<]*)", found[0])
        assert source is not None
        target = TRANSLATIONS[source[1]] or PARAGRAPH
        done = re.sub(r"\n<target>.*?</target>", "", found[0])
        done = re.sub('state="[a-z]+"', f'state="{state}"', done)
        return done.replace("</source>", f"</source>\n<target>{target}</target>")

    return re.sub(r"<unit .*?</unit>", put, text, flags=re.DOTALL)


def export(langbridge: Call, *more: str) -> str:
    called = langbridge("xliff", "export", "posts", "--output", "out.xlf", "--force", *more)
    assert called.code == 0, called.stderr
    return Path("out.xlf").read_text(encoding="utf-8")


def take_in(langbridge: Call, text: str) -> Any:
    Path("back.xlf").write_text(text, encoding="utf-8")
    return langbridge("xliff", "import", "back.xlf")


def test_an_article_goes_out_and_comes_back(langbridge: Call, folder: Path) -> None:
    text = export(langbridge)
    assert '<file id="f1" original="posts/post.md"' in text
    assert '<note category="term">软件 = software</note>' in unit(text, "软件")
    assert '<data id="e1">](#标题)</data>' in unit(text, "第一段")
    assert text.count('state="initial"') == text.count("<unit ") - 1 == 6
    assert 'state="translated"' in unit(text, "软件")  # the glossary knows it
    called = take_in(langbridge, translated(text, "reviewed"))
    assert (called.code, called.stdout) == (0, "")
    assert "5 approved" in called.stderr
    called = langbridge("translate", "posts")
    assert called.code == 0, called.stderr
    written = (folder / "output/en/post.md").read_text(encoding="utf-8")
    assert written == (
        "---\ntitle: The Heading\n---\n\n## The Heading\n\n"
        "A paragraph, see [below](#the-heading), with `code`.\n\n| software | good |\n|---|---|\n| last | good |\n"
    )
    again = export(langbridge)
    assert again.count('state="final"') == again.count("<unit ")
    called = take_in(langbridge, again)
    assert "0 approved, 0 to review, 7 known already" in called.stderr


def test_exporting_leaves_the_memory_as_it_was(langbridge: Call) -> None:
    export(langbridge)
    with Memory(MEMORY) as memory:
        assert list(memory.units()) == []
        assert memory.stats().answers == 0


def test_what_nobody_reviewed_is_checked_and_can_be_reviewed_later(langbridge: Call) -> None:
    text = translated(export(langbridge), "translated").replace("A paragraph, see", "A paragraph of 3, see")
    called = take_in(langbridge, text)
    assert called.code == 0
    assert "0 approved, 4 to review, 3 known already" in called.stderr
    with Memory(MEMORY) as memory:
        answers = {each.source: each for each in memory.units()}
    paragraph = answers["第一段，见⟦1⟧下文⟦/1⟧，用 ⟦2/⟧。"]
    assert (paragraph.engine, paragraph.approved) == ("xliff", False)
    assert "numbers" in paragraph.faults
    told = unit(export(langbridge), "第一段")
    assert 'state="translated"' in told
    assert '<note category="fault">numbers' in told
    assert take_in(langbridge, text).stderr.startswith("back.xlf: 0 approved, 0 to review, 7 known already")


def test_a_translation_that_was_written_by_hand_without_a_state_counts(langbridge: Call) -> None:
    take_in(langbridge, translated(export(langbridge), "initial"))
    with Memory(MEMORY) as memory:
        found = memory.find(Wanted("好", HANS, ENGLISH))
    assert found == Answer("good", "xliff", faults=found.faults if found else ())


@pytest.mark.parametrize(
    ("old", "new", "rule", "message"),
    [
        ("<source>最后</source>", "<source>最先</source>", "stale", "does not have this source"),
        ('<ph id="2" dataRef="p2"/>.', ".", "codes", "lost"),
        ('with <ph id="2" dataRef="p2"/>', 'with <ph id="2" dataRef="p2"/><ph id="2" dataRef="p2"/>', "codes", "came back 2 times"),
        ('with <ph id="2" dataRef="p2"/>', 'with <ph id="2" dataRef="p2"/><ph id="9"/>', "codes", "there is no code"),
        ("see <pc", 'see <ec startRef="1"/><pc', "codes", ""),
    ],
)
def test_a_unit_that_does_not_fit_is_told_with_its_line(langbridge: Call, old: str, new: str, rule: str, message: str) -> None:
    text = translated(export(langbridge), "final")
    wrong = text.replace(old, new)
    assert wrong != text
    called = take_in(langbridge, wrong)
    assert called.code == 1
    (line,) = called.stdout.splitlines()
    at = next(number for number, each in enumerate(wrong.splitlines(), 1) if each.startswith("<unit") and each[10:-2] in line)
    assert line.startswith(f"back.xlf:{at}:1 xliff.{rule} ")
    assert message in line
    assert "4 approved" in called.stderr  # the others are taken


def test_the_article_may_have_moved_on(langbridge: Call, folder: Path) -> None:
    text = translated(export(langbridge), "final")
    (folder / "posts/post.md").write_text("新的一段。\n\n" + ARTICLE.split("---\n\n")[1].replace("第一段", "第二段"), encoding="utf-8")
    called = take_in(langbridge, text)
    (line,) = called.stdout.splitlines()
    assert "xliff.stale" in line
    assert called.code == 1


def test_one_source_with_two_translations_is_told(langbridge: Call) -> None:
    text = translated(export(langbridge), "final")
    first, second = (found.start() for found in re.finditer("<target>The Heading</target>", text))
    called = take_in(langbridge, text[:second] + text[second:].replace("The Heading", "Another Heading"))
    assert called.code == 1
    assert "xliff.contradiction" in called.stdout
    assert first < second


def test_what_was_approved_is_replaced_by_what_is_reviewed_only(langbridge: Call) -> None:
    text = export(langbridge)
    with Memory(MEMORY) as memory:
        memory.approve([Unit("最后", "the last", HANS, ENGLISH, True, 1)])
    called = take_in(langbridge, translated(text, "translated"))
    assert called.code == 1
    assert "xliff.approved" in called.stdout
    assert take_in(langbridge, translated(text, "reviewed")).code == 0
    with Memory(MEMORY) as memory:
        found = memory.find(Wanted("最后", HANS, ENGLISH))
    assert found == Answer("last", approved=True)


@pytest.mark.parametrize(
    ("original", "message"),
    [
        ("posts/gone.md", "there is no article"),
        ("../outside.md", "no article of the project"),
        ("", "no article of the project"),
        ("posts", "no article"),
    ],
)
def test_only_articles_of_the_project_are_looked_at(langbridge: Call, folder: Path, original: str, message: str) -> None:
    (folder.parent / "outside.md").write_text(ARTICLE, encoding="utf-8")
    called = take_in(langbridge, translated(export(langbridge), "final").replace('original="posts/post.md"', f'original="{original}"'))
    assert called.code == 1
    assert message in called.stdout
    assert "xliff.article" in called.stdout


def test_files_that_are_none_are_told_and_the_others_taken(langbridge: Call, folder: Path) -> None:
    (folder / "bad.xlf").write_text("<html/>", encoding="utf-8")
    good = translated(export(langbridge), "final")
    (folder / "good.xlf").write_text(good, encoding="utf-8")
    (folder / "german.xlf").write_text(good.replace('trgLang="en"', 'trgLang="de"'), encoding="utf-8")
    called = langbridge("xliff", "import", "bad.xlf", "gone.xlf", "german.xlf", "good.xlf")
    assert called.code == 2
    assert "bad.xlf:1: this is no XLIFF" in called.stderr
    assert "gone.xlf: cannot be read" in called.stderr
    assert "german.xlf: this goes from zh-Hans to de" in called.stderr
    assert "5 approved" in called.stderr


def test_a_folder_gets_a_file_for_each_article_and_a_file_has_one_language(langbridge: Call, folder: Path) -> None:
    (folder / "posts/sub").mkdir()
    (folder / "posts/sub/other.md").write_text("這個軟體的品質很高，裡面沒有問題。\n", encoding="utf-8")
    (folder / "posts/none.md").write_text("```\ncode\n```\n\n只有 one。\n", encoding="utf-8")
    called = langbridge("xliff", "export", "posts", "-o", "all.xlf")
    assert called.code == 2
    assert "one source language" in called.stderr
    assert not Path("all.xlf").exists()
    assert langbridge("xliff", "export", "posts", "-o", "xliff").code == 0
    assert 'srcLang="zh-Hant" trgLang="en"' in Path("xliff/sub/other.md.xlf").read_text(encoding="utf-8")
    assert 'original="posts/sub/other.md"' in Path("xliff/sub/other.md.xlf").read_text(encoding="utf-8")
    called = langbridge("xliff", "export", "posts", "-o", "xliff")
    assert called.code == 2
    assert "--force" in called.stderr


def test_what_cannot_be_exported_is_told(langbridge: Call, folder: Path) -> None:
    (folder / "english.md").write_text("Nothing but English here, and a lot of it.\n", encoding="utf-8")
    for arguments, message in [
        (("english.md", "-o", "x.xlf"), "not in Chinese"),
        (("posts", "-o", "x.xlf", "--to", "zh-Hant"), "English alone"),
        ((str(folder.parent / "outside.md"), "-o", "x.xlf"), "not in the project"),
    ]:
        (folder.parent / "outside.md").write_text(ARTICLE, encoding="utf-8")
        called = langbridge("xliff", "export", *arguments)
        assert called.code == 2
        assert message in called.stderr
    assert not Path("x.xlf").exists()
