"""A review from opening to writing: decisions are kept, hold in the next run, and reach the output."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from langbridge.review import (
    Review,
    Scope,
    Verdict,
    adopt_edits,
    approve,
    decide,
    edit_span,
    find_reviews,
    group,
    matches,
    open_review,
    read_record,
    save,
    withdraw,
    write_settled,
)
from langbridge.values import ConflictError, Layer, OutputError, RecordError, Risk, Span, UsageError

from .conftest import ARTICLE, Project

LINE = "这行站了六次的软件。"


def six(project: Project) -> list[int]:
    """The numbers of the software in the six identical lines."""
    review = project.open()
    lines = [review.lines.text[review.lines.starts[at] : review.lines.ends[at]] for at in range(len(review.lines.starts))]
    return [place for place in project.places("软件") if lines[review.lines.number_at(review.proposals.starts[place])] == LINE]


def keep(review: Review) -> Review:
    return write_settled(save(review))


def verdicts(review: Review, places: Sequence[int]) -> list[str]:
    states = {state.number: state for state in review.states}
    return [decision.text if (decision := states[place].decision) else "" for place in places]


def test_a_fresh_review_knows_what_waits(project: Project) -> None:
    review = project.open()
    assert review.ref.name == "zh-Hant-TW/post.md"
    assert review.source_text == ARTICLE
    assert review.counts.undecided == review.counts.changes == len(review.states) > 20
    assert review.counts.risky == sum(review.proposals[state.number].risk is Risk.REVIEW for state in review.states) > 0
    assert not any((review.source_changed, review.output_changed, review.output_missing, review.stale, review.edits))
    assert all(review.proposals[state.number].rule.layer is not Layer.LINK for state in review.states)
    assert review.written


def test_decisions_reach_the_output_and_the_next_run_changes_nothing(project: Project) -> None:
    review = project.open()
    first, *_ = project.places("软件")
    (cloud,) = (state.number for state in review.states if review.proposals[state.number].risk is Risk.REVIEW)
    review = decide(review, [first], Verdict.REJECT, note="as in the title")
    review = decide(review, [cloud], Verdict.PICK, "云")
    assert not review.written
    review = keep(review)
    text = project.output.read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: 軟件的質量\n")
    assert "雲端計算的云" in text
    record = read_record(project.record)
    assert record.changes.apply(ARTICLE) == text
    assert record.proposals == review.proposals
    (human, _) = (change for change in record.changes if change.rule.layer is Layer.HUMAN)
    assert (human.rule.id, human.rule.note, human.steps) == ("reject", "as in the title", ("软件", "軟件", "軟體"))
    before = project.files()
    written = project.convert()
    assert written.unchanged
    assert written.stale == ()
    assert project.files() == before
    again = project.open()
    assert again.written
    assert again.states == review.states
    assert again.counts == review.counts


def test_an_accepted_risk_is_none_in_the_record_and_kept_as_it_was_proposed(project: Project) -> None:
    keep(approve(project.open()))
    record = read_record(project.record)
    assert record.summary.review == 0
    assert any(change.risk is Risk.REVIEW for change in record.proposals)
    assert record.changes.apply(ARTICLE) == record.proposals.apply(ARTICLE)
    assert project.convert().unchanged


def test_a_heading_as_decided_takes_its_links_with_it(project: Project) -> None:
    places = project.places("软件")[:2]
    keep(decide(project.open(), places, Verdict.REJECT))
    text = project.output.read_text(encoding="utf-8")
    assert "## 軟件的質量" in text
    assert "[看](#軟件的質量)" in text


def test_six_identical_lines_keep_six_decisions(project: Project) -> None:
    places = six(project)
    assert len(places) == 6
    review = project.open()
    texts = ["軟件一", "軟件二", "軟件三", "軟件四", "軟件五", "軟件六"]
    for place, text in zip(places, texts, strict=True):
        review = decide(review, [place], Verdict.EDIT, text)
    keep(review)
    assert verdicts(project.open(), places) == texts

    project.write(ARTICLE.replace("## 软件", "新的一行。\n\n## 软件"))
    project.convert()
    assert verdicts(project.open(), six(project)) == texts

    project.write(ARTICLE.replace(f"第二段。\n\n{LINE}\n\n", "第二段。\n\n"))
    project.convert()
    assert verdicts(project.open(), six(project)) == [*texts[:2], *texts[3:]]
    assert [stale.decision.text for stale in project.open().stale] == ["軟件三"]

    project.write(ARTICLE)
    project.convert()
    assert verdicts(project.open(), six(project)) == texts  # the stale one was not dropped


def test_after_one_paragraph_is_edited_all_decisions_on_the_others_hold(project: Project) -> None:
    review = project.open()
    review = keep(decide(review, [state.number for state in review.states], Verdict.REVERT))
    count = len(review.file.decisions)
    project.write(ARTICLE.replace("后面的软件在里面，河道里面没有软件。", "前面的软件在外面，沙漠里面没有软件。"))
    written = project.convert()
    after = project.open()
    gone = [stale.decision.source for stale in written.stale]
    assert len(after.file.decisions) == count
    undecided = [after.proposals.starts[state.number] for state in after.states if not state.decided]
    paragraph = after.source_text.index("前面的")
    assert undecided
    assert all(paragraph <= start < paragraph + 20 for start in undecided)
    assert "后面" in gone
    assert len(gone) == len(after.stale)


def test_throughout_the_article_and_one_place_apart(project: Project) -> None:
    places = project.places("软件")
    review = decide(project.open(), places[:1], Verdict.REJECT, scope=Scope.ARTICLE)
    assert verdicts(review, places) == ["軟件"] * len(places)
    assert len(review.file.decisions) == 1
    review = decide(review, places[2:3], Verdict.REVERT)
    assert verdicts(review, places) == ["軟件", "軟件", "软件", *["軟件"] * (len(places) - 3)]
    review = withdraw(review, places[4:5])
    assert verdicts(review, places)[4] == ""
    assert verdicts(review, places).count("軟件") == len(places) - 2
    review = decide(review, places[2:3], Verdict.ACCEPT, scope=Scope.ARTICLE)
    assert verdicts(review, places)[2:5:2] == ["軟體", "軟體"]


def test_a_new_decision_for_the_article_takes_the_place_of_one_about_what_was_proposed_before(project: Project) -> None:
    places = project.places("软件")
    review = decide(project.open(), places[:1], Verdict.REJECT, scope=Scope.ARTICLE)
    (old,) = review.file.decisions
    for offered in ("軟", "龜"):  # one before 軟體 in the file's order, one after it
        review = review.with_decisions([replace(old, offered=offered)])
        assert verdicts(review, places) == ["軟件"] * len(places)
        review = decide(review, places[:1], Verdict.ACCEPT, scope=Scope.ARTICLE)
        assert verdicts(review, places) == ["軟體"] * len(places)
        assert len(review.file.decisions) == 1
        assert review.stale == ()


def test_an_accept_of_what_is_no_longer_offered_is_stale_and_a_text_holds(project: Project) -> None:
    first, second, *_ = project.places("软件")
    review = decide(decide(project.open(), [first], Verdict.ACCEPT), [second], Verdict.EDIT, "軟件吧")
    keep(review)
    data = project.decisions.read_text(encoding="utf-8")
    project.decisions.write_text(data.replace("軟體", "軟物"), encoding="utf-8")
    after = project.open()
    ((accept, reason),) = after.stale
    assert accept.verdict is Verdict.ACCEPT
    assert reason == "now 軟體 is proposed"
    assert verdicts(after, [first, second]) == ["", "軟件吧"]


def test_an_edit_where_the_machine_changed_nothing(project: Project) -> None:
    start = ARTICLE.index("第一段")
    review = keep(edit_span(project.open(), Span(start, start + 3), "第壹段"))
    assert [held.span for held in review.edits] == [(start, start + 3)]
    assert "第壹段。" in project.output.read_text(encoding="utf-8")
    assert project.convert().unchanged
    with pytest.raises(UsageError, match="within a change"):
        edit_span(review, Span(ARTICLE.index("软件") + 1, ARTICLE.index("软件") + 3), "x")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("第一段", "# 第一段"),
        ("第一段", "第一\n段"),
        ("第一段", "<b>第一段"),
        ("第一段", "[第一段](x)"),
        ("软件的质量", "C++: 軟體"),
        ("软件的质量", "軟體 # 質量"),
        ("软件的质量", "[軟體"),
    ],
)
def test_a_text_that_would_break_the_markup_is_refused(project: Project, source: str, text: str) -> None:
    before = project.files()
    start = ARTICLE.index(source)
    with pytest.raises(OutputError) as caught:
        edit_span(project.open(), Span(start, start + len(source)), text)
    assert (caught.value.path, caught.value.line is not None) == (Path(str(project.source)), True)
    assert project.files() == before


def test_what_cannot_be_decided_is_refused(project: Project) -> None:
    review = project.open()
    link = next(number for number, change in enumerate(review.proposals) if change.rule.layer is Layer.LINK)
    for number in (link, -1, len(review.proposals)):
        with pytest.raises(UsageError):
            decide(review, [number], Verdict.ACCEPT)
    with pytest.raises(UsageError, match="no candidate"):
        decide(review, project.places("软件")[:1], Verdict.PICK, "硬件")


def test_two_windows_cannot_overwrite_each_others_decisions(project: Project) -> None:
    one, two = project.open(), project.open()
    first, second, *_ = project.places("软件")
    save(decide(one, [first], Verdict.REJECT))
    there = project.decisions.read_bytes()
    with pytest.raises(ConflictError):
        save(decide(two, [second], Verdict.REJECT))
    assert project.decisions.read_bytes() == there
    again = project.open()
    assert verdicts(save(decide(again, [second], Verdict.REJECT), again.version), [first, second]) == ["軟件", "軟件"]


def test_edits_of_the_output_are_adopted_byte_for_byte(project: Project) -> None:
    keep(decide(project.open(), project.places("软件")[:1], Verdict.REJECT))
    text = project.output.read_text(encoding="utf-8")
    edited = (
        text.replace("title: 軟件", 'title: "軟件"', 1)
        .replace("## 軟體的質量", "## 軟體與質量")
        .replace("第一段。\n", "第一段。\n\n多出來的一段。\n")
        .replace("```\n软件\n```", "```\n軟體\n```")
        .replace("第四段。", "")
    )
    project.output.write_bytes(edited.encode())
    review = project.open()
    assert review.output_changed
    with pytest.raises(OutputError, match="not overwritten"):
        write_settled(review)
    adopted = adopt_edits(review)
    assert adopted.settled().text == edited
    assert all(held.decision.by_hand for held in adopted.edits)
    save(adopted)
    assert project.convert().unchanged
    assert project.output.read_bytes() == edited.encode()
    assert not project.open().output_changed


def test_a_review_can_be_read_when_source_and_output_are_gone_or_changed(project: Project) -> None:
    project.write("别的。\n")
    assert project.open().source_changed
    project.source.unlink()
    project.output.unlink()
    review = project.open()
    assert review.output_missing
    assert review.source_text == ARTICLE
    keep(review)
    assert project.output.exists()


def test_a_damaged_record_or_decisions_file_is_named_and_left_alone(project: Project) -> None:
    save(decide(project.open(), project.places("软件")[:1], Verdict.REJECT))
    for path in (project.decisions, project.record):
        data = path.read_bytes()
        path.write_bytes(data[:-9])
        before = project.files()
        with pytest.raises(RecordError) as caught:
            project.open()
        assert path.name in str(caught.value.path)
        with pytest.raises((RecordError, OutputError)):
            project.write(ARTICLE + "\n更多。\n")
            project.convert()
        project.write(ARTICLE)
        assert project.files() == before
        path.write_bytes(data)


def test_reviews_are_found_by_name_and_nothing_else_is(project: Project) -> None:
    (project.root / "output" / ".review" / "notes").mkdir()
    (project.root / "output" / ".review" / "notes" / "x.json").write_text("{}")
    (project.record.parent / ".hidden.json").write_text("{}")
    (project.record.parent / "post.md.json.pending").write_text("{}")
    assert [ref.name for ref in find_reviews(Path("output"), project.root)] == ["zh-Hant-TW/post.md"]
    assert find_reviews(project.root / "none", project.root) == []


def test_groups_count_places_over_articles(project: Project) -> None:
    other = Project(project.root)
    other.source = project.root / "other.md"
    review = decide(project.open(), project.places("软件")[:3], Verdict.ACCEPT)
    reviews = [review, project.open()]
    groups = group(reviews)
    assert groups[0].risky == 2
    assert groups[0].source == "云"
    (software,) = (each for each in groups if each.source == "软件")
    count = len(project.places("软件"))
    assert (software.places, software.articles, software.undecided) == (2 * count, 2, 2 * count - 3)
    assert dict(software.members)[1] == tuple(project.places("软件"))
    assert sum(each.places for each in groups) == sum(len(each.states) for each in reviews)


@pytest.mark.parametrize(
    ("rule", "meant"),
    [
        *((rule, True) for rule in ("region", "TWPhrases:軟件", "TWPhrases", "region:TWPhrases:軟件", "软件→軟體", "软件=軟體")),
        *((rule, False) for rule in ("phrase", "TWPhrases:軟", "软件", "软件→軟件", "", "region:TWPhrases")),
    ],
)
def test_a_rule_of_the_command_line_names_changes(project: Project, rule: str, meant: bool) -> None:
    review = project.open()
    said = review.proposals.substitutions[review.proposals.numbers[project.places("软件")[0]]]
    assert matches(rule, said) is meant


def test_a_run_killed_between_output_and_record_is_known_for_ours(project: Project) -> None:
    pending = project.record.with_name(f"{project.record.name}.pending")
    review = decide(project.open(), project.places("软件")[:1], Verdict.REJECT)
    old = project.record.read_bytes()
    keep(review)
    os.replace(project.record, pending)  # noqa: PTH105
    project.record.write_bytes(old)
    after = project.open()
    assert not after.output_changed
    assert after.written
    assert open_review(after.ref, project.root).record.made(project.output.read_bytes())


def test_a_decision_throughout_the_article_is_one_though_some_places_are_in_doubt(project: Project) -> None:
    project.write("云计算的云，云朵的云，云。\n")
    project.convert()
    review = project.open()
    places = project.places("云")
    risks = {review.proposals[place].risk for place in places}
    review = decide(review, places, Verdict.REVERT, scope=Scope.ARTICLE)
    assert review.stale == ()
    assert verdicts(review, places) == ["云"] * len(places)
    rules = {review.proposals[place].rule for place in places}
    assert len(review.file.decisions) == len(rules)
    assert (Risk.REVIEW in risks) == any(decision.risk is Risk.REVIEW for decision in review.file.decisions)
    assert decide(project.open(), places, Verdict.ACCEPT, scope=Scope.ARTICLE).counts.risky == 0


@pytest.mark.parametrize(("encoding", "mark"), [("gb18030", b""), ("utf-16-le", b"\xff\xfe"), ("utf-8", b"\xef\xbb\xbf")])
def test_an_output_that_is_gone_is_written_again_as_it_was(project: Project, encoding: str, mark: bytes) -> None:
    project.source.write_bytes(mark + ARTICLE.encode(encoding))
    project.convert()
    before = project.output.read_bytes()
    assert before.startswith(b"\xef\xbb\xbf") is bool(mark)
    project.output.unlink()
    write_settled(project.open())
    assert project.output.read_bytes() == before
    assert not project.open().source_changed
