"""Decisions replay: whatever is decided, in whatever order, and read back from its file, gives the same text again."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from langbridge.article import Article, Markup, parse_article
from langbridge.glossary import Termbase
from langbridge.pipeline import Conversion, Conversions
from langbridge.review import (
    DecisionFile,
    Record,
    RecordedText,
    Review,
    ReviewRef,
    Scope,
    Verdict,
    adopt,
    approve,
    decide,
    digest,
    edit_span,
    parse_record,
    settle,
    withdraw,
)
from langbridge.review.decisions import parse_decisions
from langbridge.review.json_values import Json
from langbridge.review.settling import is_decidable, step_below
from langbridge.values import HANS_CN, HANT_TW, FrontMatterError, InvariantError, LanguageTag, OutputError, Span, UsageError

ROOT = Path(__file__).parents[2]

SENTENCES = (
    *(
        "后面的软件在里面，河道里面没有软件。",
        "“头发”很干净，他说：“发布软件吧。”",
        "3万亿美元的数据和 AI 代理",
        "智能体用内存里的程序，通过推理。",
    ),
    *("软件", "里面", "English words 100%", "皇后在后面", "`软件 后面`", "[软件](#软件的质量)", "**后面**的*头发*", "这个软件 的 质量"),
)
BLOCKS = (
    *("%s", "%s\n%s", "## %s", "## 软件的质量\n\n[看](#软件的质量)%s", "- %s\n- %s", "> %s", "| %s | %s |\n|---|---|\n| %s | %s |"),
    *("```\n%s\n```", '{{< figure title="%s" >}}', "<b>%s</b>", "$%s$", "软件在里面。\n\n软件在里面。\n\n%s\n\n软件在里面。"),
)
HEADS = (
    *("", "", "---\ntitle: %s\n---\n", "---\ntitle: \"%s\"\ntags: [软件, '%s']\n---\n", "+++\ntitle = '%s'\n+++\n", '{"title": "%s"}\n'),
    '{"title": "\\u8f6f\\u4ef6%s"}\n',
)
TEXTS = ("", "文", "軟件", "the words", " ", "「」", "x\ny", "\n", "#", "`", "- 一\n- 二\n", "\"'")


def filled(template: str) -> st.SearchStrategy[str]:
    count = template.count("%s")
    return st.tuples(*[st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=2).map("".join)] * count).map(
        lambda given: template % given
    )


@st.composite
def articles(draw: st.DrawFn) -> Article:
    head = draw(st.sampled_from(HEADS).flatmap(filled)).replace("“", "").replace("`", "")
    blocks = draw(st.lists(st.sampled_from(BLOCKS).flatmap(filled), min_size=1, max_size=5))
    text = head + "\n\n".join(blocks) + draw(st.sampled_from(("", "\n")))
    return read(draw(st.sampled_from((text, text, text.replace("\n", "\r\n")))))


def read(text: str) -> Article:
    """The article; broken front matter ends the example."""
    try:
        return parse_article(text, markup=Markup.MARKDOWN)
    except FrontMatterError:
        assume(False)
        raise


@cache
def conversions() -> Conversions:
    return Conversions(Termbase.load(sorted((ROOT / "glossaries").glob("*.yaml"))))


def convert(article: Article, target: LanguageTag = HANT_TW) -> Conversion:
    try:
        return conversions().convert_article(article, target)
    except InvariantError:
        assume(False)
        raise


def review_of(conversion: Conversion) -> Review:
    """The review of an output that is on no disk."""
    source, output = conversion.article.text, conversion.text
    settings: dict[str, Json] = {"markup": "markdown", "front_matter": {"convert": [], "keep": []}, "shortcode_parameters": ["title"]}
    record = Record(
        RecordedText("a.md", digest(source.encode()), HANS_CN, len(source)),
        RecordedText("out/a.md", digest(output.encode()), HANT_TW, len(output)),
        conversion.changes,
        {"langbridge": "0"},
        settings,
        source_text=source,
    )
    ref = ReviewRef(HANT_TW, Path("a.md"), Path("a.md.json"), Path("a.md.decisions.jsonl"), Path("out/a.md"))
    review = Review(ref, record, DecisionFile(ref.decisions_path, "a.md", HANT_TW), source, Path("a.md"), False, False, False)
    review.__dict__["article"] = conversion.article
    return review


def places(review: Review) -> list[int]:
    return [state.number for state in review.states]


def text_of(review: Review) -> str:
    """The decided text, once it was found to be the same by way of the file and of the record."""
    settled = settle(review.article, review.proposals, review.file.decisions, check=False)
    again = parse_decisions(review.file.to_bytes(), review.file.path)
    assert again.decisions == review.file.decisions
    assert settle(review.article, review.proposals, again.decisions, check=False).text == settled.text
    assert settled.changes.apply(review.source_text) == settled.text
    assert settled.changes.undo(settled.text) == review.source_text
    made = replace(
        review.record,
        changes=settled.changes,
        proposed=settled.proposed,
        output=replace(review.record.output, characters=len(settled.text)),
    )
    read = parse_record(made.to_bytes())
    assert read.changes.apply(review.source_text) == settled.text
    assert read.proposals.apply(review.source_text) == review.proposals.apply(review.source_text)
    assert parse_record(read.to_bytes()) == read
    assert read.to_bytes() == made.to_bytes()
    assert replace(review, record=read).written
    return settled.text


@given(articles(), st.sampled_from((HANT_TW, HANS_CN)))
def test_accepting_all_gives_the_machines_text_and_reverting_all_the_source(article: Article, target: LanguageTag) -> None:
    conversion = convert(article, target)
    review = review_of(conversion)
    assert text_of(review) == conversion.text
    assert text_of(approve(review)) == conversion.text
    assert approve(review).counts.undecided == 0
    for scope in Scope:
        assert text_of(decide(review, places(review), Verdict.ACCEPT, scope=scope)) == conversion.text
        assert text_of(decide(review, places(review), Verdict.REVERT, scope=scope)) == article.text


@given(articles())
def test_rejecting_all_gives_the_steps_below(article: Article) -> None:
    conversion = convert(article)
    review = review_of(conversion)
    assume(not any(said.rule.id == "requote" for said in conversion.changes.substitutions))
    reverted = decide(review, places(review), Verdict.REVERT)
    below = {state.number: step_below(review.proposals.substitutions[review.proposals.numbers[state.number]]) for state in reverted.states}
    decisions = [
        replace(state.decision, verdict=Verdict.REJECT, text=below[state.number]) for state in reverted.states if state.decision is not None
    ]
    expected, done = "", 0
    for start, number in zip(review.proposals.starts, review.proposals.numbers, strict=True):
        said = review.proposals.substitutions[number]
        if is_decidable(said):
            step = said.steps[-2] if len(said.steps) > 2 and said.steps[-1] == said.target else step_below(said)
            expected += article.text[done:start] + step
            done = start + len(said.source)
    expected += article.text[done:]
    text = text_of(review.with_decisions(decisions))
    if any(each.rule.layer == "link" for each in conversion.changes.substitutions) or "](#" in article.text:
        assert len(text.splitlines()) == len(expected.splitlines())
    else:
        assert text == expected


@given(articles(), st.data())
def test_random_decisions_replay(article: Article, data: st.DataObject) -> None:
    review = review_of(convert(article))
    numbers = places(review)
    assume(numbers)
    for _ in range(data.draw(st.integers(1, 8))):
        some = data.draw(st.lists(st.sampled_from(numbers), min_size=1, max_size=4))
        step = data.draw(st.sampled_from(("decide", "decide", "decide", "withdraw", "edit", "approve")))
        try:
            if step == "decide":
                verdict = data.draw(st.sampled_from((Verdict.ACCEPT, Verdict.REJECT, Verdict.REVERT, Verdict.EDIT)))
                scope = data.draw(st.sampled_from(Scope))
                new = decide(review, some, verdict, data.draw(st.sampled_from(TEXTS)), scope)
                held = {state.number: state.decision for state in new.states}
                assert all((one := held[number]) is not None and one.verdict is verdict and one.scope is scope for number in some)
            elif step == "withdraw":
                new = withdraw(review, some)
                held = {state.number: state.decision for state in new.states}
                assert all(held[number] is None for number in some)
                others = {state.number: state.decided for state in review.states if state.number not in some}
                assert {number: held[number] is not None for number in others} == others
            elif step == "approve":
                new = approve(review)
                assert new.counts.undecided == 0
            else:
                start = data.draw(st.integers(0, len(review.source_text)))
                new = edit_span(
                    review,
                    Span(start, min(start + data.draw(st.integers(0, 9)), len(review.source_text))),
                    data.draw(st.sampled_from(TEXTS)),
                )
        except (OutputError, UsageError):
            continue
        assert not new.stale
        review = new
        text_of(review)


@given(articles(), st.data())
def test_edits_of_an_output_become_decisions_byte_for_byte(article: Article, data: st.DataObject) -> None:
    review = review_of(convert(article))
    numbers = places(review)
    if numbers:
        some = data.draw(st.lists(st.sampled_from(numbers), max_size=4))
        review = review.with_decisions(decide(review, some, data.draw(st.sampled_from((Verdict.ACCEPT, Verdict.REVERT)))).file.decisions)
    for _ in range(2):  # an edited output may be edited again
        settled = settle(article, review.proposals, review.file.decisions)
        edited = settled.text
        for _ in range(data.draw(st.integers(1, 4))):
            start = data.draw(st.integers(0, len(edited)))
            end = min(len(edited), start + data.draw(st.sampled_from((0, 0, 1, 2, 5, 30))))
            edited = edited[:start] + data.draw(st.sampled_from((*TEXTS, *SENTENCES, "新的一行\n"))) + edited[end:]
        adopted = adopt(article, settled.changes, review.proposals, review.file.decisions, edited)
        review = review.with_decisions(adopted.decisions)
        assert not review.stale
        assert text_of(review) == edited


@given(articles(), st.data())
def test_decisions_hold_where_the_source_was_not_edited(article: Article, data: st.DataObject) -> None:
    lines = article.text.split("\n")
    review = review_of(convert(article))
    decided = decide(review, places(review), Verdict.REVERT)
    at = data.draw(st.integers(0, len(lines)))
    text = "\n".join([*lines[:at], "这是新的一行，和别的都不一样。", *lines[at:]])
    after = review_of(convert(read(text))).with_decisions(decided.file.decisions)
    # A line that others are equal to may have lost both neighbours, and a new line may make other words of what is beside it.
    for decision, reason in after.stale:
        assert decision.place is not None
        assert decision.place.of > 1 or "begin or end elsewhere" in reason
