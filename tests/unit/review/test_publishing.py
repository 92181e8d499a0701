from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from langbridge.pipeline import Conversions, Reading, convert_file
from langbridge.project import SourceFile, Unreviewed
from langbridge.review import (
    Policy,
    Publication,
    Review,
    Scope,
    Verdict,
    Wishes,
    approve,
    decide,
    find_reviews,
    fulfil,
    open_review,
    publish_outputs,
    read_record,
    save,
    write_settled,
)
from langbridge.review.journal import Fate
from langbridge.review.publishing import Reason
from langbridge.values import HANS_CN, HANT, HANT_TW, LanguageTag, RecordError, UsageError

SCHEMA = Path(__file__).parents[3] / "docs" / "schemas" / "publish.schema.json"

SAFE = "# 软件\n\n这个软件的质量很高。\n"
DOUBTFUL = "# 回复\n\n一个回复用户来信，\n一个跑测试。软件\n"


class Project:
    """A project with its articles converted, and a site."""

    def __init__(self, root: Path, articles: dict[str, str], target: LanguageTag = HANT_TW) -> None:
        self.root, self.output, self.site, self.target = root, root / "output", root / "site", target
        for name, text in articles.items():
            path = root / "posts" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.convert(name)

    def convert(self, name: str) -> None:
        source = SourceFile(self.root / "posts" / name, Path(name))
        convert_file(source, self.target, Conversions(), Reading(), root=self.root, output=self.output)

    def publish(self, **options: Any) -> Publication:
        publication = publish_outputs(self.output, self.root, self.site, **options)
        schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
        Draft202012Validator(schema).validate(json.loads(json.dumps(publication.to_object())))
        return publication

    def review(self, name: str) -> Review:
        ref = next(ref for ref in find_reviews(self.output, self.root) if ref.relative == Path(name))
        return open_review(ref, self.root)

    def decide(self, name: str, change: Callable[[Review], Review]) -> None:
        write_settled(save(change(self.review(name))))

    @property
    def contents(self) -> dict[str, str]:
        return {
            path.relative_to(self.site).as_posix(): path.read_text(encoding="utf-8")
            for path in self.site.rglob("*")
            if path.is_file() and ".langbridge" not in path.parts
        }


def reasons(publication: Publication) -> dict[str, list[Reason]]:
    return {str(one.path): [wait.reason for wait in one.waits] for one in publication.waiting}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path, {"safe.md": SAFE, "deep/doubtful.md": DOUBTFUL})


@pytest.fixture
def safe(tmp_path: Path) -> Project:
    return Project(tmp_path, {"safe.md": SAFE})


def test_what_is_in_no_doubt_is_published_as_it_is(safe: Project) -> None:
    publication = safe.publish()
    assert publication.written
    assert [one.fate for one in publication.candidates] == [Fate.NEW]
    assert safe.contents == {"zh-Hant-TW/safe.md": "# 軟體\n\n這個軟體的質量很高。\n"}
    assert [one.fate for one in safe.publish().candidates] == [Fate.SAME]


def test_a_doubtful_change_holds_up_the_whole_set_and_says_where_it_is(project: Project) -> None:
    publication = project.publish()
    assert not publication.written
    assert not project.site.exists()
    assert reasons(publication) == {"zh-Hant-TW/deep/doubtful.md": [Reason.UNDECIDED]}
    [wait] = publication.waiting[0].waits
    assert [(place.line, place.column, place.source) for place in wait.places] == [(1, 3, "回复"), (3, 3, "回复")]
    assert (wait.places[1].before, wait.places[1].after) == ("一个", "用户来信，")
    assert wait.message == "2 changes wait for a decision"


def test_decisions_are_published_with_the_text(project: Project) -> None:
    project.decide("deep/doubtful.md", lambda review: decide(review, [review.states[0].number], Verdict.PICK, "回復"))
    assert reasons(project.publish()) == {"zh-Hant-TW/deep/doubtful.md": [Reason.UNDECIDED]}
    project.decide("deep/doubtful.md", approve)
    assert project.publish().written
    assert project.contents["zh-Hant-TW/deep/doubtful.md"].startswith("# 回復\n\n一個回覆使用者")


