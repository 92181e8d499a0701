"""What was answered once is there for good, found by what it was asked for and by nothing else."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from langbridge.translation.memory import Answer, Memory, Unit, Wanted
from langbridge.translation.tmx import read_tmx, write_tmx
from langbridge.values import ENGLISH, HANS, HANT, TranslationMemoryError

WANTED = Wanted("他在⟦1⟧北京⟦/1⟧。", HANS, ENGLISH, (("北京", "Beijing"),))
ANSWER = Answer("He is in ⟦1⟧Beijing⟦/1⟧.", "openai", "model-1", "before", ("numbers",))


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "folder" / "memory.db") as opened:
        yield opened


def test_an_answer_is_found_again(memory: Memory) -> None:
    memory.store(WANTED, ANSWER)
    with Memory(memory.path) as other:
        assert other.find(WANTED) == ANSWER


@pytest.mark.parametrize(
    "other",
    [
        WANTED._replace(source="他在⟦1⟧北京⟦/1⟧！"),
        WANTED._replace(source_tag=HANT),
        WANTED._replace(target_tag=HANT),
        WANTED._replace(terms=(("北京", "Peking"),)),
        WANTED._replace(terms=()),
    ],
)
def test_it_is_found_by_source_languages_and_terms(memory: Memory, other: Wanted) -> None:
    memory.store(WANTED, ANSWER)
    assert memory.find(other) is None


def test_what_a_person_approved_wins_whatever_the_terms_are(memory: Memory) -> None:
    memory.store(WANTED, ANSWER)
    approved = Unit(WANTED.source, "In ⟦1⟧Beijing⟦/1⟧.", HANS, ENGLISH, True, 1)
    assert memory.approve([approved]) == 1
    assert memory.approve([approved]) == 0
    for wanted in (WANTED, WANTED._replace(terms=())):
        assert memory.find(wanted) == Answer(approved.target, approved=True)
    memory.store(WANTED, ANSWER)
    assert memory.find(WANTED) == Answer(approved.target, approved=True)
    memory.withdraw(WANTED.source, HANS, ENGLISH)
    assert memory.find(WANTED) == ANSWER


def test_what_is_like_it_is_found_with_how_like(memory: Memory) -> None:
    def store(source: str, target: str, faults: tuple[str, ...] = ()) -> None:
        memory.store(Wanted(source, HANS, ENGLISH), Answer(target, faults=faults))

    store("这家公司今年的收入增长了两成。", "near")
    store("这家公司今年的收入增长了三成，利润也一样。", "far")
    store("这家公司今年的收入增长了四成。", "faulty", ("numbers",))
    memory.store(Wanted("这家公司今年的收入增长了五成。", HANT, ENGLISH), Answer("another language"))
    (found,) = memory.find_similar(Wanted("这家公司今年的收入增长了三成。", HANS, ENGLISH))
    assert (found.source, found.target) == ("这家公司今年的收入增长了两成。", "near")
    assert 85 <= found.score < 100
    assert memory.find_similar(Wanted("完", HANS, ENGLISH)) == []


def test_quotes_and_operators_in_a_source_are_text(memory: Memory) -> None:
    wanted = Wanted('他说："大力出奇迹" OR NOT (a*)。', HANS, ENGLISH)
    memory.store(wanted, Answer("x"))
    assert memory.find_similar(wanted._replace(source='他说："大力出奇迹" OR NOT (b*)。'))


def test_pruning_forgets_answers_and_never_what_was_approved(memory: Memory) -> None:
    memory.store(WANTED, ANSWER)
    memory.store(WANTED._replace(source="好。"), Answer("Good."))
    memory.approve([Unit("一", "One", HANS, ENGLISH, True, 1)])
    assert memory.prune(before=1) == 0
    assert memory.prune(before=1 << 40, flagged=True) == 1
    assert memory.prune(before=1 << 40) == 1
    assert [unit.source for unit in memory.units()] == ["一"]
    assert memory.stats().approved == 1


def test_what_is_there_is_counted(memory: Memory) -> None:
    memory.store(WANTED, ANSWER)
    memory.store(WANTED._replace(source="好。"), Answer("Good.", "deepl"))
    memory.approve([Unit("一", "One", HANS, ENGLISH, True, 1)])
    stats = memory.stats()
    assert (stats.answers, stats.approved, stats.flagged, stats.engines) == (2, 1, 1, {"deepl": 1, "openai": 1})
    assert stats.characters == len(WANTED.source) + 2


def _write(path: Path, first: int) -> None:
    with Memory(path) as memory:
        for number in range(first, first + 100):
            memory.store(Wanted(f"第{number}句", HANS, ENGLISH), Answer(str(number)))


def test_two_runs_at_once_lose_nothing(memory: Memory) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write, args=(memory.path, first)) for first in (0, 50, 1000)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert memory.stats().answers == 250


def _write_and_die(path: Path) -> None:
    memory = Memory(path)
    for number in range(50):
        memory.store(Wanted(f"第{number}句", HANS, ENGLISH), Answer(str(number)))
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_run_that_is_killed_loses_nothing_that_was_answered(memory: Memory) -> None:
    writer = multiprocessing.get_context("spawn").Process(target=_write_and_die, args=(memory.path,))
    writer.start()
    writer.join()
    assert writer.exitcode == -signal.SIGKILL
    assert memory.stats().answers == 50


def test_a_file_that_is_no_memory_is_told_and_left(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    path.write_bytes(b"a letter, and no database" * 100)
    with pytest.raises(TranslationMemoryError, match=r"memory\.db: the translation memory cannot be used.*move it away"):
        Memory(path)
    assert path.read_bytes().startswith(b"a letter")


def test_a_memory_of_a_newer_langbridge_is_told_and_left(memory: Memory) -> None:
    with sqlite3.connect(memory.path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    with pytest.raises(TranslationMemoryError, match="format 99"):
        Memory(memory.path)


def test_a_memory_goes_out_and_comes_in_again(memory: Memory, tmp_path: Path) -> None:
    memory.store(WANTED, ANSWER)
    memory.store(Wanted('<&>"⟦⟦⟦1/⟧', HANT, ENGLISH), Answer("⟦1/⟧ ⟦⟦"))
    memory.approve([Unit("一", "One", HANS, ENGLISH, True, 1_700_000_000, note="by hand")])
    written = "".join(write_tmx(memory.units())).encode()
    with Memory(tmp_path / "other.db") as other:
        assert other.take_in(read_tmx(written)) == (3, 0)
        assert other.take_in(read_tmx(written)) == (0, 3)
        assert other.find(WANTED) == Answer(ANSWER.target, "openai", faults=("numbers",))
        assert {unit._replace(created=0) for unit in other.units()} == {unit._replace(created=0) for unit in memory.units()}
        assert next(other.units()) == next(memory.units())


FOREIGN = """<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="other" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN" datatype="x"/>
<body><tu><tuv xml:lang="ZH-CN"><seg>按<bpt i="7">&lt;b&gt;</bpt>确定<ept i="7">&lt;/b&gt;</ept><ph type="x">%s</ph></seg></tuv>
<tuv xml:lang="de"><seg>nein</seg></tuv>
<tuv xml:lang="en-US"><seg>Press <bpt i="7">&lt;b&gt;</bpt>OK<ept i="7">&lt;/b&gt;</ept><hi>!</hi></seg></tuv></tu></body></tmx>"""


def test_another_tools_memory_is_read() -> None:
    (unit,) = read_tmx(FOREIGN.encode("utf-16"))
    assert (unit.source, unit.target) == ("按⟦1⟧确定⟦/1⟧⟦2/⟧", "Press ⟦1⟧OK⟦/1⟧!")
    assert (str(unit.source_tag), unit.target_tag, unit.approved) == ("zh-Hans", ENGLISH, True)


BOMB = """<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><tmx version="1.4"><body><tu>&b;</tu></body></tmx>"""
OUTSIDE = """<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/passwd">]><tmx version="1.4"><body><tu>&a;</tu></body></tmx>"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (BOMB, "entities"),
        (OUTSIDE, "entities"),
        ("<html/>", "no TMX"),
        ("<tmx", "no well-formed XML"),
        ("<?xml version='1.0' encoding='x'?><tmx/>", "unknown encoding"),
    ],
)
def test_what_is_no_memory_is_told(text: str, told: str) -> None:
    with pytest.raises(TranslationMemoryError, match=told):
        list(read_tmx(text.encode()))
