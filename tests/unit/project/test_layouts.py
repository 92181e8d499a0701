from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from langbridge.project import Generator, Layout, Settings, SourceFile, find_articles, load_settings, read_site, site_layout
from langbridge.project.layouts import match_languages
from langbridge.values import ENGLISH, HANS_CN, HANT, HANT_HK, HANT_TW, LanguageTag, SettingsError, UsageError

THREE = """
defaultContentLanguage = "zh-hans"
[languages.zh-hans]
locale = "zh-Hans-CN"
weight = 1
[languages.zh-hant]
locale = "zh-Hant-TW"
weight = 2
[languages.en]
weight = 3
"""
FOLDERS = THREE.replace('locale = "zh-Hans-CN"', 'contentDir = "content/zh-hans"').replace(
    'locale = "zh-Hant-TW"', 'contentDir = "content/zh-hant"'
).replace("[languages.en]", '[languages.en]\ncontentDir = "content/english"')  # fmt: skip


def write(root: Path, *names: str, text: str = "软件\n") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def project(root: Path, layout: str, config: str = THREE, more: str = "", targets: str = "[zh-Hant-TW, en]") -> Settings:
    write(root, "hugo.toml", text=config)
    (root / "content").mkdir(exist_ok=True)
    write(root, "langbridge.yaml", text=f"sources: [content]\ntargets: {targets}\nlayout: {layout}\n{more}")
    return load_settings(root, {})


def articles(settings: Settings) -> list[str]:
    layout = site_layout(settings)
    found = find_articles(settings.sources, is_version=layout.is_version)
    return [one.path.relative_to(settings.root / "content").as_posix() for one in found]


