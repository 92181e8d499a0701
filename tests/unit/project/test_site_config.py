"""What Hugo's configuration says of URLs, and of pages that no article tells of."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.project import Site, find_site


def site(root: Path, config: str) -> Site:
    (root / "hugo.toml").write_text(f"{config}\n", encoding="utf-8")
    found = find_site(root)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("config", "everywhere", "sections"),
    [
        ("", False, set()),
        ("uglyURLs = true", True, set()),
        ("uglyurls = false", False, set()),
        ("[uglyURLs]\nposts = true\nnotes = false", False, {"posts"}),
    ],
)
def test_ugly_urls_are_those_of_all_or_of_sections(tmp_path: Path, config: str, everywhere: bool, sections: set[str]) -> None:
    read = site(tmp_path, config)
    assert (read.ugly_urls, set(read.ugly_sections)) == (everywhere, sections)


@pytest.mark.parametrize(
    ("config", "generated"),
    [
        ("", {"tags", "categories", "page"}),
        ("[taxonomies]\nseries = 'Series'\n[pagination]\npath = 'p'", {"series", "p"}),
        ("paginatePath = 'seite'", {"tags", "categories", "seite"}),
    ],
)
def test_what_hugo_makes_pages_below(tmp_path: Path, config: str, generated: set[str]) -> None:
    assert set(site(tmp_path, config).generated) == generated


def test_a_site_of_articles_alone_is_not_opaque(tmp_path: Path) -> None:
    (tmp_path / "themes" / "t" / "layouts").mkdir(parents=True)
    (tmp_path / "config" / "_default").mkdir(parents=True)
    config = "theme = 't'\n[permalinks]\nposts = '/:slug/'\n[permalinks.page]\nnotes = '/:slug/'\n[languages.en]\nweight = 1"
    assert not site(tmp_path, config).opaque


def test_where_the_time_of_the_last_change_is_from_moves_no_page(tmp_path: Path) -> None:
    assert not site(tmp_path, "[frontmatter]\nlastmod = ['lastmod', ':git', 'date']").opaque


@pytest.mark.parametrize(
    ("name", "written", "opaque"),
    [
        ("netlify.toml", "[build]\ncommand = 'hugo'", False),
        ("netlify.toml", "[[redirects]]\nfrom = '/a/'\nto = '/b/'", True),
        ("vercel.json", '{"trailingSlash": true}', False),
        ("vercel.json", '{"rewrites": []}', True),
        ("vercel.json", '{"routes": []}', True),
        ("static/.htaccess", "ErrorDocument 404 /404.html", False),
        ("static/.htaccess", "RewriteRule ^a$ /b/", True),
        ("_redirects", "", True),
    ],
)
def test_what_a_host_is_told_of_redirects(tmp_path: Path, name: str, written: str, opaque: bool) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(written, encoding="utf-8")
    assert site(tmp_path, "").opaque is opaque


def test_a_language_may_have_files_of_its_own(tmp_path: Path) -> None:
    """Hugo's `config/_default/languages.zh-tw.toml`: what stands there is of that language."""
    folder = tmp_path / "config" / "_default"
    folder.mkdir(parents=True)
    (folder / "languages.zh-tw.toml").write_text("languageName = '正體'\nweight = 1\nlocale = 'zh-Hant-TW'\n", encoding="utf-8")
    (folder / "menus.zh-tw.toml").write_text("[[main]]\nname = '首頁'\n", encoding="utf-8")
    (folder / "languages.en.toml").write_text("weight = 2\n", encoding="utf-8")
    read = site(tmp_path, "")
    assert [(one.key, str(one.tag)) for one in read.languages] == [("zh-tw", "zh-Hant-TW"), ("en", "en")]
    assert read.deprecated == ("languages.zh-tw.languageName",)


@pytest.mark.parametrize(
    "config",
    [
        "[[module.imports]]\npath = 'x'",
        "[[module.mounts]]\nsource = 'x'\ntarget = 'content'",
        "[permalinks.section]\nposts = '/p/'",
        "[languages.en]\nbaseURL = 'https://example.com/'",
        "[languages.en.permalinks]\nposts = '/p/'",
        "[[cascade]]\nurl = '/x/'",
        "removePathAccents = true",
        "staticDir = ['a', 'b']",
        "staticDir2 = 'more'",
        "themesDir = '../themes'",
        "[frontmatter]\ndate = [':filename', ':default']",
        "[frontmatter]\nlastmod = ['lastmod', ':fileName']",
        "[languages.en]\nstaticDir = 'static-en'",
        "[[languages.en.cascade]]\nurl = '/x/'",
        "[languages.en.taxonomies]\nseries = 'series'",
        "[[languages.en.module.mounts]]\nsource = 'x'\ntarget = 'content'",
        "[languages.en.frontmatter]\ndate = [':filename']",
    ],
)
def test_a_site_that_takes_pages_or_urls_from_elsewhere_is_opaque(tmp_path: Path, config: str) -> None:
    assert site(tmp_path, config).opaque
