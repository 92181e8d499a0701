"""Glossaries in the cache: the same as parsed ones, and never in the way."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from langbridge.glossary import Concept, Glossary, Termbase, TermForm, read_yaml
from langbridge.values import GlossaryError

CONCEPT = """\
  - id: concept-{number}
    note: from a test
    domain: tests
    zh-Hans-CN: [{{form: 智能体{number}, ambiguous: true}}, {{form: 代理{number}, status: deprecated, note: old}}]
    zh-Hant-TW: 智慧體{number}
    en: agent {number}
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("platformdirs.user_cache_path", lambda _name: tmp_path / "cache")
    return tmp_path / "cache" / "glossaries"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "terms.yaml"
    path.write_text("note: all of them\nconcepts:\n" + "".join(CONCEPT.format(number=number) for number in range(30)), encoding="utf-8")
    return path


def load(path: Path) -> Glossary:
    (glossary,) = Termbase.load([path]).glossaries
    return glossary


def places(glossary: Glossary) -> list[tuple[int, int]]:
    """Where everything stands, which is no part of a glossary's identity and told in findings."""
    placed: list[Concept | TermForm] = list(glossary.concepts)
    placed += (form for concept in glossary.concepts for _, form in concept.tagged_forms())
    return [(one.line, one.column) for one in placed]


def test_a_glossary_from_the_cache_is_the_one_that_was_parsed(cache: Path, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = read_yaml(path)
    assert load(path) == parsed
    assert len(list(cache.iterdir())) == 1
    # From here on nothing can parse.
    monkeypatch.delattr("langbridge.glossary.parsed.parse_yaml")
    assert load(path) == parsed
    assert places(load(path)) == places(parsed)
    assert Termbase([load(path)]).fingerprint == Termbase([parsed]).fingerprint


def test_a_glossary_that_changed_is_parsed_again(cache: Path, path: Path) -> None:
    load(path)
    path.write_text(path.read_text(encoding="utf-8").replace("智慧體7\n", "智慧代理\n"), encoding="utf-8")
    assert load(path) == read_yaml(path)
    assert len(list(cache.iterdir())) == 2


def test_a_glossary_without_an_id_has_that_of_its_own_file(cache: Path, path: Path) -> None:
    load(path)
    other = path.with_name("others.yaml")
    other.write_bytes(path.read_bytes())
    assert [load(each).id for each in (path, other)] == ["terms", "others"]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"", id="emptied"),
        pytest.param(lambda data: data[: len(data) // 2], id="torn"),
        pytest.param(lambda data: data.replace("智慧體".encode(), "智慧龍".encode()), id="other text"),
        pytest.param(lambda data: b"00000000\n" + data.partition(b"\n")[2], id="wrong checksum"),
        pytest.param(lambda data: b"%08x\n{}" % zlib.crc32(b"{}"), id="other JSON"),
        pytest.param(lambda data: b"\xff\xfe", id="no text"),
    ],
)
def test_a_damaged_entry_is_parsed_and_written_again(cache: Path, path: Path, damage: Callable[[bytes], bytes]) -> None:
    parsed = load(path)
    (kept,) = cache.iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage(whole))
    assert load(path) == parsed
    assert kept.read_bytes() == whole


def test_a_cache_that_cannot_be_written_is_no_failure(cache: Path, path: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder should be", encoding="utf-8")
    assert load(path) == read_yaml(path)


def test_a_mistake_is_told_each_time(cache: Path, path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "  - {}\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(GlossaryError, match="the concept has no id"):
            load(path)
    assert not cache.exists()
