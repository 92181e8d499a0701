"""What is wrong with a project's outputs, told from their records."""

from __future__ import annotations

from pathlib import Path

import pytest

from langbridge.project import Layout, SiteLayout, SourceFile, Unreviewed
from langbridge.review import (
    Opened,
    Policy,
    Verdict,
    approve,
    check_decisions,
    check_outputs,
    check_versions,
    decide,
    open_reviews,
    output_article,
    save,
    site_versions,
)
from langbridge.values import ENGLISH, HANT_TW, Finding

from .conftest import Project


def opened(project: Project) -> list[Opened]:
    return open_reviews(Path("output"), project.root)


def outputs(project: Project, *, every: bool = True) -> list[tuple[str, str]]:
    source = [SourceFile(project.source, Path("post.md"))] if project.source.exists() else []
    findings = check_outputs(opened(project), source, project.root / "output", [HANT_TW], every=every)
    return [(Path(one.path).relative_to(project.root).as_posix(), one.rule) for one in findings]


def decisions(project: Project, policy: Policy | None = None) -> list[Finding]:
    return check_decisions(opened(project), policy or Policy())


def test_an_output_in_step_has_no_finding(project: Project) -> None:
    assert outputs(project) == []
    assert check_versions(opened(project)) == []


def test_an_output_whose_source_was_edited_is_stale(project: Project) -> None:
    project.write("新的。\n")
    assert outputs(project) == [("output/zh-Hant-TW/post.md", "outputs.stale")]


def test_an_output_without_its_source(project: Project) -> None:
    project.source.unlink()
    assert outputs(project) == [("output/zh-Hant-TW/post.md", "outputs.without-source")]
    project.output.unlink()
    assert outputs(project) == [("output/.review/zh-Hant-TW/post.md.json", "outputs.without-source")]


def test_an_output_that_is_gone_and_one_that_never_was(project: Project) -> None:
    project.output.unlink()
    assert outputs(project) == [("post.md", "outputs.missing")]
    project.record.unlink()
    assert outputs(project) == [("post.md", "outputs.missing")]
    source = SourceFile(project.source, Path("post.md"))
    (finding,) = check_outputs([], [source], project.root / "output", [ENGLISH])
    assert finding.message == "there is no output for en"


def test_a_version_that_people_wrote_is_not_missing(project: Project) -> None:
    sources = [SourceFile(project.source.with_name(name), Path(name)) for name in ("theirs.md", "alone.md")]
    found = check_outputs([], sources, project.root / "output", [ENGLISH], is_theirs=lambda source, _: source.relative.name == "theirs.md")
    assert [Path(one.path).name for one in found] == ["alone.md"]


def test_a_source_that_has_just_gone_has_its_versions_still(tmp_path: Path) -> None:
    (tmp_path / "post.en.md").write_text("text\n", encoding="utf-8")
    layout = SiteLayout(Layout.SUFFIX, {ENGLISH: "en"})
    (found,) = site_versions(layout, [SourceFile(tmp_path / "post.md", Path("post.md"))], [ENGLISH], tmp_path)
    assert found.path.name == "post.en.md"


def test_an_output_without_a_record(project: Project) -> None:
    project.record.unlink()
    assert outputs(project) == [("output/zh-Hant-TW/post.md", "outputs.without-record")]
    assert outputs(project, every=False) == []


def test_an_edited_output_is_told_and_compared_with_its_source(project: Project) -> None:
    text = project.output.read_text(encoding="utf-8")
    project.output.write_text(text.replace("```\n软件\n```", "這裡沒有程式碼。"), encoding="utf-8")
    assert outputs(project) == [("output/zh-Hant-TW/post.md", "outputs.edited")]
    found = check_versions(opened(project))
    assert sorted(one.rule for one in found) == ["structure.blocks", "structure.code"]
    assert {one.path for one in found} == {str(project.output)}


def test_an_edited_output_that_cannot_be_read_is_a_finding(project: Project) -> None:
    text = project.output.read_text(encoding="utf-8")
    project.output.write_text(text.replace("title: ", "title: [", 1), encoding="utf-8")
    (finding,) = check_versions(opened(project))
    assert finding.rule == "structure.markup" and "cannot be read" in finding.message


def test_undecided_changes_are_told_where_they_stand_in_the_output(project: Project) -> None:
    found = decisions(project)
    assert {one.rule for one in found} == {"review.undecided"}
    lines = project.output.read_text(encoding="utf-8").split("\n")
    for one in found:
        word = one.message.partition(" ")[0] if " stays" in one.message else one.message.split(" became ")[1].partition(",")[0]
        assert lines[one.line - 1][one.column - 1 :].startswith(word.partition(":")[0])


def test_the_project_s_policy_says_what_waits(project: Project) -> None:
    assert decisions(project, Policy(Unreviewed.ALL)) == []
    rules = tuple(said.rule.id for said in project.open().proposals.substitutions)
    assert decisions(project, Policy(allow=rules)) == []


def test_what_is_decided_does_not_wait_and_what_lost_its_place_is_told(project: Project) -> None:
    save(approve(project.open()))
    assert decisions(project) == []
    project.write("全新的一篇。\n")
    project.convert()
    found = decisions(project)
    assert found and {one.rule for one in found} == {"review.lost-decision"}
    assert {one.path for one in found} == {str(project.decisions)}


def test_decisions_that_are_not_written_make_an_output_stale(project: Project) -> None:
    review = project.open()
    save(decide(review, [project.places("软件")[0]], Verdict.REVERT))
    assert outputs(project) == [("output/zh-Hant-TW/post.md", "outputs.stale")]


def test_an_output_is_read_as_its_source_was(project: Project) -> None:
    article = output_article(project.open())
    assert article.path == project.output
    assert [heading.anchor for heading in article.headings] == ["軟體的質量"]


def test_the_versions_of_a_site_are_found_by_its_layout(tmp_path: Path) -> None:
    for name in ("post.md", "post.zh-tw.md", "post.en.md", "alone.md"):
        (tmp_path / name).write_text("文\n", encoding="utf-8")
    sources = [SourceFile(tmp_path / name, Path(name)) for name in ("post.md", "alone.md")]
    layout = SiteLayout(Layout.SUFFIX, {HANT_TW: "zh-tw", ENGLISH: "en"})
    found = site_versions(layout, sources, [HANT_TW, ENGLISH], tmp_path)
    assert [(one.path.name, str(one.target)) for one in found] == [("post.zh-tw.md", "zh-Hant-TW"), ("post.en.md", "en")]
    assert site_versions(SiteLayout(Layout.FOLDERS, {}), sources, [HANT_TW], tmp_path) == []


@pytest.mark.parametrize("there", [True, False])
def test_a_missing_output_has_no_undecided_changes(project: Project, there: bool) -> None:
    if not there:
        project.output.unlink()
    assert bool(decisions(project)) is there