class TestPolicy:
    @pytest.mark.parametrize(
        ("unreviewed", "waiting"),
        [
            (Unreviewed.SAFE, {"zh-Hant-TW/deep/doubtful.md"}),
            (Unreviewed.ALL, set()),
            (Unreviewed.NOTHING, {"zh-Hant-TW/deep/doubtful.md", "zh-Hant-TW/safe.md"}),
        ],
    )
    def test_what_may_go_unreviewed(self, project: Project, unreviewed: Unreviewed, waiting: set[str]) -> None:
        assert set(reasons(project.publish(policy=Policy(unreviewed)))) == waiting

    def test_nothing_unreviewed_counts_every_undecided_change(self, safe: Project) -> None:
        [wait] = safe.publish(policy=Policy(Unreviewed.NOTHING)).waiting[0].waits
        assert len(wait.places) == safe.review("safe.md").counts.changes
        safe.decide("safe.md", approve)
        assert safe.publish(policy=Policy(Unreviewed.NOTHING)).written

    @pytest.mark.parametrize("rule", ["phrase", "STPhrases:回复", "回复→回覆"])
    def test_a_rule_may_be_allowed(self, project: Project, rule: str) -> None:
        assert project.publish(policy=Policy(allow=(rule,))).written

    def test_another_rule_does_not_help(self, project: Project) -> None:
        assert not project.publish(policy=Policy(allow=("typography", "软件→軟體"))).written


class TestChangesAfterTheReview:
    def test_an_edited_source(self, safe: Project) -> None:
        (safe.root / "posts/safe.md").write_text(SAFE + "新的一行。\n", encoding="utf-8")
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.SOURCE_CHANGED]}
        safe.convert("safe.md")
        assert safe.publish().written

    def test_a_source_that_is_gone(self, safe: Project) -> None:
        (safe.root / "posts/safe.md").unlink()
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.SOURCE_MISSING]}

    def test_an_edited_output(self, safe: Project) -> None:
        with (safe.output / "zh-Hant-TW/safe.md").open("a", encoding="utf-8") as output:
            output.write("手寫。\n")
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.OUTPUT_CHANGED]}
        fulfil([safe.review("safe.md")], Wishes())
        assert safe.publish().written
        assert safe.contents["zh-Hant-TW/safe.md"].endswith("手寫。\n")

    def test_an_output_that_is_gone(self, safe: Project) -> None:
        (safe.output / "zh-Hant-TW/safe.md").unlink()
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.OUTPUT_MISSING]}

    def test_an_output_without_a_record(self, safe: Project) -> None:
        (safe.output / "zh-Hant-TW/deep").mkdir()
        (safe.output / "zh-Hant-TW/deep/own.md").write_text("自己寫的", encoding="utf-8")
        (safe.output / "zh-Hant-TW/.hidden.md").touch()
        (safe.output / "notes").mkdir()
        (safe.output / "notes/a.md").touch()
        assert reasons(safe.publish()) == {"zh-Hant-TW/deep/own.md": [Reason.RECORD_MISSING]}

    def test_a_damaged_record_is_named_and_stays(self, safe: Project) -> None:
        [ref] = find_reviews(safe.output, safe.root)
        ref.record_path.write_text("{")
        publication = safe.publish()
        assert reasons(publication) == {"zh-Hant-TW/safe.md": [Reason.RECORD_DAMAGED]}
        assert ref.record_path.name in publication.waiting[0].waits[0].message
        assert ref.record_path.read_text() == "{"

    def test_damaged_decisions_are_named_with_their_line(self, safe: Project) -> None:
        safe.decide("safe.md", approve)
        [ref] = find_reviews(safe.output, safe.root)
        with ref.decisions_path.open("a") as decisions:
            decisions.write("<<<<<<< HEAD\n")
        publication = safe.publish()
        assert reasons(publication) == {"zh-Hant-TW/safe.md": [Reason.RECORD_DAMAGED]}
        lines = ref.decisions_path.read_text(encoding="utf-8").count("\n")
        assert f"{ref.decisions_path.name}:{lines}" in publication.waiting[0].waits[0].message

    def test_decisions_that_are_not_in_the_output_yet(self, safe: Project) -> None:
        review = safe.review("safe.md")
        save(decide(review, [review.states[0].number], Verdict.REJECT))
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.UNWRITTEN]}
        write_settled(safe.review("safe.md"))
        assert safe.publish().written
        assert safe.contents["zh-Hant-TW/safe.md"].startswith("# 軟件")

    def test_a_decision_whose_place_is_gone(self, safe: Project) -> None:
        safe.decide("safe.md", lambda review: decide(review, [review.states[0].number], Verdict.EDIT, "軟的"))
        (safe.root / "posts/safe.md").write_text("別的。\n", encoding="utf-8")
        safe.convert("safe.md")
        publication = safe.publish()
        assert reasons(publication) == {"zh-Hant-TW/safe.md": [Reason.STALE]}
        assert publication.waiting[0].waits[0].details[0].startswith("edit 软件→軟的: ")
        fulfil([safe.review("safe.md")], Wishes(forget_stale=True))
        assert safe.publish().written


