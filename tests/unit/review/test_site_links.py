"""Outputs in a site by its layout: places, links, and what is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from langbridge.pipeline import Conversions, Reading, convert_file
from langbridge.project import find_articles, load_settings, site_layout
from langbridge.review import Publication, publish_outputs
from langbridge.review.publishing import Reason
from langbridge.values import HANT_HK, HANT_TW, LanguageTag

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "publish.schema.json"
HUGO = 'defaultContentLanguage = "zh-hans"\n[languages.zh-hans]\n[languages.zh-hant]\n[languages.en]\n'


# With words enough to show its script.
OTHER = "## 后面\n\n软件的信息。\n"


class Site:
    """A project whose articles stand in a site."""

    def __init__(self, root: Path, articles: dict[str, str], *, layout: str = "suffix", config: str = HUGO) -> None:
        self.root, self.content = root, root / "content"
        if config:
            (root / "hugo.toml").write_text(config, encoding="utf-8")
        for name, text in articles.items():
            self.write(name, text)
        self.configure("[zh-Hant-TW]", layout)

    def configure(self, targets: str, layout: str = "suffix") -> None:
        (self.root / "langbridge.yaml").write_text(f"sources: [content]\ntargets: {targets}\nlayout: {layout}\n", encoding="utf-8")
        self.settings = load_settings(self.root, {})

    def write(self, name: str, text: str) -> None:
        path = self.content / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def convert(self, *targets: LanguageTag) -> None:
        layout = site_layout(self.settings)
        for source in find_articles([self.content], is_version=layout.is_version):
            for target in targets or (HANT_TW,):
                convert_file(source, target, Conversions(), Reading(), root=self.root, output=self.settings.output)

    def publish(self, *, targets: tuple[LanguageTag, ...] = (), **options: Any) -> Publication:
        layout = site_layout(self.settings, folder=self.content, targets=targets)
        publication = publish_outputs(self.settings.output, self.root, self.content, layout=layout, **options)
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(json.loads(json.dumps(publication.to_object())))
        return publication

    def read(self, name: str) -> str:
        return (self.content / name).read_text(encoding="utf-8")


def published(root: Path, link: str, *, other: str = OTHER, **options: Any) -> str:
    """What becomes of a link in a.md on its way into the site, with other.md beside it."""
    site = Site(root, {"a.md": f"软件{link}\n", "other.md": other}, **options)
    site.convert()
    assert site.publish().written
    return site.read("a.zh-hant.md" if "config" not in options else "a.zh-hant-tw.md").removeprefix("軟體").removesuffix("\n")


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[x](other.md)", "[x](other.md)"),
        ("[x](./other.md#后面)", "[x](./other.md#後面)"),
        ("[x](other.md#%E5%90%8E%E9%9D%A2)", "[x](other.md#%E5%BE%8C%E9%9D%A2)"),
        ('[x](other.md#后面 "标题")', '[x](other.md#後面 "標題")'),
        ("[x](<other.md#后面>)", "[x](<other.md#後面>)"),
        ("[x](other.md#没有)", "[x](other.md#没有)"),
        ("[x](/other/#后面)", "[x](/zh-hant/other/#後面)"),
        ("[x](/other?a=b#后面)", "[x](/zh-hant/other?a=b#後面)"),
        ("[x](../other/#后面)", "[x](../other/#後面)"),
        ("[x](missing.md#后面)", "[x](missing.md#后面)"),
        ("[x](https://example.org/other.md#后面)", "[x](https://example.org/other.md#后面)"),
        ("[x](//example.org/other/#后面)", "[x](//example.org/other/#后面)"),
        ('{{< relref "other.md#后面" >}}', '{{< relref "other.md#後面" >}}'),
        ("[x]({{< ref `other#后面` >}})", "[x]({{< ref `other#後面` >}})"),
        ('{{< relref path="/other.md#后面" >}}', '{{< relref path="/other.md#後面" >}}'),
        ('<a href="/other/#后面">x</a>', '<a href="/zh-hant/other/#後面">x</a>'),
        ("[x][y]\n\n[y]: other.md#后面", "[x][y]\n\n[y]: other.md#後面"),
        ("`[x](other.md#后面)`", "`[x](other.md#后面)`"),
        ("![x](/other/cover.png)", "![x](/other/cover.png)"),
    ],
)
def test_links_lead_to_the_version_and_fragments_follow_its_headings(tmp_path: Path, link: str, expected: str) -> None:
    assert published(tmp_path, link) == expected


@pytest.mark.parametrize(
    ("other", "link", "expected"),
    [
        (f"---\nslug: one\n---\n{OTHER}", "[x](/one/#后面)", "[x](/zh-hant/one/#後面)"),
        ("---\nurl: two/three\n---\n", "[x](/two/three/)", "[x](/zh-hant/two/three/)"),
        ("---\nurl: /two/\n---\n", "[x](/two/)", "[x](/two/)"),
        ("## 后面 {#later}\n", "[x](other.md#later)", "[x](other.md#later)"),
    ],
)
def test_addresses_that_the_other_article_states(tmp_path: Path, other: str, link: str, expected: str) -> None:
    assert published(tmp_path, link, other=other) == expected


def test_addresses_by_permalinks(tmp_path: Path) -> None:
    site = Site(
        tmp_path,
        {"posts/a.md": "软件[x](/2026/软件的/)\n", "posts/b.md": "---\ntitle: 软件的\ndate: 2026-01-02\n---\n内容\n"},
        config=HUGO.replace("\n", '\n[permalinks]\nposts = "/:year/:title/"\n', 1),
    )
    site.convert()
    site.publish()
    assert site.read("posts/a.zh-hant.md") == "軟體[x](/zh-hant/2026/軟體的/)\n"


@pytest.mark.parametrize("pattern", ["/:sections[1:]/:filename/", "/:2006/:filename/", "/:sections[last]/:filename/"])
def test_an_address_that_cannot_be_worked_out_stays(tmp_path: Path, pattern: str) -> None:
    site = Site(
        tmp_path,
        {"posts/a.md": "软件[x](/b/)[y](/2006/b/)[z](/posts1/b/)\n", "posts/b.md": "---\ndate: 2026-01-02\n---\n内容\n"},
        config=HUGO.replace("\n", f'\n[permalinks]\nposts = "{pattern}"\n', 1),
    )
    site.convert()
    site.publish()
    assert site.read("posts/a.zh-hant.md") == "軟體[x](/b/)[y](/2006/b/)[z](/posts1/b/)\n"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[x](other.md#后面)", "[x](/other/#后面)"),
        ("[x](/other/#后面)", "[x](/other/#后面)"),
        ("[x](../other/)", "[x](/other/)"),
        ('{{< relref "other.md#后面" >}}', '{{< relref path="other.md#后面" lang="zh-hans" >}}'),
        ("{{% ref `other` %}}", '{{% ref path=`other` lang="zh-hans" %}}'),
    ],
)
def test_links_to_what_is_not_there_in_the_language_lead_to_the_original(tmp_path: Path, link: str, expected: str) -> None:
    site = Site(tmp_path, {"a.md": f"软件{link}\n", "other.md": OTHER})
    site.convert()
    publication = site.publish(paths=[site.content / "a.md"])
    assert site.read("a.zh-hant.md") == f"軟體{expected}\n"
    assert len(publication.candidates[0].links) == (link != f"{expected}")
    # When the other article follows, the link leads there.
    site.publish()
    assert "zh-hans" not in site.read("a.zh-hant.md")
    assert "后面" not in site.read("a.zh-hant.md")


def test_versions_that_people_wrote_are_there_too(tmp_path: Path) -> None:
    site = Site(tmp_path, {"a.md": "软件[x](other.md#后面)\n", "other.md": OTHER})
    site.convert()
    site.write("other.zh-hant.md", "## 之後\n")
    site.publish(paths=[site.content / "a.md"])
    assert site.read("a.zh-hant.md") == "軟體[x](other.md#之後)\n"


def test_without_a_site_links_name_the_files(tmp_path: Path) -> None:
    assert (
        published(tmp_path, "[x](other.md#后面) [y](./other.md)", config="") == "[x](other.zh-hant-tw.md#後面) [y](./other.zh-hant-tw.md)"
    )


def test_in_folders_by_tag_only_the_fragment_follows(tmp_path: Path) -> None:
    site = Site(tmp_path, {"a.md": "软件[x](other.md#后面)\n", "other.md": OTHER}, layout="folders", config="")
    site.convert()
    site.publish()
    assert site.read("zh-Hant-TW/a.md") == "軟體[x](other.md#後面)\n"


def test_what_was_changed_is_told_with_line_and_rule(tmp_path: Path) -> None:
    site = Site(tmp_path, {"a.md": "软件\n\n[x](/other/#后面)\n", "other.md": OTHER})
    site.convert()
    [candidate, _] = site.publish().candidates
    assert [(line, said.source, said.target, str(said.rule.layer), said.rule.id) for line, said in candidate.links] == [
        (3, "/other/", "/zh-hant/other/", "link", "page"),
        (3, "后面", "後面", "link", "heading"),
    ]


def test_the_output_itself_keeps_its_links_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path, {"a.md": "\ufeff软件[x](/other/)\r\n", "other.md": "后\n"})
    site.convert()
    assert site.publish().written
    assert (site.settings.output / "zh-Hant-TW" / "a.md").read_bytes() == "\ufeff軟體[x](/other/)\r\n".encode()
    assert (site.content / "a.zh-hant.md").read_bytes() == "\ufeff軟體[x](/zh-hant/other/)\r\n".encode()
    assert {one.fate for one in site.publish().candidates} == {"same"}


class TestPlaces:
    def test_outputs_in_the_articles_own_language_are_left_out(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "软件的信息\n"})
        (tmp_path / "langbridge.yaml").write_text(
            "sources: [content]\ntargets: [zh-Hant-TW, zh-Hans-CN]\nlayout: suffix\n", encoding="utf-8"
        )
        site.settings = load_settings(tmp_path, {})
        site.convert(*site.settings.targets)
        publication = site.publish()
        assert [str(one.path) for one in publication.candidates] == ["a.zh-hant.md"]
        assert [path.parent.name for path in publication.own] == ["zh-Hans-CN"]
        assert site.read("a.md") == "软件的信息\n"
        assert not publication.notices

    def test_an_article_that_is_not_in_the_language_of_its_name_is_told(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "軟體的資訊，網路\n"})
        site.configure("[zh-Hans-CN]")
        site.convert(*site.settings.targets)
        assert [one.rule for one in site.publish().notices] == ["own-language"]

    def test_a_language_that_the_site_does_not_know_waits(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "软件\n"})
        site.convert(HANT_TW, HANT_HK)
        publication = site.publish(targets=(HANT_HK,))
        assert {str(one.path): [wait.reason for wait in one.waits] for one in publication.waiting} == {
            "a.zh-hant-hk.md": [Reason.SITE_LANGUAGE]
        }
        assert not publication.written

    def test_a_url_that_all_languages_share_is_told(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "---\nurl: /x/\n---\n软件\n", "b.md": "---\nurl: y/\nslug: z\n---\n软件\n"})
        site.convert()
        publication = site.publish()
        assert [(str(one.path), one.rule) for one in publication.notices] == [("a.zh-hant.md", "shared-url")]
        assert publication.written

    def test_what_is_no_longer_published_is_told_by_its_place(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "软件\n", "b.md": "软件\n"})
        site.convert()
        site.publish()
        for path in (
            site.content / "b.md",
            site.settings.output / "zh-Hant-TW/b.md",
            site.settings.output / ".review/zh-Hant-TW/b.md.json",
        ):
            path.unlink()
        assert [str(path) for path, _ in site.publish().gone] == ["b.zh-hant.md"]

    def test_files_of_others_stay(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"a.md": "软件\n"})
        site.convert()
        site.write("a.zh-hant.md", "手寫\n")
        assert [wait.reason for one in site.publish().waiting for wait in one.waits] == [Reason.SITE_FOREIGN]
        assert site.read("a.zh-hant.md") == "手寫\n"

    def test_articles_from_outside_the_site(self, tmp_path: Path) -> None:
        site = Site(tmp_path, {"posts/_index.md": ""})
        drafts = tmp_path / "drafts" / "posts"
        drafts.mkdir(parents=True)
        (drafts / "a.md").write_text("软件[x](b.md#后面)[y](/posts/b/)\n", encoding="utf-8")
        (drafts / "b.md").write_text(OTHER, encoding="utf-8")
        for source in find_articles([tmp_path / "drafts"]):
            convert_file(source, HANT_TW, Conversions(), Reading(), root=tmp_path, output=site.settings.output)
        site.publish()
        assert site.read("posts/a.zh-hant.md") == "軟體[x](b.md#後面)[y](/zh-hant/posts/b/)\n"
