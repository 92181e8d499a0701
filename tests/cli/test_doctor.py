from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

HUGO = 'defaultContentLanguage = "zh-hans"\n[languages.zh-hans]\n[languages.zh-hant]\n'
SETTINGS = "sources: [content]\ntargets: [zh-Hant-TW]\nlayout: suffix\nglossaries: [ours.yaml]\n"
Doctor = Callable[[], dict[str, list[tuple[str, str, str]]]]


@pytest.fixture
def site(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in which nothing is wrong."""
    for name in ("LANGBRIDGE_OPENAI_KEY", "OPENAI_API_KEY", "LANGBRIDGE_DEEPL_KEY"):
        monkeypatch.delenv(name, raising=False)
    (folder / "content").mkdir()
    (folder / "content" / "a.md").write_text("这个软件的信息。\n", encoding="utf-8")
    (folder / "hugo.toml").write_text(HUGO, encoding="utf-8")
    (folder / "ours.yaml").write_text("glossary: ours\nconcepts:\n- {id: data, zh-Hans-CN: 数据, zh-Hant-TW: 資料}\n", encoding="utf-8")
    (folder / "langbridge.yaml").write_text(SETTINGS, encoding="utf-8")
    return folder


@pytest.fixture
def doctor(langbridge: Callable[..., Any], repository: Path) -> Callable[[], Any]:
    """What the doctor says, by area; checked against its schema, and its exit code against what it says."""
    schema = json.loads((repository / "docs/schemas/doctor.schema.json").read_text(encoding="utf-8"))

    def call() -> dict[str, list[tuple[str, str, str]]]:
        called = langbridge("doctor", "--format", "json")
        Draft202012Validator(schema).validate(called.json)
        assert called.code == any(one["status"] == "error" for one in called.json)
        found: dict[str, list[tuple[str, str, str]]] = {}
        for one in called.json:
            found.setdefault(one["area"], []).append((one["status"], one["message"], one["remedy"]))
        return found

    return call


def bad(found: dict[str, list[tuple[str, str, str]]]) -> list[tuple[str, str]]:
    return [(area, status) for area, told in found.items() for status, _, _ in told if status != "ok"]


def test_a_project_in_order(site: Path, doctor: Doctor, langbridge: Callable[..., Any]) -> None:
    found = doctor()
    assert bad(found) == []
    assert set(found) == {"settings", "site", "articles", "glossaries", "dictionaries", "cache", "files"}
    called = langbridge("doctor")
    assert called.code == 0
    assert "zh-Hant-TW is published as zh-hant" in called.stdout
    assert called.stderr == "0 errors, 0 warnings\n"


def test_without_settings(folder: Path, doctor: Doctor) -> None:
    assert bad(doctor()) == [("settings", "warning")]


def test_broken_settings(site: Path, doctor: Doctor) -> None:
    (site / "langbridge.yaml").write_text("layuot: suffix\n", encoding="utf-8")
    found = doctor()
    assert bad(found) == [("settings", "error")]
    assert found["settings"][0][2] == "did you mean layout?"


class TestSite:
    def test_a_language_that_it_does_not_know(self, site: Path, doctor: Doctor) -> None:
        (site / "langbridge.yaml").write_text(SETTINGS.replace("[zh-Hant-TW]", "[zh-Hant-TW, zh-Hant-HK]"), encoding="utf-8")
        [(_, told, remedy)] = [one for one in doctor()["site"] if one[0] == "error"]
        assert "silently be published in the default language, zh-hans" in told
        assert '[languages.zh-hant-hk] with label = "繁體中文（香港）" and locale = "zh-Hant-HK"' in remedy

    def test_a_site_with_one_language(self, site: Path, doctor: Doctor) -> None:
        (site / "hugo.toml").write_text('languageCode = "zh-cn"\n', encoding="utf-8")
        assert bad(doctor()) == [("site", "error"), ("site", "warning")]

    def test_deprecated_keys(self, site: Path, doctor: Doctor) -> None:
        (site / "hugo.toml").write_text(HUGO + 'languageName = "正體"\nlanguageCode = "zh-TW"\n', encoding="utf-8")
        told = [(message, remedy) for status, message, remedy in doctor()["site"] if status == "warning"]
        assert told == [
            ("languages.zh-hant.languageName is deprecated in Hugo since 0.158", "write label in its place"),
            ("languages.zh-hant.languageCode is deprecated in Hugo since 0.158", "write locale in its place"),
        ]

    @pytest.mark.parametrize(
        ("config", "layout"),
        [
            (HUGO.replace("hans]\n", 'hans]\ncontentDir = "content"\n') + 'contentDir = "tw"\n', "suffix"),
            (HUGO, "content"),
        ],
    )
    def test_a_layout_that_is_not_the_sites(self, site: Path, doctor: Doctor, config: str, layout: str) -> None:
        (site / "hugo.toml").write_text(config, encoding="utf-8")
        (site / "langbridge.yaml").write_text(SETTINGS.replace("suffix", layout), encoding="utf-8")
        assert ("site", "error") in bad(doctor())

    def test_folders_on_a_site_with_languages(self, site: Path, doctor: Doctor) -> None:
        (site / "langbridge.yaml").write_text(SETTINGS.replace("suffix", "folders"), encoding="utf-8")
        assert bad(doctor()) == [("site", "warning")]

    def test_files_with_a_suffix_that_it_does_not_know(self, site: Path, doctor: Doctor) -> None:
        for name in ("a.zh_Hant.md", "a.zh-tw.md", "a.v2.md", "a.zh-hant.md"):
            (site / "content" / name).write_text("這個軟體\n", encoding="utf-8")
        [(status, told, _)] = [one for one in doctor()["site"] if one[0] != "ok"]
        assert status == "error"
        assert told.startswith("content/a.zh-tw.md, content/a.zh_Hant.md: ")

    def test_a_generator_without_languages(self, site: Path, doctor: Doctor) -> None:
        (site / "hugo.toml").unlink()
        (site / "_config.yml").write_text("title: x\n", encoding="utf-8")
        assert ("site", "error") in bad(doctor())

    def test_a_configuration_that_cannot_be_read(self, site: Path, doctor: Doctor) -> None:
        (site / "hugo.toml").write_text("= 1", encoding="utf-8")
        assert ("site", "error") in bad(doctor())


class TestArticles:
    def test_an_address_that_languages_would_share(self, site: Path, doctor: Doctor) -> None:
        (site / "content" / "b.md").write_text("---\nurl: /b/\n---\n软件的信息\n", encoding="utf-8")
        assert bad(doctor()) == [("articles", "warning")]

    def test_an_article_in_the_other_script(self, site: Path, doctor: Doctor) -> None:
        (site / "content" / "b.md").write_text("這個軟體的資訊。\n", encoding="utf-8")
        [(_, told, _)] = [one for one in doctor()["articles"] if one[0] == "warning"]
        assert told.startswith("content/b.md: in the other script")

    def test_none(self, site: Path, doctor: Doctor) -> None:
        (site / "content" / "a.md").unlink()
        assert bad(doctor()) == [("articles", "warning")]


class TestGlossaries:
    def write(self, site: Path, text: str) -> None:
        (site / "ours.yaml").write_text(text, encoding="utf-8")

    def test_one_in_order(self, site: Path, doctor: Doctor) -> None:
        self.write(site, "glossary: ours\nconcepts:\n- {id: software, zh-Hans-CN: 软件, zh-Hant-TW: 軟體}\n")
        found = doctor()
        assert bad(found) == []
        assert found["glossaries"] == [("ok", "1 terms in 1 glossary", "")]

    def test_one_that_cannot_be_read(self, site: Path, doctor: Doctor) -> None:
        self.write(site, "glossary: [")
        assert bad(doctor()) == [("glossaries", "error")]

    def test_none_where_the_words_of_a_region_are_wanted(self, site: Path, doctor: Doctor) -> None:
        settings = SETTINGS.replace("glossaries: [ours.yaml]\n", "")
        (site / "langbridge.yaml").write_text(settings, encoding="utf-8")
        found = doctor()
        assert bad(found) == [("glossaries", "warning")]
        assert "langbridge glossary add" in found["glossaries"][0][2]
        (site / "langbridge.yaml").write_text(settings.replace("zh-Hant-TW", "zh-Hant"), encoding="utf-8")
        assert "glossaries" not in doctor()


class TestEngine:
    def write(self, site: Path, engine: str) -> None:
        (site / "hugo.toml").write_text(HUGO + "[languages.en]\n", encoding="utf-8")
        (site / "langbridge.yaml").write_text(SETTINGS.replace("TW]", "TW, en]") + engine, encoding="utf-8")

    def test_english_without_one(self, site: Path, doctor: Doctor) -> None:
        self.write(site, "")
        assert bad(doctor()) == [("engine", "warning")]

    def test_one_without_its_key(self, site: Path, doctor: Doctor) -> None:
        self.write(site, "engine: deepl\n")
        [(status, _, remedy)] = doctor()["engine"]
        assert (status, "LANGBRIDGE_DEEPL_KEY" in remedy) == ("error", True)

    def test_a_key_is_never_shown(
        self, site: Path, doctor: Doctor, langbridge: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.write(site, "engine: deepl\n")
        monkeypatch.setenv("LANGBRIDGE_DEEPL_KEY", "secret-key-of-ours")
        assert bad(doctor()) == []
        called = langbridge("doctor")
        assert "secret-key" not in called.stdout + called.stderr

    def test_an_unknown_one(self, site: Path, doctor: Doctor) -> None:
        self.write(site, "engine: deeple\n")
        assert bad(doctor()) == [("engine", "error")]

    @pytest.fixture
    def port(self) -> Iterator[int]:
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield server.getsockname()[1]

    def test_a_service_on_this_computer_is_tried(self, site: Path, doctor: Doctor, port: int) -> None:
        self.write(site, f"engine: {{name: libretranslate, url: 'http://127.0.0.1:{port}'}}\n")
        assert bad(doctor()) == []

    def test_one_that_does_not_run(self, site: Path, doctor: Doctor) -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.write(site, f"engine: {{name: libretranslate, url: 'http://127.0.0.1:{port}'}}\n")
        assert bad(doctor()) == [("engine", "error")]

    def test_another_computer_is_not_asked(self, site: Path, doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.write(site, "engine: {name: libretranslate, url: 'https://translate.example.org'}\n")
        monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("another computer is asked"))
        assert bad(doctor()) == []


class TestFiles:
    def test_half_written_files(self, site: Path, doctor: Doctor) -> None:
        (site / "output").mkdir()
        (site / "output" / ".langbridge-0123.tmp").touch()
        assert bad(doctor()) == [("files", "warning")]

    def test_a_memory(self, site: Path, doctor: Doctor) -> None:
        (site / ".langbridge").mkdir()
        (site / ".langbridge" / "memory.db").write_bytes(b"no database at all, this is" * 100)
        assert bad(doctor()) == [("memory", "error")]
        (site / ".langbridge" / "memory.db").unlink()
        from langbridge.translation import Memory

        Memory(site / ".langbridge" / "memory.db").close()
        assert bad(doctor()) == []

    def test_a_publish_that_was_stopped(self, site: Path, doctor: Doctor) -> None:
        (site / "content" / ".langbridge").mkdir()
        (site / "content" / ".langbridge" / "journal.json").write_text("{}", encoding="utf-8")
        assert bad(doctor()) == [("files", "warning")]