class TestChoosing:
    def test_by_target(self, project: Project) -> None:
        other = Project(project.root, {"safe.md": SAFE}, HANS_CN)
        publication = other.publish(targets=[HANS_CN])
        assert [str(one.path) for one in publication.candidates] == ["zh-Hans-CN/safe.md"]
        assert publication.written

    @pytest.mark.parametrize("path", ["posts/safe.md", "output/zh-Hant-TW/safe.md"])
    def test_by_article_or_output(self, project: Project, path: str) -> None:
        assert project.publish(paths=[project.root / path]).written
        assert list(project.contents) == ["zh-Hant-TW/safe.md"]

    def test_by_folder(self, project: Project) -> None:
        assert reasons(project.publish(paths=[project.root / "posts/deep"])) == {"zh-Hant-TW/deep/doubtful.md": [Reason.UNDECIDED]}

    @pytest.mark.parametrize(
        ("options", "message"),
        [({"targets": [HANT]}, "no output for zh-Hant"), ({"paths": [Path("nowhere")]}, "no output comes from here")],
    )
    def test_what_is_not_there(self, project: Project, options: dict[str, Any], message: str) -> None:
        with pytest.raises(UsageError, match=message):
            project.publish(**options)

    def test_nothing_at_all(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no output yet"):
            Project(tmp_path, {}).publish()


class TestTheSite:
    def test_files_of_others_hold_up_the_set_unless_adopted(self, safe: Project) -> None:
        (safe.site / "zh-Hant-TW").mkdir(parents=True)
        (safe.site / "zh-Hant-TW/safe.md").write_text("theirs")
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.SITE_FOREIGN]}
        assert safe.contents == {"zh-Hant-TW/safe.md": "theirs"}
        assert safe.publish(adopt=True).written
        (safe.site / "zh-Hant-TW/safe.md").write_text("edited")
        assert reasons(safe.publish()) == {"zh-Hant-TW/safe.md": [Reason.SITE_EDITED]}

    def test_an_article_is_never_overwritten(self, tmp_path: Path) -> None:
        """The site's folder is the one whose folder of a target the articles are in."""
        project = Project(tmp_path, {"zh-Hant-TW/safe.md": SAFE})
        source = SourceFile(tmp_path / "posts/zh-Hant-TW/safe.md", Path("safe.md"))
        convert_file(source, HANT_TW, Conversions(), Reading(), root=tmp_path, output=project.output)
        project.site = tmp_path / "posts"
        waiting = reasons(project.publish(adopt=True, paths=[project.output / "zh-Hant-TW/safe.md"]))
        assert waiting == {"zh-Hant-TW/safe.md": [Reason.SITE_PRECIOUS]}
        assert source.path.read_text(encoding="utf-8") == SAFE

    @pytest.mark.parametrize("folder", ["output", "output/zh-Hant-TW", "output/site"])
    def test_the_output_folder_is_no_site(self, safe: Project, folder: str) -> None:
        safe.site = safe.root / folder
        with pytest.raises(UsageError, match="in the output folder"):
            safe.publish()

    def test_a_dry_run_writes_nothing(self, safe: Project) -> None:
        publication = safe.publish(write=False)
        assert (publication.written, [one.fate for one in publication.candidates]) == (False, [Fate.NEW])
        assert not safe.site.exists()

    def test_what_comes_from_no_output_any_more_is_told_and_stays(self, project: Project) -> None:
        project.publish(policy=Policy(Unreviewed.ALL))
        review = project.review("deep/doubtful.md").ref
        for path in (review.record_path, review.output_path, project.root / "posts/deep/doubtful.md"):
            path.unlink()
        publication = project.publish()
        assert [(path, one.source) for path, one in publication.gone] == [
            (PurePosixPath("zh-Hant-TW/deep/doubtful.md"), "posts/deep/doubtful.md")
        ]
        assert publication.written
        assert "zh-Hant-TW/deep/doubtful.md" in project.contents

    def test_what_was_narrowed_away_is_not_gone(self, project: Project) -> None:
        project.publish(policy=Policy(Unreviewed.ALL))
        assert not project.publish(paths=[project.root / "posts/safe.md"]).gone

    def test_a_damaged_manifest_is_an_error(self, safe: Project) -> None:
        safe.publish()
        (safe.site / ".langbridge/published.json").write_text("{")
        with pytest.raises(RecordError, match="damaged"):
            safe.publish()

    @pytest.mark.skipif(os.name == "nt", reason="links need rights there")
    def test_a_link_that_leads_out(self, safe: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
        elsewhere = tmp_path_factory.mktemp("elsewhere")
        safe.site.mkdir()
        (safe.site / "zh-Hant-TW").symlink_to(elsewhere)
        assert reasons(safe.publish(adopt=True)) == {"zh-Hant-TW/safe.md": [Reason.SITE_OUTSIDE]}
        assert not list(elsewhere.iterdir())

    def test_what_was_stopped_is_finished_even_where_something_waits_now(self, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
        class Stopped(BaseException):
            pass

        def stop(path: Path, to: Path) -> Path:
            if path.parent.name == "staged" and path.name == "1":
                raise Stopped
            return replace(path, to)

        replace = Path.replace
        with monkeypatch.context() as patched, pytest.raises(Stopped):
            patched.setattr(Path, "replace", stop)
            project.publish(policy=Policy(Unreviewed.ALL))
        assert len(project.contents) == 1
        assert project.publish(policy=Policy(Unreviewed.ALL), write=False).finished is None
        assert len(project.contents) == 1  # a dry run finishes nothing
        publication = project.publish()
        assert reasons(publication) == {"zh-Hant-TW/deep/doubtful.md": [Reason.UNDECIDED]}
        assert publication.finished is not None
        assert len(publication.finished.completed) == 2
        assert len(project.contents) == 2

    def test_what_is_published_is_what_the_record_tells(self, safe: Project) -> None:
        safe.publish()
        [ref] = find_reviews(safe.output, safe.root)
        assert read_record(ref.record_path).made((safe.site / "zh-Hant-TW/safe.md").read_bytes())


class TestManyPlaces:
    """Decisions by rule, as the terminal makes them."""

    def test_a_rejected_rule_takes_the_step_below_everywhere(self, project: Project) -> None:
        reviews = [project.review("safe.md"), project.review("deep/doubtful.md")]
        outcome = fulfil(reviews, Wishes(reject=["软件→軟體"]))
        assert (outcome.places, outcome.before, outcome.written) == (3, 0, 2)
        assert "軟件的質量" in (project.output / "zh-Hant-TW/safe.md").read_text(encoding="utf-8")
        assert "測試。軟件" in (project.output / "zh-Hant-TW/deep/doubtful.md").read_text(encoding="utf-8")

    def test_places_in_doubt_are_decided_one_by_one_the_others_throughout(self, project: Project) -> None:
        fulfil([project.review("deep/doubtful.md")], Wishes(accept_all=True))
        decisions = project.review("deep/doubtful.md").file.decisions
        assert [one.scope for one in decisions if one.source == "回复"] == [Scope.PLACE, Scope.PLACE]
        assert {one.scope for one in decisions if one.source != "回复"} == {Scope.ARTICLE}

    def test_what_was_decided_before_stays(self, project: Project) -> None:
        project.decide("deep/doubtful.md", lambda review: decide(review, [review.states[0].number], Verdict.PICK, "回復"))
        outcome = fulfil([project.review("deep/doubtful.md")], Wishes(accept=["回复→回覆"]))
        assert (outcome.places, outcome.before) == (1, 1)
        text = (project.output / "zh-Hant-TW/deep/doubtful.md").read_text(encoding="utf-8")
        assert text.startswith("# 回復\n\n一個回覆")

    def test_a_rule_that_no_change_has_is_an_error_and_nothing_is_decided(self, project: Project) -> None:
        with pytest.raises(UsageError, match="no change is of the rule 软体→軟體"):
            fulfil([project.review("safe.md")], Wishes(accept=["region"], reject=["软体→軟體"]))
        assert not project.review("safe.md").file.decisions
