"""Versions that people wrote before langbridge came: in every layout `run` and `status` know them, and nothing overwrites them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

Call = Callable[..., Any]

ARTICLE = "# 历史\n\n美国历史里也没有这样的软件，后面再说。\n"
THEIRS = "# 歷史\n\n美國歷史裡也沒有這種軟體，後面再說。\n"
OTHER = "# 头发\n\n头发和软件。\n"

HUGO = """\
baseURL = "https://example.org/"
defaultContentLanguage = "zh-hans"
[languages.zh-hans]
locale = "zh-Hans-CN"
[languages.zh-hant]
locale = "zh-Hant-TW"
"""
HUGO_FOLDERS = HUGO.replace("[languages.zh-hant]", 'contentDir = "content/zh-hans"\n[languages.zh-hant]\ncontentDir = "content/zh-hant"')
MKDOCS = """\
site_name: ours
plugins:
  - i18n:
      docs_structure: {structure}
      languages:
        - {{locale: zh, default: true, name: 简体中文, build: true}}
        - {{locale: zh-TW, name: 正體中文, build: true}}
"""


class Site(NamedTuple):
    """A site: its layout, the folder of sources, an article and the version that people wrote of it, and the site's configuration."""

    layout: str
    sources: str
    article: str
    theirs: str
    other: str
    published: str
    """The folder to publish to."""
    name: str = ""
    configuration: str = ""


SITES = {
    "suffix in Hugo": Site(
        "suffix", "content", "content/posts/a.md", "content/posts/a.zh-hant.md", "content/b.md", "content", "hugo.toml", HUGO
    ),
    "a leaf bundle": Site(
        "suffix", "content", "content/a/index.md", "content/a/index.zh-hant.md", "content/b/index.md", "content", "hugo.toml", HUGO
    ),
    "suffix, articles outside the content": Site(
        "suffix", "articles", "articles/posts/a.md", "content/posts/a.zh-hant.md", "articles/b.md", "content", "hugo.toml", HUGO
    ),
    "suffix and no site": Site("suffix", "posts", "posts/2026/a.md", "posts/2026/a.zh-hant-tw.md", "posts/b.md", "posts"),
    "suffix in MkDocs": Site(
        "suffix", "docs", "docs/a.md", "docs/a.zh-TW.md", "docs/b.md", "docs", "mkdocs.yml", MKDOCS.format(structure="suffix")
    ),
    "content in Hugo": Site(
        *("content", "content", "content/zh-hans/posts/a.md", "content/zh-hant/posts/a.md", "content/zh-hans/b.md", "content"),
        *("hugo.toml", HUGO_FOLDERS),
    ),
    "content in Hugo, the language's folder named": Site(
        *("content", "content/zh-hans", "content/zh-hans/a.md", "content/zh-hant/a.md", "content/zh-hans/b.md", "content"),
        *("hugo.toml", HUGO_FOLDERS),
    ),
    "content in MkDocs": Site(
        "content", "docs", "docs/zh/a.md", "docs/zh-TW/a.md", "docs/zh/b.md", "docs", "mkdocs.yml", MKDOCS.format(structure="folder")
    ),
    "content and no site": Site("content", "texts/zh-hans", "texts/zh-hans/a.md", "texts/zh-hant-tw/a.md", "texts/zh-hans/b.md", "texts"),
    "folders": Site("folders", "posts", "posts/a.md", "posts/zh-Hant-TW/a.md", "posts/b.md", "posts"),
    "the output folder": Site("folders", "posts", "posts/a.md", "output/zh-Hant-TW/a.md", "posts/b.md", "site"),
}

SOME = ["suffix in Hugo", "content in MkDocs", "folders"]


@pytest.fixture(params=list(SITES.values()), ids=list(SITES))
def site(request: pytest.FixtureRequest, folder: Path) -> Site:
    made: Site = request.param
    if made.name:
        write(folder / made.name, made.configuration)
    for path, text in ((made.article, ARTICLE), (made.theirs, THEIRS), (made.other, OTHER)):
        write(folder / path, text)
    write(folder / "langbridge.yaml", f"sources: [{made.sources}]\ntargets: [zh-Hant-TW]\nlayout: {made.layout}\noutput: output\n")
    return made


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def standing(langbridge: Call) -> dict[str, tuple[str, str]]:
    """By article: how it stands, and where the version is that people wrote where that is not the place of the output."""
    told = langbridge("status", "--format", "json")
    assert told.code == 0, told.stderr
    return {one["path"]: (one["state"], "".join(why["detail"] for why in one["why"])) for one in told.json["outputs"]}


