"""`langbridge memory` as its users have it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from langbridge.translation import Memory, Unit
from langbridge.translation.memory import Answer, Wanted
from langbridge.values import ENGLISH, HANS

Call = Callable[..., Any]


@pytest.fixture
def filled(folder: Path) -> Path:
    """A project whose memory has two answers, one of them with a fault, and one approved pair."""
    with Memory(folder / ".langbridge/memory.db") as memory:
        memory.store(Wanted("今天", HANS, ENGLISH), Answer("today", "deepl"))
        memory.store(Wanted("花了3亿", HANS, ENGLISH), Answer("cost 3 million", "google", faults=("numbers: 3亿",)))
        memory.approve([Unit("好的", "all right", HANS, ENGLISH, True, 1)])
    return folder


def test_the_figures_are_shown_in_words_and_as_json(filled: Path, langbridge: Call) -> None:
    called = langbridge("memory", "stats")
    assert called.code == 0
    assert "1 approved pair\n" in called.stdout
    assert "2 answers (1 from deepl, 1 from google), 1 of them with faults\n" in called.stdout
    told = langbridge("memory", "stats", "--format", "json").json
    schema = Path(__file__).parents[2] / "docs/schemas/memory-stats.schema.json"
    Draft202012Validator(json.loads(schema.read_text(encoding="utf-8"))).validate(told)
    assert (told["answers"], told["approved"], told["flagged"], told["engines"]) == (2, 1, 1, {"deepl": 1, "google": 1})


def test_what_is_exported_can_be_imported_elsewhere(filled: Path, langbridge: Call) -> None:
    assert langbridge("memory", "export", "--output", "team.tmx").code == 0
    called = langbridge("memory", "import", "team.tmx", "--memory", "other.db")
    assert called.code == 0
    assert "3 pairs added to other.db" in called.stderr
    assert "3 were there already" in langbridge("memory", "import", "team.tmx", "--memory", "other.db").stderr
    again = langbridge("memory", "export", "--memory", "other.db")
    assert again.stdout == (filled / "team.tmx").read_text(encoding="utf-8")
    for one in (".langbridge/memory.db", "other.db"):
        with Memory(filled / one) as memory:
            assert memory.find(Wanted("好的", HANS, ENGLISH)) == Answer("all right", approved=True)


def test_an_export_writes_over_nothing_unless_told(filled: Path, langbridge: Call) -> None:
    (filled / "team.tmx").write_text("mine", encoding="utf-8")
    refused = langbridge("memory", "export", "--output", "team.tmx")
    assert (refused.code, (filled / "team.tmx").read_text(encoding="utf-8")) == (2, "mine")
    assert "--force" in refused.stderr
    assert langbridge("memory", "export", "--output", "team.tmx", "--force").code == 0
    assert (filled / "team.tmx").read_text(encoding="utf-8").startswith("<?xml")


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (("--flagged",), ["今天"]),
        (("--older-than", "0"), []),
        (("--older-than", "30"), ["今天", "花了3亿"]),
        (("--flagged", "--older-than", "30"), ["今天", "花了3亿"]),
    ],
)
def test_pruning_forgets_answers_and_no_approved_pair(filled: Path, langbridge: Call, arguments: tuple[str, ...], left: list[str]) -> None:
    assert langbridge("memory", "prune", *arguments).code == 0
    with Memory(filled / ".langbridge/memory.db") as memory:
        units = list(memory.units())
    assert [unit.source for unit in units if not unit.approved] == left
    assert [unit.source for unit in units if unit.approved] == ["好的"]


def test_pruning_without_a_reason_is_refused(filled: Path, langbridge: Call) -> None:
    called = langbridge("memory", "prune")
    assert called.code == 2
    assert "--flagged" in called.stderr


@pytest.mark.parametrize("verb", ["stats", "export"])
def test_without_a_memory_one_is_told_how_to_begin(folder: Path, langbridge: Call, verb: str) -> None:
    called = langbridge("memory", verb)
    assert called.code == 2
    assert "langbridge translate" in called.stderr
    assert not (folder / ".langbridge").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<tmx", "team.tmx"), (b"<tmx version='1.4'><header/><body/></tmx>", "no pair"), (None, "cannot be read")],
)
def test_a_file_that_is_no_tmx_adds_nothing(filled: Path, langbridge: Call, content: bytes | None, said: str) -> None:
    if content is not None:
        (filled / "team.tmx").write_bytes(content)
    called = langbridge("memory", "import", "team.tmx")
    assert called.code == 2
    assert said in called.stderr
    with Memory(filled / ".langbridge/memory.db") as memory:
        assert memory.stats().approved == 1


def test_a_damaged_memory_is_named_with_what_to_do(folder: Path, langbridge: Call) -> None:
    (folder / "broken.db").write_bytes(b"no database at all, but long enough to be taken for one" * 20)
    called = langbridge("memory", "stats", "--memory", "broken.db")
    assert called.code == 2
    assert "broken.db" in called.stderr
    assert "move it away" in called.stderr


def test_a_memory_of_a_newer_langbridge_is_left_alone(folder: Path, langbridge: Call) -> None:
    database = sqlite3.connect(folder / "new.db")
    database.execute("PRAGMA user_version = 99")
    database.close()
    called = langbridge("memory", "stats", "--memory", "new.db")
    assert called.code == 2
    assert "upgrade" in called.stderr