class TestSuffix:
    @pytest.mark.parametrize(
        ("source", "target", "place"),
        [
            ("posts/first.md", HANT_TW, "posts/first.zh-hant.md"),
            ("posts/first/index.md", HANT_TW, "posts/first/index.zh-hant.md"),
            ("posts/_index.md", ENGLISH, "posts/_index.en.md"),
            ("posts/v1.2.md", HANT_TW, "posts/v1.2.zh-hant.md"),
            ("posts/first.zh-hans.md", HANT_TW, "posts/first.zh-hant.md"),
            ("posts/first.ZH-Hans.md", HANS_CN, "posts/first.ZH-Hans.md"),
            ("posts/first.md", HANS_CN, "posts/first.md"),
        ],
    )
    def test_versions_stand_beside_their_article(self, tmp_path: Path, source: str, target: LanguageTag, place: str) -> None:
        settings = project(tmp_path, "suffix", targets="[zh-Hant-TW, zh-Hans-CN, en]")
        content = tmp_path / "content"
        assert site_layout(settings).place(target, Path(source), content / source, content) == PurePosixPath(place)

    def test_also_where_only_a_folder_of_the_site_is_a_source(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix")
        content = tmp_path / "content"
        assert str(site_layout(settings).place(HANT_TW, Path("a.md"), content / "posts/a.md", content)) == "posts/a.zh-hant.md"

    def test_an_article_from_elsewhere_keeps_its_path(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix", targets="[zh-Hant-TW, zh-Hans-CN]")
        layout, content, draft = site_layout(settings), tmp_path / "content", tmp_path / "drafts" / "posts" / "a.md"
        assert str(layout.place(HANT_TW, Path("posts/a.md"), draft, content)) == "posts/a.zh-hant.md"
        assert str(layout.place(HANS_CN, Path("posts/a.md"), draft, content)) == "posts/a.md"

    def test_versions_are_no_sources_whoever_wrote_them(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix")
        names = ("a.md", "a.zh-hant.md", "a.en.md", "a.ZH-HANT.md", "b/index.md", "b/index.en.md", "c.zh-hans.md", "v1.2.md", "alone.en.md")
        write(tmp_path / "content", *names)
        assert sorted(articles(settings)) == ["a.md", "b/index.md", "c.zh-hans.md", "v1.2.md"]

    def test_a_file_that_is_named_is_taken_whatever_it_is(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix")
        write(tmp_path / "content", "a.zh-hant.md")
        layout = site_layout(settings)
        named = tmp_path / "content" / "a.zh-hant.md"
        assert [one.path for one in find_articles([named], is_version=layout.is_version)] == [named]
        assert str(layout.place(HANS_CN, Path("a.zh-hant.md"), named, tmp_path / "content")) == "a.zh-hans-cn.md"

    def test_what_a_pattern_finds_is_looked_at(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix")
        write(tmp_path / "content", "a.md", "a.zh-hant.md")
        found = find_articles([tmp_path / "content" / "*.md"], is_version=site_layout(settings).is_version)
        assert [one.path.name for one in found] == ["a.md"]

    def test_on_a_site_in_english_the_chinese_files_are_the_articles(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix", THREE.replace('Language = "zh-hans"', 'Language = "en"'))
        write(tmp_path / "content", "a.md", "a.zh-hans.md", "a.zh-hant.md")
        assert articles(settings) == ["a.zh-hans.md"]
        content = tmp_path / "content"
        assert str(site_layout(settings).place(ENGLISH, Path("a.zh-hans.md"), content / "a.zh-hans.md", content)) == "a.md"

    def test_without_a_site_the_tags_in_lower_case(self, tmp_path: Path) -> None:
        write(tmp_path, "langbridge.yaml", text="targets: [zh-Hant-TW]\nlayout: suffix\nlanguages: {zh-Hant-TW: tw}\n")
        write(tmp_path, "README.md", "README.tw.md", "README.en.md", "notes.v2.md")
        settings = load_settings(tmp_path, {})
        layout = site_layout(settings)
        assert sorted(one.path.name for one in find_articles([tmp_path], is_version=layout.is_version)) == ["README.md", "notes.v2.md"]
        assert str(layout.place(HANT_TW, Path("README.md"), tmp_path / "README.md", tmp_path)) == "README.tw.md"
        assert str(layout.place(HANT, Path("README.md"), tmp_path / "README.md", tmp_path)) == "README.zh-hant.md"


class TestContent:
    def test_versions_go_into_the_folder_of_their_language(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "content", FOLDERS)
        layout, source = site_layout(settings), tmp_path / "content/zh-hans/posts/a.md"
        assert str(layout.place(HANT_TW, Path("posts/a.md"), source, tmp_path / "content")) == "zh-hant/posts/a.md"
        assert str(layout.place(ENGLISH, Path("zh-hans/posts/a.md"), source, tmp_path / "content")) == "english/posts/a.md"
        assert str(layout.place(HANT_TW, Path("posts/a.md"), source, tmp_path)) == "content/zh-hant/posts/a.md"
        assert str(layout.place(HANT_TW, Path("posts/a.md"), source, tmp_path / "content/zh-hant")) == "posts/a.md"

    def test_a_folder_that_does_not_hold_the_language_is_refused(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "content", FOLDERS)
        with pytest.raises(UsageError, match="does not lie in this folder"):
            site_layout(settings).place(HANT_TW, Path("a.md"), tmp_path / "content/zh-hans/a.md", tmp_path / "content/english")

    def test_the_folders_of_other_languages_are_no_sources(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "content", FOLDERS)
        write(tmp_path / "content", "zh-hans/a.md", "zh-hant/a.md", "english/b.md")
        assert articles(settings) == ["zh-hans/a.md"]

    def test_a_folder_within_that_of_the_default_language(self, tmp_path: Path) -> None:
        config = THREE.replace('locale = "zh-Hant-TW"', 'contentDir = "content/tw"').replace("[languages.en]\nweight = 3\n", "")
        settings = project(tmp_path, "content", config, targets="[zh-Hant-TW]")
        write(tmp_path / "content", "a.md", "tw/a.md")
        assert articles(settings) == ["a.md"]
        assert str(site_layout(settings).place(HANT_TW, Path("a.md"), tmp_path / "content/a.md", tmp_path / "content")) == "tw/a.md"


class TestFolders:
    def test_a_folder_for_each_target(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "folders")
        write(tmp_path / "content", "a.md", "zh-Hant-TW/a.md", "posts/zh-Hant-TW/b.md", "en/a.md")
        assert str(site_layout(settings).place(HANT_TW, Path("a.md"), None, tmp_path)) == "zh-Hant-TW/a.md"
        assert sorted(articles(settings)) == ["a.md", "posts/zh-Hant-TW/b.md"]

    def test_by_other_names(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "folders", more="languages: {zh-Hant-TW: tw}\n")
        assert str(site_layout(settings).place(HANT_TW, Path("a.md"), None, tmp_path)) == "tw/a.md"

    def test_without_settings_no_folder_is_anything_special(self, tmp_path: Path) -> None:
        layout = site_layout(Settings(tmp_path, targets=(HANT_TW,)))
        assert not layout.is_version(SourceFile(tmp_path / "zh-Hant-TW/a.md", Path("zh-Hant-TW/a.md")))


class TestLanguages:
    @pytest.mark.parametrize(
        ("languages", "targets", "keys"),
        [
            ("zh-tw zh-cn en", [HANT_TW, HANS_CN, ENGLISH], ["zh-tw", "zh-cn", "en"]),
            ("zh-hant zh-hans en-us", [HANT_TW, HANS_CN, ENGLISH], ["zh-hant", "zh-hans", "en-us"]),
            ("zh zh-tw", [HANS_CN, HANT_TW], ["zh", "zh-tw"]),
            ("zh-hant", [HANT_TW, HANT], ["zh-hant-tw", "zh-hant"]),
            ("zh-hk zh-tw", [HANT_TW, HANT_HK], ["zh-tw", "zh-hk"]),
            ("zh-hk", [HANT_TW], ["zh-hant-tw"]),
            ("chinese:zh-Hant-TW english:en", [HANT_TW, ENGLISH], ["chinese", "english"]),
            ("zh:zh-TW", [HANT_TW], ["zh"]),
        ],
    )
    def test_each_target_has_the_language_that_fits(
        self, tmp_path: Path, languages: str, targets: list[LanguageTag], keys: list[str]
    ) -> None:
        tables = [f'[languages.{key}]\nlocale = "{locale or key}"' for key, _, locale in (one.partition(":") for one in languages.split())]
        write(tmp_path, "hugo.toml", text="\n".join(tables))
        assert [*match_languages(targets, read_site(tmp_path)).values()] == keys

    def test_what_the_settings_say_comes_first(self, tmp_path: Path) -> None:
        settings = project(tmp_path, "suffix", more="languages: {zh-Hant-TW: en, en: zh-hant}\n")
        layout = site_layout(settings)
        assert (layout.key(HANT_TW), layout.key(ENGLISH)) == ("en", "zh-hant")

    def test_a_target_that_the_site_does_not_know(self, tmp_path: Path) -> None:
        layout = site_layout(project(tmp_path, "suffix"), targets=[HANT_HK])
        assert not layout.knows(HANT_HK)
        assert layout.knows(HANT_TW)

    @pytest.mark.parametrize(
        ("line", "told"),
        [
            ("languages: {zh-Hant-XX: a}", "zh-Hant-XX is no target"),
            ("languages: {zh-Hant-TW: a b}", "a b is no language of a site"),
            ("languages: {zh-Hant-TW: a, en: A}", "two targets would be A"),
            ("languages: {zh-TW: a, zh-Hant-TW: b}", "zh-Hant-TW is there twice"),
            ("languages: [a]", "has to be a mapping"),
        ],
    )
    def test_settings_that_cannot_be_meant(self, tmp_path: Path, line: str, told: str) -> None:
        write(tmp_path, "langbridge.yaml", text=line)
        with pytest.raises(SettingsError, match=told):
            load_settings(tmp_path, {})


class TestSites:
    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("hugo.toml", 'defaultContentLanguage = "ZH"\n[Languages.zh]\n[languages.zh-TW]\ncontentDir = "tw"'),
            ("hugo.yaml", "defaultContentLanguage: zh\nlanguages:\n  zh: {}\n  zh-TW: {contentDir: tw}\n"),
            ("config.json", '{"baseURL": "", "defaultContentLanguage": "zh", "languages": {"zh": {}, "zh-TW": {"contentDir": "tw"}}}'),
            ("config/_default/hugo.toml", 'defaultContentLanguage = "zh"\n[languages.zh]\n[languages.zh-TW]\ncontentDir = "tw"'),
        ],
    )
    def test_hugo_in_all_its_notations(self, tmp_path: Path, name: str, text: str) -> None:
        write(tmp_path, name, text=text)
        site = read_site(tmp_path)
        assert site is not None
        assert (site.generator, site.default) == (Generator.HUGO, "zh")
        assert {one.key: one.content for one in site.languages} == {"zh": tmp_path / "content", "zh-tw": tmp_path / "tw"}
        assert site.by_folder

    def test_hugo_in_several_files(self, tmp_path: Path) -> None:
        write(tmp_path, "config/_default/hugo.toml", text='defaultContentLanguage = "zh"\ndefaultContentLanguageInSubdir = true')
        write(
            tmp_path, "config/_default/languages.toml", text='[zh]\nweight = 2\nlanguageName = "中文"\n[en]\nweight = 1\ndisabled = false'
        )
        site = read_site(tmp_path)
        assert site is not None
        assert ([one.key for one in site.languages], site.default_in_subfolder) == (["en", "zh"], True)
        assert site.deprecated == ("languages.zh.languageName",)

    def test_content_that_is_mounted(self, tmp_path: Path) -> None:
        write(tmp_path, "hugo.toml", text='[languages.zh]\n[[module.mounts]]\nsource = "中文"\ntarget = "content"\nlang = "zh"')
        site = read_site(tmp_path)
        assert site is not None
        assert site.languages[0].content == tmp_path / "中文"

    def test_a_disabled_language_is_none(self, tmp_path: Path) -> None:
        write(tmp_path, "hugo.toml", text="[languages.zh]\n[languages.en]\ndisabled = true")
        site = read_site(tmp_path)
        assert site is not None
        assert [one.key for one in site.languages] == ["zh"]

    def test_mkdocs_by_its_plugin(self, tmp_path: Path) -> None:
        languages = "[{{locale: zh, default: true}}, {{locale: zh-TW}}]"
        plugin = f"plugins:\n  - search\n  - i18n:\n      docs_structure: {{}}\n      languages: {languages}\n"
        write(tmp_path, "mkdocs.yml", text=plugin.format("suffix") + "markdown_extensions:\n  - x: !!python/name:a.b\n")
        site = read_site(tmp_path)
        assert site is not None
        assert (site.generator, site.default, site.by_suffix) == (Generator.MKDOCS, "zh", True)
        assert [one.key for one in site.languages] == ["zh", "zh-TW"]
        write(tmp_path, "mkdocs.yml", text=plugin.format("folder"))
        site = read_site(tmp_path)
        assert site is not None
        assert site.language("zh-tw") is not None
        assert site.by_folder

    def test_jekyll_and_hexo(self, tmp_path: Path) -> None:
        write(tmp_path / "a", "_config.yml", text="title: x\n")
        write(tmp_path / "b", "_config.yml", text="title: x\nsource_dir: texts\n")
        found = [read_site(tmp_path / name) for name in "ab"]
        assert [(one.generator, one.content.name) for one in found if one] == [(Generator.JEKYLL, "a"), (Generator.HEXO, "texts")]

    @pytest.mark.parametrize("text", ["[a]\nb = 1\n", 'base_url = "x"\ntheme = "y"\n', "broken = \n"])
    def test_a_config_of_something_else_is_no_site(self, tmp_path: Path, text: str) -> None:
        write(tmp_path, "config.toml", text=text)
        assert read_site(tmp_path) is None

    def test_a_broken_configuration_is_named(self, tmp_path: Path) -> None:
        write(tmp_path, "hugo.toml", text="languages = \n")
        with pytest.raises(SettingsError, match=r"hugo\.toml: the site's configuration cannot be read"):
            read_site(tmp_path)

    def test_the_layouts_of_the_settings_are_those_of_the_schema(self) -> None:
        assert [*Layout] == ["folders", "suffix", "content"]
