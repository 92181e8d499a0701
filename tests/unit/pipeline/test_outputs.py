"""Outputs and records are written whole, in an order that survives being killed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from langbridge.pipeline import Conversions, Reading, Written, convert_file
from langbridge.project import SourceFile
from langbridge.review import read_record
from langbridge.values import HANT, OutputError

OLD, NEW = "后面的软件\n", "里面的软件，干净的头发\n"


def convert(folder: Path) -> Written:
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
    assert made == written.conversion.text.encode()
    records = folder / "output" / ".review" / "zh-Hant"
    assert read_record(records / "post.md.json").made(made)
    assert [path.name for path in records.iterdir() if path.suffix != ".tmp"] == ["post.md.json"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="THIS SYSTEM CANNOT FORK: killed runs are not tested")
def test_what_a_killed_run_left_is_still_safe_from_being_overwritten_once_it_is_edited(folder: Path) -> None:
    assert killed(folder, 2, before=False)
    output = folder / "output" / "zh-Hant" / "post.md"
    output.write_text("edited\n", encoding="utf-8")
    with pytest.raises(OutputError, match="not overwritten"):
        convert(folder)
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
    assert first.conversion.text != second.conversion.text
    assert second.output.read_text(encoding="utf-8") == second.conversion.text


def test_the_source_is_never_its_own_output(folder: Path) -> None:
    output = folder / "output" / "zh-Hant"
    output.mkdir(parents=True)
    (output / "post.md").write_text(OLD, encoding="utf-8")
    source = SourceFile(output / "post.md", Path("post.md"))
    with pytest.raises(OutputError, match="overwrite its source"):
        convert_file(source, HANT, Conversions(), Reading(), root=folder, output=folder / "output")
    assert (output / "post.md").read_text(encoding="utf-8") == OLD
