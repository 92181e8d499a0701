"""Outputs and records are written whole, in an order that survives being killed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from langbridge.pipeline import Conversion, Conversions, Reading, Written, convert_file
from langbridge.project import SourceFile
from langbridge.review import Verdict, read_decisions, read_record
from langbridge.values import HANT, Layer, OutputError, RecordError

OLD, NEW = "后面的软件\n", "里面的软件，干净的头发\n"


def convert(folder: Path) -> Written[Conversion]:
    source = SourceFile(folder / "post.md", Path("post.md"))
    return convert_file(source, HANT, Conversions(), Reading(), root=folder, output=folder / "output")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "post.md").write_text(OLD, encoding="utf-8")
    return tmp_path


def killed(folder: Path, renames: int, *, before: bool) -> bool:
    """Convert in a process that dies right before or after it gives a file its name for the n-th time; False where it came to its end."""
    child = os.fork()
    if child == 0:
        rename, left = Path.replace, [renames]

        def replace(path: Path, target: Path) -> Path:
            left[0] -= 1
            if left[0] == 0 and before:
                os._exit(9)
            named = rename(path, target)
            if left[0] == 0:
                os._exit(9)
            return named

        try:
            pytest.MonkeyPatch().setattr(Path, "replace", replace)
            convert(folder)
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed runs are not tested")
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("renames", [1, 2, 3])
@pytest.mark.parametrize("first", [True, False], ids=["first", "again"])
def test_a_run_killed_at_any_step_is_completed_by_the_next(folder: Path, renames: int, before: bool, first: bool) -> None:
    output = folder / "output" / "zh-Hant" / "post.md"
    old = None
    if not first:
        convert(folder)
        old = output.read_bytes()
        (folder / "post.md").write_text(NEW, encoding="utf-8")
    assert killed(folder, renames, before=before)
    left = output.read_bytes() if output.exists() else None
    written = convert(folder)
    made = output.read_bytes()
    assert left in (old, made)
    assert made == written.made.text.encode()
    records = folder / "output" / ".review" / "zh-Hant"
    assert read_record(records / "post.md.json").made(made)
    assert [path.name for path in records.iterdir() if path.suffix != ".tmp"] == ["post.md.json"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed runs are not tested")
def test_what_a_killed_run_left_is_still_safe_from_being_overwritten_once_it_is_edited(folder: Path) -> None:
    assert killed(folder, 2, before=False)
    output = folder / "output" / "zh-Hant" / "post.md"
    output.write_text("edited\n", encoding="utf-8")
    assert convert(folder).adopted
    assert output.read_text(encoding="utf-8") == "edited\n"


def test_the_same_article_again_writes_nothing(folder: Path) -> None:
    assert not convert(folder).unchanged
    output = folder / "output"
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    assert convert(folder).unchanged
    assert {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()} == before
    assert len(before) == 2


def test_an_output_is_made_again_when_the_source_changes(folder: Path) -> None:
    first = convert(folder)
    (folder / "post.md").write_text(NEW, encoding="utf-8")
    second = convert(folder)
    assert first.made.text != second.made.text
    assert second.output.read_text(encoding="utf-8") == second.made.text


def test_the_source_is_never_its_own_output(folder: Path) -> None:
    output = folder / "output" / "zh-Hant"
    output.mkdir(parents=True)
    (output / "post.md").write_text(OLD, encoding="utf-8")
    source = SourceFile(output / "post.md", Path("post.md"))
    with pytest.raises(OutputError, match="overwrite its source"):
        convert_file(source, HANT, Conversions(), Reading(), root=folder, output=folder / "output")
    assert (output / "post.md").read_text(encoding="utf-8") == OLD


LINES = "后面的软件\n\n里面的软件，干净的头发\n\n```\n软件\n```\n"


def decisions_of(folder: Path) -> Path:
    return folder / "output" / ".review" / "zh-Hant" / "post.md.decisions.jsonl"


def converted(folder: Path, source: str | bytes) -> Path:
    """Convert a source; gives its output."""
    (folder / "post.md").write_bytes(source if isinstance(source, bytes) else source.encode())
    return convert(folder).output


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("軟件", "軟體"),
        ("後面的", "背後的"),
        ("裡面的軟件，", "裡面的軟件和硬件，"),
        ("後面的軟件\n", "後面的軟件\n第二行\n"),
        ("後面的軟件\n", "第一行\n後面的軟件\n"),
        ("後面的軟件\n\n", ""),
        ("```\n软件\n```\n", "```\n軟件\n```"),
        ("\n", "\r\n"),
        ("後面的軟件\n", "---\ntitle: 軟件\n---\n後面的軟件\n"),
        ("後", "\ufeff後"),
    ],
)
def test_an_edited_output_survives_byte_for_byte_and_its_edits_are_decisions(folder: Path, before: str, after: str) -> None:
    output = converted(folder, LINES)
    text = output.read_bytes().decode()
    assert before in text
    edited = text.replace(before, after).encode()
    output.write_bytes(edited)
    written = convert(folder)
    assert (written.adopted > 0, written.stale, written.unchanged) == (True, (), True)
    assert output.read_bytes() == edited
    file = read_decisions(decisions_of(folder), "", HANT)
    assert all(each.by_hand and each.verdict is Verdict.EDIT for each in file.decisions)
    record = read_record(folder / "output" / ".review" / "zh-Hant" / "post.md.json")
    assert record.made(edited)
    assert any(change.rule.layer is Layer.HUMAN for change in record.changes)
    there = snapshot(folder)
    again = convert(folder)
    assert (again.adopted, again.unchanged) == (0, True)
    assert snapshot(folder) == there


def test_an_edit_and_a_change_of_another_line_of_the_source_are_both_kept(folder: Path) -> None:
    output = converted(folder, LINES)
    output.write_text(output.read_text(encoding="utf-8").replace("乾淨的頭髮", "清潔的頭髮\n\n多一行"), encoding="utf-8")
    (folder / "post.md").write_text("新的一行，后面\n\n" + LINES.replace("后面的软件", "外面的软件"), encoding="utf-8")
    assert convert(folder).adopted
    expected = "新的一行，後面\n\n外面的軟件\n\n裡面的軟件，清潔的頭髮\n\n多一行\n\n```\n软件\n```\n"
    assert output.read_text(encoding="utf-8") == expected
    assert convert(folder).unchanged


def test_a_line_that_was_edited_on_both_sides_is_told_and_nothing_is_overwritten(folder: Path) -> None:
    output = converted(folder, LINES)
    output.write_text(output.read_text(encoding="utf-8").replace("乾淨的頭髮", "清潔的頭髮"), encoding="utf-8")
    (folder / "post.md").write_text(LINES.replace("干净的头发", "干净的脸"), encoding="utf-8")
    before = snapshot(folder)
    with pytest.raises(OutputError, match="edited in line 3") as caught:
        convert(folder)
    assert caught.value.line == 3
    assert caught.value.remedy
    assert snapshot(folder) == before


def test_a_source_with_a_byte_order_mark_keeps_it_through_edits(folder: Path) -> None:
    output = converted(folder, b"\xef\xbb\xbf" + LINES.encode())
    edited = output.read_bytes().replace("頭髮".encode(), "長髮".encode())
    output.write_bytes(edited)
    assert convert(folder).adopted == 1
    assert output.read_bytes() == edited
    output.write_bytes(edited.removeprefix(b"\xef\xbb\xbf"))
    with pytest.raises(OutputError, match="byte order mark"):
        convert(folder)


def test_an_output_that_is_no_text_any_more_is_not_overwritten(folder: Path) -> None:
    output = converted(folder, LINES)
    output.write_bytes(b"first\n\xff\xfe")
    with pytest.raises(OutputError, match="no UTF-8") as caught:
        convert(folder)
    assert caught.value.line == 2
    assert output.read_bytes() == b"first\n\xff\xfe"


def test_an_output_without_a_record_is_someone_elses(folder: Path) -> None:
    output = folder / "output" / "zh-Hant" / "post.md"
    output.parent.mkdir(parents=True)
    output.write_text("mine\n", encoding="utf-8")
    with pytest.raises(OutputError, match="not overwritten"):
        convert(folder)
    assert output.read_text(encoding="utf-8") == "mine\n"


def test_with_a_record_that_does_not_hold_the_source_edits_can_be_told_until_that_changes(folder: Path) -> None:
    output = converted(folder, LINES)
    recorded = folder / "output" / ".review" / "zh-Hant" / "post.md.json"
    older = replace(read_record(recorded), source_text=None)
    edited = output.read_bytes().replace("頭髮".encode(), "長髮".encode())
    for source, adopted in ((LINES, 1), (f"{LINES}更多\n", 0)):
        (folder / "post.md").write_text(source, encoding="utf-8")
        decisions_of(folder).unlink(missing_ok=True)
        recorded.write_bytes(older.to_bytes())
        output.write_bytes(edited)
        if adopted:
            assert convert(folder).adopted == adopted
        else:
            with pytest.raises(OutputError, match="not overwritten"):
                convert(folder)
        assert output.read_bytes() == edited


def test_an_output_that_is_gone_is_made_again_with_its_decisions(folder: Path) -> None:
    output = converted(folder, LINES)
    edited = output.read_bytes().replace("頭髮".encode(), "長髮".encode())
    output.write_bytes(edited)
    convert(folder)
    output.unlink()
    (folder / "output" / ".review" / "zh-Hant" / "post.md.json").unlink()
    convert(folder)
    assert output.read_bytes() == edited


def test_damaged_decisions_stop_the_article_and_are_left_alone(folder: Path) -> None:
    converted(folder, LINES)
    decisions_of(folder).write_text('{"format": 1, "source": "post.md", "target": "zh-Hant"}\n{"verdict"\n', encoding="utf-8")
    before = snapshot(folder)
    with pytest.raises(RecordError, match="damaged") as caught:
        convert(folder)
    assert (caught.value.path, caught.value.line) == (str(decisions_of(folder)), 2)
    assert snapshot(folder) == before


def test_a_dry_run_writes_no_decisions(folder: Path) -> None:
    output = converted(folder, LINES)
    output.write_text("edited\n", encoding="utf-8")
    before = snapshot(folder)
    source = SourceFile(folder / "post.md", Path("post.md"))
    written = convert_file(source, HANT, Conversions(), Reading(), root=folder, output=folder / "output", write=False)
    assert written.adopted
    assert snapshot(folder) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed runs are not tested")
@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("renames", [1, 2, 3, 4])
def test_a_run_killed_while_it_takes_over_edits_loses_none(folder: Path, renames: int, before: bool) -> None:
    output = converted(folder, LINES)
    output.write_text(output.read_text(encoding="utf-8").replace("乾淨的頭髮", "清潔的頭髮"), encoding="utf-8")
    (folder / "post.md").write_text(LINES.replace("后面的软件", "外面的软件"), encoding="utf-8")
    assert killed(folder, renames, before=before)
    convert(folder)
    assert output.read_text(encoding="utf-8") == "外面的軟件\n\n裡面的軟件，清潔的頭髮\n\n```\n软件\n```\n"
    assert len(read_decisions(decisions_of(folder), "", HANT).decisions) == 1