def test_their_version_is_compared_and_never_overwritten(site: Site, folder: Path, langbridge: Call) -> None:
    place = "" if site.theirs.startswith("output") else site.theirs
    assert standing(langbridge) == {site.article: ("foreign", place), site.other: ("missing", "")}
    called = langbridge("run")
    assert called.code == 0, called.stderr
    named = f" ({place})" if place else ""
    told = (
        f"{site.article} to zh-Hant-TW: people wrote this version{named}, and it is left as it is; langbridge would write 1 place otherwise"
    )
    assert told in called.stderr
    made = sorted(path.relative_to(folder).as_posix() for path in (folder / "output").rglob("*.md"))
    assert len(made) == 1 + (not place)
    assert standing(langbridge) == {site.article: ("foreign", place), site.other: ("done", "")}
    assert "langbridge would write 1 place otherwise" in langbridge("status").stdout
    assert langbridge("run", "--force").code == 0
    assert not (folder / "output/.review/zh-Hant-TW" / Path(site.article).relative_to(site.sources).with_suffix(".md.json")).exists()
    assert (folder / site.theirs).read_text(encoding="utf-8") == THEIRS


def test_check_does_not_miss_an_output_that_they_wrote(site: Site, folder: Path, langbridge: Call) -> None:
    assert langbridge("run").code == 0
    told = langbridge("check", "--stale")
    if site.theirs.startswith("output"):  # there it cannot be told from one whose record is lost
        assert (told.code, told.stdout.count("\n"), "outputs.without-record" in told.stdout) == (1, 1, True)
    else:
        assert (told.code, told.stdout) == (0, ""), told.stdout
    write(folder / site.other.replace("b.md", "c.md").replace("b/index", "c/index"), OTHER)
    assert "outputs.missing there is no output for zh-Hant-TW" in langbridge("check", "--stale").stdout


@pytest.mark.parametrize("site", [SITES[name] for name in SOME], ids=SOME, indirect=True)
def test_what_was_published_and_lost_is_missing(site: Site, folder: Path, langbridge: Call) -> None:
    (folder / site.theirs).unlink()
    (folder / site.published).mkdir(exist_ok=True)
    assert (langbridge("run").code, langbridge("publish", site.published).code) == (0, 0)
    for path in sorted((folder / "output").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    assert langbridge("check", "--stale").stdout.count("outputs.missing") == 2


@pytest.mark.parametrize("site", [SITES[name] for name in SOME], ids=SOME, indirect=True)
def test_it_is_compared_again_when_either_changes(site: Site, folder: Path, langbridge: Call) -> None:
    langbridge("run")
    assert "people wrote" not in langbridge("run").stderr
    write(folder / site.theirs, THEIRS.replace("這種", "這樣的"))
    assert "langbridge would write the same" in langbridge("run").stderr
    write(folder / site.article, ARTICLE + "\n还有。\n")
    assert "langbridge would write 2 places otherwise" in langbridge("run").stderr


@pytest.mark.parametrize("site", [SITES[name] for name in SOME], ids=SOME, indirect=True)
def test_moved_away_it_is_langbridges_to_write(site: Site, folder: Path, langbridge: Call) -> None:
    langbridge("run")
    (folder / site.theirs).unlink()
    assert standing(langbridge)[site.article] == ("missing", "")
    assert langbridge("run").code == 0
    assert standing(langbridge)[site.article] == ("done", "")


@pytest.mark.parametrize("site", [SITES[name] for name in SOME], ids=SOME, indirect=True)
def test_what_was_published_is_not_theirs(site: Site, folder: Path, langbridge: Call) -> None:
    """Neither with a manifest nor after it, the records and outputs are lost, as in a new clone of the site."""
    (folder / site.theirs).unlink()
    assert langbridge("run").code == 0
    (folder / site.published).mkdir(exist_ok=True)
    published = langbridge("publish", site.published)
    assert published.code == 0, published.stderr + published.stdout
    assert standing(langbridge)[site.article] == ("done", "")
    for path in sorted((folder / "output").rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    (folder / ".langbridge/manifest.jsonl").unlink()
    assert {state for state, _ in standing(langbridge).values()} == {"missing"}
    called = langbridge("run")
    assert (called.code, "people wrote" in called.stderr) == (0, False)


@pytest.mark.parametrize("site", [SITES[name] for name in SOME], ids=SOME, indirect=True)
def test_an_article_that_langbridge_converted_goes_on(site: Site, folder: Path, langbridge: Call) -> None:
    """A record says that langbridge is to write this version, though a file of theirs stands in the site: publishing waits for it."""
    assert langbridge("convert", site.sources, "--to", "zh-Hant-TW").code == 0
    assert standing(langbridge)[site.article][0] == "stale"
    assert langbridge("run").code == 0
    assert standing(langbridge)[site.article] == ("done", "")
    assert (folder / site.theirs).read_text(encoding="utf-8") == THEIRS
    waits = langbridge("publish", site.published)
    assert (waits.code, "did not write" in waits.stdout) == (1, True)
