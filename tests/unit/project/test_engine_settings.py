from __future__ import annotations

import re
from pathlib import Path

import pytest

from langbridge.project.engine_settings import EngineLimitSettings, EngineSettings, read_engine_settings
from langbridge.project.yaml_nodes import read_yaml
from langbridge.values import SettingsError

DOCUMENT = Path(__file__).parents[3] / "docs" / "engines.md"


def read(folder: Path, text: str) -> EngineSettings:
    path = folder / "langbridge.yaml"
    path.write_text(text, "utf-8")
    place = read_yaml(path)
    assert place
    [(_, engine)] = place.entries(("engine",))
    return read_engine_settings(engine, folder)


def test_everything_is_read(tmp_path: Path) -> None:
    (tmp_path / "english.txt").write_text("$answer", "utf-8")
    settings = read(
        tmp_path,
        """
        engine:
          name: openai
          url: http://127.0.0.1:8080/v1
          model: qwen3
          timeout: 30
          price: 0.5
          prompt: english.txt
          limits: {segments: 1, requests_per_second: 0.5}
          options: {region: eu}
          fallback: libretranslate
        """,
    )
    assert settings == EngineSettings(
        "openai",
        "http://127.0.0.1:8080/v1",
        "qwen3",
        30.0,
        0.5,
        tmp_path / "english.txt",
        EngineLimitSettings(segments=1, requests_per_second=0.5),
        (("region", "eu"),),
        EngineSettings("libretranslate"),
    )


def test_a_name_is_enough(tmp_path: Path) -> None:
    assert read(tmp_path, "engine: google") == EngineSettings("google")


def test_a_fallback_may_be_a_mapping(tmp_path: Path) -> None:
    settings = read(tmp_path, "engine:\n  name: deepl\n  fallback:\n    name: libretranslate\n    timeout: 5\n")
    assert settings.fallback == EngineSettings("libretranslate", timeout=5)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("engine: {url: 'http://a'}", 1, "has no name"),
        ("engine:\n  name: openai\n  modell: x", 3, "unknown key in engine: modell"),
        ("engine:\n  name: openai\n  key: x", 3, "unknown key in engine: key"),
        ("engine:\n  name: openai\n  timeout: soon", 3, "engine.timeout is no number"),
        ("engine:\n  name: openai\n  timeout: 0", 3, "engine.timeout is 0"),
        ("engine:\n  name: openai\n  timeout: nan", 3, "engine.timeout is nan"),
        ("engine:\n  name: openai\n  price: -1", 3, "engine.price is -1"),
        ("engine:\n  name: openai\n  url: 127.0.0.1:80", 3, "no address of a service"),
        ("engine:\n  name: openai\n  url: http://a:port", 3, "no address"),
        ("engine:\n  name: openai\n  url: http://a/v1?key=1", 3, "more than an address"),
        ("engine:\n  name: openai\n  prompt: none.txt", 3, "which is no file"),
        ("engine:\n  name: openai\n  limits:\n    segments: 0", 4, "engine.limits.segments is 0"),
        ("engine:\n  name: openai\n  limits:\n    segments: 1.5", 4, "no whole number"),
        ("engine:\n  name: a\n  fallback:\n    name: b\n    fallback: c", 4, "a fallback of its own"),
        ("engine:\n  name: a\n  fallback:\n    name: b\n    timeout: x", 5, "engine.fallback.timeout is no number"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(text: str, line: int, message: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=re.escape(message)) as caught:
        read(tmp_path, text)
    assert caught.value.line == line
    assert caught.value.path == tmp_path / "langbridge.yaml"


def test_a_password_in_an_address_is_refused_and_not_shown(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="a name or password") as caught:
        read(tmp_path, "engine:\n  name: openai\n  url: https://me:canary@example.org/v1")
    assert "canary" not in str(caught.value)


def test_the_settings_in_the_document_are_right(tmp_path: Path) -> None:
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "english.txt").write_text("$answer", "utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 4
    for block in blocks:
        assert read(tmp_path, block).name
