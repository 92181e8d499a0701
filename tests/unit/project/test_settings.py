from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from langbridge.article import DEFAULT_SHORTCODE_PARAMETERS
from langbridge.project import KEYS, TARGETS, Layout, Settings, Typography, Unreviewed, VariantStyle, load_settings
from langbridge.values import ENGLISH, HANS_CN, HANT, SettingsError

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "settings.schema.json"

FULL = """\
# A comment
sources: [posts, "notes/*.md"]
targets: [zh-Hant, zh-CN, en]
output: site/converted
glossaries:
  - terms/ours.yaml
  - terms/theirs.yaml
layout: folders
front_matter:
  convert: [subtitle]
  keep: [author]
shortcodes:
  parameters: [title, label]
typography: {quotes: keep, punctuation: locale}
variants:
  style: standard
  forms: {群: 羣}
publish:
  unreviewed: nothing
  allow: [typography, 软件→軟體]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for folder in ("posts/deep", "notes", "terms"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "notes" / "one.md").touch()
    for name in ("ours", "theirs"):
        (tmp_path / "terms" / f"{name}.yaml").touch()
    return tmp_path


def load(folder: Path, text: str) -> Settings:
    (folder / "langbridge.yaml").write_text(text, encoding="utf-8")
    return load_settings(folder, {})


def fail(folder: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load(folder, text)
    assert caught.value.path == folder / "langbridge.yaml"
    return caught.value


def test_every_key_is_read_and_paths_are_relative_to_the_file(project: Path) -> None:
    (project / "langbridge.yaml").write_text(FULL, encoding="utf-8")
    settings = load_settings(project / "posts" / "deep", {})
    assert settings == Settings(
        root=project,
        path=project / "langbridge.yaml",
        sources=(project / "posts", project / "notes/*.md"),
        targets=(HANT, HANS_CN, ENGLISH),
        output=project / "site/converted",
        glossaries=(project / "terms/ours.yaml", project / "terms/theirs.yaml"),
        layout=Layout.FOLDERS,
        front_matter_convert=frozenset({"subtitle"}),
        front_matter_keep=frozenset({"author"}),
        shortcode_parameters=frozenset({"title", "label"}),
        quotes=Typography.KEEP,
        punctuation=Typography.LOCALE,
        variant_style=VariantStyle.STANDARD,
        variant_forms=(("群", "羣"),),
        publish_unreviewed=Unreviewed.NOTHING,
        publish_allow=("typography", "软件→軟體"),
    )


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "\ufeff"])
def test_an_empty_file_gives_the_defaults_but_sets_the_root(project: Path, text: str) -> None:
    assert load(project, text) == Settings(project, project / "langbridge.yaml", output=project / "output")


def test_without_a_file_the_working_folder_is_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings(environ={})
    assert (settings.root, settings.path, settings.output) == (tmp_path, None, tmp_path / "output")


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("targets: [en]\nsource: [posts]\n", 2, 1, "unknown key: source", "did you mean sources?"),
        ("engines: none\n", 1, 1, "unknown key: engines", "engine"),
        ("front_matter:\n  converts: [a]\n", 2, 3, "unknown key in front_matter: converts", "did you mean convert?"),
        ("[a]: b\n", 1, 1, "unknown key: a list", "known are"),
        ("targets: [zh-Hant, zh-Hnat]\n", 1, 20, "zh-Hnat", "did you mean zh-Hant?"),
        ("targets: [ja]\n", 1, 11, "ja is no target", "known are"),
        ("targets: zh-Hant\n", 1, 10, "targets has to be a list", "targets: ["),
        ("targets: [[en]]\n", 1, 11, "targets has to be text", ""),
        ("targets: [~]\n", 1, 11, "empty value", "remove"),
        ("targets:\noutput: x\n", 1, 1, "targets is empty", "remove"),
        ("output: {a: b}\n", 1, 9, "output has to be text", ""),
        ("output: a\noutput: b\n", 2, 1, "output is there twice", "keep one"),
        ('output: "a\\0b"\n', 1, 9, "NUL", "remove"),
        ("layout: folder\n", 1, 9, "unknown value of layout: folder", "did you mean folders?"),
        ("sources:\n  - posts\n  - pots\n", 3, 5, "sources names pots", "did you mean posts?"),
        ("sources: ['文章/*.md']\n", 1, 11, "nothing matches", ""),
        ("sources: ['a**/*.md']\n", 1, 11, "nothing matches", ""),
        ("glossaries: [terms/our.yaml]\n", 1, 14, "no such file", "did you mean ours.yaml?"),
        ("glossaries: [terms]\n", 1, 14, "is a folder", "name the files"),
        ("front_matter: {convert: [a, b], keep: [b]}\n", 1, 15, "b is both in", "take it out"),
        ("- sources\n", 1, 1, "has to be a mapping", "sources"),
        ("just text\n", 1, 1, "has to be a mapping", "sources"),
        ("sources: [a\noutput: b\n", 2, 7, "broken YAML", "quotes"),
        ("output: a: b\n", 1, 10, "broken YAML", "quotes"),
        ("output: a\n---\noutput: b\n", 2, 1, "broken YAML", ""),
        ("variants: {style: official}\n", 1, 19, "unknown value of variants.style: official", "press"),
        ("variants: {forms: {台: 臺灣}}\n", 1, 23, "is not as long as", "glossary"),
        ("variants: {forms: [台]}\n", 1, 19, "has to be a mapping", ""),
        ("typography: {quotes: curly}\n", 1, 22, "unknown value of typography.quotes: curly", ""),
        ("publish: {unreviewed: save}\n", 1, 23, "unknown value of publish.unreviewed: save", "did you mean safe?"),
        ("publish: {allow: typography}\n", 1, 18, "publish.allow has to be a list", "allow: [one"),
        ("publish: {to: site}\n", 1, 11, "unknown key in publish: to", "known are"),
        ("output: *nowhere\n", 1, 9, "broken YAML", ""),
    ],
)
def test_an_error_points_at_the_place_and_says_what_is_right(
    project: Path, text: str, line: int, column: int, message: str, remedy: str
) -> None:
    error = fail(project, text)
    if "**" in text and "not a pattern" in error.message:  # pathlib refused it before Python 3.13
        message = "not a pattern"
    assert (error.line, error.column) == (line, column)
    assert message in error.message
    assert remedy in error.remedy


def test_columns_count_code_points_not_bytes(project: Path) -> None:
    assert fail(project, "sources: ['posts', '文章', pots]\n").column == 20
    assert fail(project, "{output: 輸出資料夾, outputs: b}\n").column == 17


def test_bytes_that_are_not_utf8_are_an_error_with_their_place(project: Path) -> None:
    (project / "langbridge.yaml").write_bytes("output: 輸出\nsources: [a\xff]\n".encode("latin-1", "ignore").replace(b"a\xff", b"\xff"))
    with pytest.raises(SettingsError, match="UTF-8") as caught:
        load_settings(project, {})
    assert (caught.value.line, caught.value.column) == (2, 11)


@pytest.mark.parametrize("text", ["[" * 200_000, "- " * 200_000, "{a: " * 200_000])
def test_nesting_that_would_end_the_process_is_an_error(project: Path, text: str) -> None:
    assert "nested too deeply" in fail(project, text).message


def test_an_alias_bomb_is_a_wrong_value(project: Path) -> None:
    bomb = "sources:\n - &a [x, x]\n" + "".join(
        f" - &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
    )
    error = fail(project, bomb)
    assert "has to be text" in error.message


def test_what_yaml_takes_for_other_types_is_still_text(project: Path) -> None:
    assert load(project, "output: 2024\nfront_matter: {keep: [no, 12]}\n").front_matter_keep == {"no", "12"}


def test_the_environment_wins_over_the_file_and_is_relative_to_the_working_folder(project: Path) -> None:
    (project / "langbridge.yaml").write_text(FULL, encoding="utf-8")
    extra = project / "posts" / "extra.yaml"
    extra.touch()
    environ = {
        "LANGBRIDGE_TARGETS": "zh-Hans-CN, zh_Hant zh-Hans-CN",
        "LANGBRIDGE_OUTPUT": "elsewhere",
        "LANGBRIDGE_GLOSSARIES": os.pathsep.join(["extra.yaml", str(project / "terms/ours.yaml")]),
    }
    settings = load_settings(project / "posts", environ)
    assert settings.targets == (HANS_CN, HANT)
    assert settings.output == project / "posts" / "elsewhere"
    assert settings.glossaries == (extra, project / "terms/ours.yaml")
    assert settings.sources == (project / "posts", project / "notes/*.md")


def test_an_empty_variable_changes_nothing(project: Path) -> None:
    (project / "langbridge.yaml").write_text(FULL, encoding="utf-8")
    empty = {"LANGBRIDGE_TARGETS": "", "LANGBRIDGE_OUTPUT": "", "LANGBRIDGE_GLOSSARIES": ""}
    assert load_settings(project, empty) == load_settings(project, {})


@pytest.mark.parametrize(
    ("variable", "value", "remedy"),
    [
        ("LANGBRIDGE_TARGETS", "zh-Hant,zh-Hnat", "did you mean zh-Hant?"),
        ("LANGBRIDGE_GLOSSARIES", "terms/our.yaml", "did you mean ours.yaml?"),
    ],
)
def test_a_wrong_variable_is_named(project: Path, variable: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        load_settings(project, {variable: value})
    assert caught.value.remedy == remedy


def test_the_default_shortcode_parameters_are_those_that_articles_are_read_with() -> None:
    assert Settings(Path()).shortcode_parameters == DEFAULT_SHORTCODE_PARAMETERS
    assert sorted(schema()["properties"]["shortcodes"]["properties"]["parameters"]["default"]) == sorted(DEFAULT_SHORTCODE_PARAMETERS)


def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def test_the_schema_knows_the_keys_that_the_loader_knows() -> None:
    properties = schema()["properties"]
    assert {key: tuple(value.get("properties", ())) for key, value in properties.items()} == dict(KEYS)
    assert properties["targets"]["items"]["enum"] == [str(tag) for tag in TARGETS]
    assert properties["layout"]["enum"] == list(Layout)
    assert properties["publish"]["properties"]["unreviewed"]["enum"] == list(Unreviewed)
    assert all(value.get("description") for value in properties.values())


def test_the_schema_takes_what_the_loader_takes_and_refuses_what_it_refuses() -> None:
    import yaml

    validator = Draft202012Validator(schema())
    assert validator.is_valid(yaml.safe_load(FULL.replace("zh-CN", "zh-Hans-CN")))
    for wrong in ("source: [posts]", "targets: zh-Hant", "targets: [ja]", "layout: folder", "front_matter: {converts: [a]}", "output:"):
        assert not validator.is_valid(yaml.safe_load(wrong)), wrong
