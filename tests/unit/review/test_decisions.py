"""The file of decisions: read back as it was written, refused where it is damaged, never overwritten unread."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from langbridge.review import Decision, DecisionFile, Scope, Surroundings, Verdict, read_decisions, write_decisions
from langbridge.review.locking import alone_in
from langbridge.values import HANT_TW, ConflictError, RecordError, Risk

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "decisions.schema.json"

THROUGHOUT = Decision(Verdict.ACCEPT, "里面", "裡面", "裡面", "phrase STPhrases:里面", Scope.ARTICLE)
HERE = Decision(
    Verdict.REJECT,
    "软件",
    "軟體",
    "軟件",
    "region TWPhrases:軟件",
    note="in Hong Kong's words",
    place=Surroundings("ab12cd34ef56", 3, 1, 6, "111111111111", "222222222222", "站了六次的", "。"),
    risk=Risk.REVIEW,
)
BY_HAND = Decision(Verdict.EDIT, "", "", "\n一行", place=Surroundings("ab12cd34ef56", 9), by_hand=True, extra=(("who", '"me"'),))


def made(path: Path) -> DecisionFile:
    return DecisionFile(path, "posts/first.md", HANT_TW, (THROUGHOUT, HERE, BY_HAND), extra=(("later", "[1]"),))


def test_what_is_read_is_what_was_written_unknown_keys_too(tmp_path: Path) -> None:
    path = tmp_path / ".review" / "first.md.decisions.jsonl"
    written = write_decisions(made(path))
    assert read_decisions(path, "?", HANT_TW) == written
    assert written.version
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == '{"format": 1, "source": "posts/first.md", "target": "zh-Hant-TW", "later": [1]}'
    assert len(lines) == 4
    assert "軟體" in lines[2]
    assert '"who": "me"' in lines[3]


def test_who_writes_second_sees_what_the_first_wrote(tmp_path: Path) -> None:
    """The look at the file and the writing are one: a writer waits while another is in between."""
    read = write_decisions(made(tmp_path / "first.md.decisions.jsonl"))
    caught: list[ConflictError] = []

    def write() -> None:
        try:
            write_decisions(replace(read, decisions=(HERE,)))
        except ConflictError as error:
            caught.append(error)

    second = threading.Thread(target=write)
    with alone_in(tmp_path):  # as another process does, the lock being one of the open file
        second.start()
        second.join(0.3)
        assert second.is_alive()
        theirs = replace(read, decisions=(THROUGHOUT,)).to_bytes()
        read.path.write_bytes(theirs)
    second.join()
    assert len(caught) == 1
    assert read.path.read_bytes() == theirs
    assert list(tmp_path.iterdir()) == [read.path]


def test_the_file_fits_its_schema(tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for line in made(tmp_path).to_bytes().splitlines():
        assert list(validator.iter_errors(json.loads(line))) == []
    assert not validator.is_valid({"verdict": "perhaps", "source": "", "offered": "", "text": "", "scope": "article"})
    assert not validator.is_valid({"verdict": "accept", "source": "", "offered": "", "text": ""})


def test_the_same_again_writes_nothing_and_nothing_writes_no_file(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    file = write_decisions(made(path))
    before = path.stat()
    assert write_decisions(file) == file
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    other = tmp_path / "none.jsonl"
    write_decisions(DecisionFile(other, "a.md", HANT_TW))
    assert not other.exists()


def test_a_file_that_was_changed_elsewhere_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    one = write_decisions(made(path))
    two = write_decisions(replace(one, decisions=(HERE,)))
    there = path.read_bytes()
    with pytest.raises(ConflictError) as caught:
        write_decisions(replace(one, decisions=()))
    assert caught.value.path == str(path)
    with pytest.raises(ConflictError):
        write_decisions(made(path))  # which was made without knowing of the file
    assert path.read_bytes() == there
    assert write_decisions(replace(two, decisions=())).decisions == ()


def damage(data: bytes, kind: str) -> bytes:
    lines = data.split(b"\n")
    match kind:
        case "cut":
            lines[2] = lines[2][:-9]
        case "list":
            lines[2] = b"[]"
        case "verdict":
            lines[2] = lines[2].replace(b"reject", b"perhaps")
        case "missing":
            lines[2] = lines[2].replace(b'"line"', b'"lime"')
        case "number":
            lines[2] = lines[2].replace(b'"column": 3', b'"column": -3')
        case "bytes":
            lines[2] = lines[2].replace("軟體".encode(), b"\xff\xfe")
        case "half":
            lines[2] = lines[2].replace(b'"text": "', b'"text": "\\ud800')
        case "conflict":
            lines[2:2] = [b"<<<<<<< HEAD"]
    return b"\n".join(lines)


@pytest.mark.parametrize("kind", ["cut", "list", "verdict", "missing", "number", "bytes", "half", "conflict"])
def test_a_damaged_line_is_an_error_that_names_it_and_the_file_stays(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "d.jsonl"
    file = write_decisions(made(path))
    damaged = damage(path.read_bytes(), kind)
    path.write_bytes(damaged)
    with pytest.raises(RecordError, match="merge conflict" if kind == "conflict" else "damaged") as caught:
        read_decisions(path, "posts/first.md", HANT_TW)
    assert (caught.value.path, caught.value.line) == (str(path), 3)
    with pytest.raises(ConflictError):
        write_decisions(file)
    assert path.read_bytes() == damaged


@pytest.mark.parametrize("data", [b"\n", b'{"source": "a.md"}\n', b'{"format": "1"}\n', b'{"format": 1, "source": "a.md", "target": "?"}'])
def test_a_file_without_a_header_is_damaged(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(data)
    with pytest.raises(RecordError, match="damaged") as caught:
        read_decisions(path, "a.md", HANT_TW)
    assert caught.value.line == 1


def test_a_newer_form_is_told_apart_from_a_damaged_one(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    path.write_bytes(made(path).to_bytes().replace(b'"format": 1', b'"format": 2'))
    with pytest.raises(RecordError, match="reads format 1") as caught:
        read_decisions(path, "a.md", HANT_TW)
    assert caught.value.remedy == "upgrade langbridge"


def test_a_merge_that_kept_both_sides_reads_each_decision_once(tmp_path: Path) -> None:
    path = tmp_path / "d.jsonl"
    data = made(path).to_bytes()
    path.write_bytes(data + data)
    assert read_decisions(path, "a.md", HANT_TW).decisions == made(path).decisions
