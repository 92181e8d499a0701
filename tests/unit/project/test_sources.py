from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from langbridge.project import display_path, find_articles, output_path, record_path
from langbridge.values import HANT_TW, ArticleError, LangbridgeError, UsageError


def plant(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def relatives(*paths: Path, output: Path | None = None) -> list[str]:
    return [source.relative.as_posix() for source in find_articles(paths, output=output)]


def test_a_folder_is_walked_by_name_for_articles_alone(tmp_path: Path) -> None:
    plant(tmp_path, "b/2.md", "b/1.MD", "a.markdown", "z.mdown", "n.Txt", "x.html", "b/data.json", "README")
    plant(tmp_path, ".hidden.md", ".git/a.md", "folder.md/inside.md")
    assert relatives(tmp_path) == ["a.markdown", "b/1.MD", "b/2.md", "folder.md/inside.md", "n.Txt", "z.mdown"]
    assert next(source.path for source in find_articles([tmp_path])) == tmp_path / "a.markdown"


def test_a_named_file_keeps_its_name_whatever_it_ends_in(tmp_path: Path) -> None:
    plant(tmp_path, "deep/er/article.rst", "deep/.draft.md")
    assert relatives(tmp_path / "deep/er/article.rst", tmp_path / "deep/.draft.md") == ["article.rst", ".draft.md"]


def test_the_output_folder_is_left_out_unless_it_is_named(tmp_path: Path) -> None:
    plant(tmp_path, "post.md", "output/zh-Hant/post.md", "output/.review/zh-Hant/notes.txt")
    output = tmp_path / "output"
    assert relatives(tmp_path, output=output) == ["post.md"]
    assert relatives(tmp_path / "**/*.md", output=output) == ["post.md"]
    assert relatives(output / "zh-Hant", output=output) == ["post.md"]
    assert relatives(output, output=output) == ["zh-Hant/post.md"]


def test_loops_of_links_end_and_each_article_comes_under_its_own_name(tmp_path: Path) -> None:
    plant(tmp_path, "site/b/post.md", "site/c/other.md")
    (tmp_path / "site/a").symlink_to(tmp_path / "site/b")
    (tmp_path / "site/b/loop").symlink_to(tmp_path / "site")
    (tmp_path / "site/c/up").symlink_to("..")
    (tmp_path / "site/c/self").symlink_to("self")
    reported: list[LangbridgeError] = []
    found = find_articles([tmp_path / "site"], report=reported.append)
    assert [source.relative.as_posix() for source in found] == ["b/post.md", "c/other.md"]
    assert reported == []


def test_a_junction_is_known_by_where_it_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On Windows Python tells junctions from folders since 3.12; before, every folder is asked where it is."""
    monkeypatch.setattr("langbridge.project.sources._may_be_link", lambda entry: True)
    plant(tmp_path, "site/a/b/post.md")
    (tmp_path / "site/a/up").symlink_to(tmp_path / "site")
    assert relatives(tmp_path / "site") == ["a/b/post.md"]


def test_links_out_of_the_folder_are_followed_once(tmp_path: Path) -> None:
    plant(tmp_path, "site/post.md", "elsewhere/shared.md")
    (tmp_path / "elsewhere/back").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site/one").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site/two").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "site/link.md").symlink_to(tmp_path / "elsewhere/shared.md")
    assert relatives(tmp_path / "site") == ["link.md", "one/shared.md", "post.md"]


def test_a_link_that_leads_nowhere_is_reported_and_the_rest_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "post.md")
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    reported: list[LangbridgeError] = []
    assert [source.path.name for source in find_articles([tmp_path], report=reported.append)] == ["post.md"]
    assert [(type(error), error.path) for error in reported] == [(ArticleError, display_path(tmp_path / "gone.md"))]
    with pytest.raises(ArticleError, match="leads nowhere"):
        find_articles([tmp_path])


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_reported_and_the_rest_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "open.md", "shut/in.md")
    (tmp_path / "shut").chmod(0)
    reported: list[LangbridgeError] = []
    try:
        found = find_articles([tmp_path], report=reported.append)
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert [source.path.name for source in found] == ["open.md"]
    assert "cannot be read" in reported[0].message


def test_a_file_named_twice_counts_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, "posts/a.md", "posts/b.md")
    monkeypatch.chdir(tmp_path)
    assert relatives(Path("posts"), Path("posts/b.md"), tmp_path / "posts", Path("posts/../posts/a.md")) == ["a.md", "b.md"]


def test_two_articles_for_one_output_are_refused_and_both_named(tmp_path: Path) -> None:
    plant(tmp_path, "a/post.md", "b/post.md")
    with pytest.raises(UsageError) as caught:
        find_articles([tmp_path / "a/post.md", tmp_path / "b/post.md"])
    assert display_path(tmp_path / "a/post.md") in caught.value.message
    assert display_path(tmp_path / "b/post.md") in caught.value.message


@pytest.mark.parametrize(
    ("named", "remedy"), [("psots", "did you mean posts?"), ("posts/firts.md", "did you mean first.md?"), ("no/where", "")]
)
def test_a_path_that_does_not_exist_is_told_with_the_nearest_name(tmp_path: Path, named: str, remedy: str) -> None:
    plant(tmp_path, "posts/first.md", "other.txt")
    with pytest.raises(UsageError, match="no such file") as caught:
        find_articles([tmp_path / named])
    assert caught.value.remedy == remedy


@pytest.mark.parametrize("name", ["a\0b", "長" * 300])
def test_a_name_that_cannot_exist_does_not_exist(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no such file"):
        find_articles([tmp_path / name])


def test_patterns_keep_the_path_below_their_fixed_folder(tmp_path: Path) -> None:
    plant(tmp_path, "posts/a.md", "posts/2024/b.md", "posts/2024/c.html", "posts/.drafts/d.md", "posts/[odd].md")
    assert relatives(tmp_path / "posts/**/*.md") == ["2024/b.md", "[odd].md", "a.md"]
    assert relatives(tmp_path / "posts/20*") == ["2024/b.md"]
    assert relatives(tmp_path / "posts/[odd].md") == ["[odd].md"]
    with pytest.raises(UsageError, match="no article matches"):
        find_articles([tmp_path / "posts/*.html"])


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode there")
def test_a_name_that_is_not_utf8_is_found_and_can_be_shown(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.md"
    try:
        Path(os.fsdecode(raw)).touch()
    except OSError:
        pytest.skip("this file system wants UTF-8 names")
    (source,) = find_articles([tmp_path])
    shown = display_path(source.path)
    assert shown.endswith("caf\\xe9.md")
    assert json.loads(json.dumps(shown).encode()) == shown


def test_a_shown_path_holds_nothing_that_a_terminal_obeys() -> None:
    assert display_path(Path("文章/a\x1b[31m\nb.md")) == "文章/a\\x1b[31m\\nb.md"


def test_outputs_and_records_keep_the_path(tmp_path: Path) -> None:
    assert output_path(tmp_path, HANT_TW, Path("2024/post.md")) == tmp_path / "zh-Hant-TW" / "2024" / "post.md"
    assert record_path(tmp_path, HANT_TW, Path("2024/post.md")) == tmp_path / ".review" / "zh-Hant-TW" / "2024" / "post.md.json"
