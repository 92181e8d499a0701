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
    ],
)
def test_a_site_that_takes_pages_or_urls_from_elsewhere_is_opaque(tmp_path: Path, config: str) -> None:
    assert site(tmp_path, config).opaque
