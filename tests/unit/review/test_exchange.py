"""Decisions go from one copy of a project to another; what is there stays, and contradictions are told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from langbridge.review import Verdict, decide, export_decisions, import_decisions, save
from langbridge.values import RecordError

from .conftest import ARTICLE, Project


def copy_of(tmp_path: Path) -> Project:
    made = Project(tmp_path / "copy")
    made.root.mkdir()
    made.write(ARTICLE)
    made.convert()
    return made


def test_what_is_exported_can_be_imported_elsewhere(project: Project, tmp_path: Path) -> None:
    places = project.places("软件")
    review = decide(decide(project.open(), places[:2], Verdict.REJECT), places[2:3], Verdict.EDIT, "程式")
    data = export_decisions([review])
    assert json.loads(data)["articles"][0]["output"] == "zh-Hant-TW/post.md"
    there = copy_of(tmp_path)
    imported = import_decisions(data, [there.open()])
    assert (imported.added, imported.contradictions, imported.unknown) == (3, (), ())
    (merged,) = imported.reviews
    assert merged.file.decisions == review.file.decisions
    save(merged)
    again = import_decisions(data, [there.open()])
    assert (again.reviews, again.added, again.contradictions) == ((), 0, ())


def test_what_contradicts_is_told_and_ours_stays(project: Project) -> None:
    first, second, *_ = project.places("软件")
    theirs = export_decisions([decide(project.open(), [first, second], Verdict.REVERT)])
    ours = decide(project.open(), [first], Verdict.REJECT)
    imported = import_decisions(theirs, [ours])
    assert imported.added == 1
    ((name, mine, other),) = ((each.name, each.ours.text, each.theirs.text) for each in imported.contradictions)
    assert (name, mine, other) == ("zh-Hant-TW/post.md", "軟件", "软件")
    texts = {state.number: state.decision.text for state in imported.reviews[0].states if state.decision}
    assert texts == {first: "軟件", second: "软件"}


def test_an_article_that_is_not_there_is_named(project: Project) -> None:
    data = export_decisions([decide(project.open(), project.places("软件")[:1], Verdict.REVERT)])
    assert import_decisions(data, []).unknown == ("zh-Hant-TW/post.md",)
    assert json.loads(export_decisions([project.open()])) == {"format": 1, "articles": []}


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"format": 2}', b'{"format": 1, "articles": [{"output": "a"}]}', b"\xff"])
def test_a_damaged_file_is_refused_by_name(project: Project, data: bytes) -> None:
    with pytest.raises(RecordError) as caught:
        import_decisions(data, [project.open()], Path("d.json"))
    assert str(caught.value.path) == "d.json"
