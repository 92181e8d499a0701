"""What decisions make of proposals, where they hold and where they are stale."""

from __future__ import annotations

import pytest

from langbridge.article import Markup, parse_article
from langbridge.glossary import Concept, Glossary, Termbase, TermForm
from langbridge.pipeline import Conversions
from langbridge.review import Decision, Resolution, Scope, SourceLines, Verdict, resolve, settle, step_below
from langbridge.values import HANS_CN, HANT_TW, Changes, Layer, Risk, Rule, Span, Substitution

SOURCE = "云和软件，云。\n"
RULE = Rule(Layer.REGION, "TWPhrases:软件", "OpenCC")
SOFTWARE = Substitution("软件", "軟體", RULE, ("软件", "軟件", "軟體"))
CLOUD = Substitution("云", "雲", Rule(Layer.CHARACTER, "STCharacters:云"))
DOUBT = Substitution("云", "雲", CLOUD.rule, (), ("雲", "云"), Risk.REVIEW)
SPACE = Substitution("", " ", Rule(Layer.TYPOGRAPHY, "space"))
PROPOSALS = Changes.from_found([(0, CLOUD), (2, SPACE), (2, SOFTWARE), (5, DOUBT)])
ARTICLE = parse_article(SOURCE, markup=Markup.MARKDOWN)


def at(span: Span, verdict: Verdict, text: str, offered: str = "") -> Decision:
    around = SourceLines(SOURCE).around(span)
    return Decision(verdict, SOURCE[span.start : span.end], offered, text, place=around)


def settled(*decisions: Decision) -> str:
    made = settle(ARTICLE, PROPOSALS, decisions)
    assert made.changes.apply(SOURCE) == made.text
    return made.text


def reasons(*decisions: Decision, source: str = SOURCE, proposals: Changes = PROPOSALS) -> list[str]:
    return [stale.reason for stale in resolve(SourceLines(source), proposals, decisions).stale]


def test_without_decisions_the_proposals_stay_as_they_are() -> None:
    made = settle(ARTICLE, PROPOSALS, [])
    assert made.changes is made.proposed is PROPOSALS
    assert made.resolution == Resolution()
    assert made.text == "雲和 軟體，雲。\n"


def test_an_insertion_and_what_follows_it_are_decided_by_themselves() -> None:
    word, space = Span(2, 4), Span(2, 2)
    assert settled(at(word, Verdict.REJECT, "軟件")) == "雲和 軟件，雲。\n"
    assert settled(at(space, Verdict.REVERT, "")) == "雲和軟體，雲。\n"
    assert settled(at(word, Verdict.REVERT, "软件"), at(space, Verdict.REVERT, "")) == "雲和软件，雲。\n"
    assert settled(at(Span(1, 4), Verdict.EDIT, "與軟體")) == "雲與軟體，雲。\n"


def test_a_decision_over_several_changes_takes_them_all() -> None:
    made = settle(ARTICLE, PROPOSALS, [at(Span(0, 6), Verdict.EDIT, "甲")])
    assert made.text == "甲。\n"
    (held,) = made.resolution.held
    assert held.places == (0, 1, 2, 3)


def test_a_decision_throughout_the_article_does_not_accept_a_doubt_unless_it_was_about_one() -> None:
    accept = Decision(Verdict.ACCEPT, "云", "雲", "雲", "character STCharacters:云", Scope.ARTICLE)
    lines = SourceLines(SOURCE)
    assert [held.places for held in resolve(lines, PROPOSALS, [accept]).held] == [(0,)]
    doubtful = Decision(Verdict.ACCEPT, "云", "雲", "雲", "character STCharacters:云", Scope.ARTICLE, risk=Risk.REVIEW)
    assert [held.places for held in resolve(lines, PROPOSALS, [doubtful]).held] == [(0,), (3,)]
    assert all(said.risk is Risk.NONE for said in settle(ARTICLE, PROPOSALS, [doubtful]).changes.substitutions)


def test_a_text_holds_whatever_is_proposed_and_an_accept_does_not() -> None:
    other = Changes.from_found([(2, Substitution("软件", "軟體程式", Rule(Layer.GLOSSARY, "software")))])
    reject, accept = at(Span(2, 4), Verdict.REJECT, "軟件", "軟體"), at(Span(2, 4), Verdict.ACCEPT, "軟體", "軟體")
    assert settle(ARTICLE, other, [reject]).text == "云和軟件，云。\n"
    assert reasons(reject, proposals=other) == []
    assert reasons(accept, proposals=other) == ["now 軟體程式 is proposed"]
    throughout = Decision(Verdict.REJECT, "软件", "軟體", "軟件", "region TWPhrases:软件", Scope.ARTICLE)
    assert settle(ARTICLE, other, [throughout]).text == "云和軟件，云。\n"
    assert reasons(throughout, proposals=Changes()) == ["this is not proposed in the article any more"]


def test_what_holds_nowhere_is_stale_and_says_why() -> None:
    word = at(Span(2, 4), Verdict.REJECT, "軟件")
    assert "gone" in reasons(word, source="别的\n", proposals=Changes())[0]
    wider = Changes.from_found([(1, Substitution("和软件", "與軟體", RULE))])
    assert "begin or end elsewhere" in reasons(word, proposals=wider)[0]
    assert "begin or end elsewhere" in reasons(at(Span(3, 5), Verdict.EDIT, "x"))[0]
    contradicting = at(Span(2, 4), Verdict.EDIT, "程式")
    assert ["contradicts" in reason for reason in reasons(word, contradicting)] == [True, True]
    assert ["a part" in reason for reason in reasons(at(Span(1, 4), Verdict.EDIT, "x"), word)] == [True]


def throughout(verdict: Verdict, text: str, offered: str = "軟體", rule: str = "region TWPhrases:软件") -> Decision:
    return Decision(verdict, "软件", offered, text, rule, Scope.ARTICLE)


def test_two_for_the_whole_article_that_contradict_each_other_hold_neither() -> None:
    accept, reject = throughout(Verdict.ACCEPT, "軟體"), throughout(Verdict.REJECT, "軟件")
    for order in ((accept, reject), (reject, accept)):
        assert resolve(SourceLines(SOURCE), PROPOSALS, order).held == ()
        assert ["contradicts" in reason for reason in reasons(*order)] == [True, True]


def test_one_for_the_whole_article_about_what_is_proposed_goes_before_one_about_what_was() -> None:
    new, old = throughout(Verdict.ACCEPT, "軟體"), throughout(Verdict.REJECT, "軟件", "軟件體", "glossary software")
    for order in ((new, old), (old, new)):
        (held,) = resolve(SourceLines(SOURCE), PROPOSALS, order).held
        assert held.decision is new
        assert reasons(*order) == ["this is not proposed in the article any more"]


@pytest.mark.parametrize(
    ("said", "below"),
    [
        (SOFTWARE, "軟件"),
        (CLOUD, "云"),
        (Substitution("软件", "軟件", RULE, ("软件", "軟件")), "软件"),
        (Substitution("代理", " AI代理 ", RULE, ("代理", "代理人", "AI代理")), "代理人"),
        (Substitution("\\u8f6f", "軟", RULE, ("软", "软", "軟")), "\\u8f6f"),
        (DOUBT, "云"),
    ],
)
def test_the_step_below(said: Substitution, below: str) -> None:
    assert step_below(said) == below


def test_rejecting_a_term_gives_the_word_in_the_target_script() -> None:
    termbase = Termbase([Glossary("g", (Concept("agent", {HANS_CN: (TermForm("智能体"),), HANT_TW: (TermForm("AI 代理"),)}),))])
    conversion = Conversions(termbase).convert_article(parse_article("用 AI 的人，在 GPU 上让智能体跑。"), HANT_TW, source=HANS_CN)
    said = next(one for one in conversion.changes.substitutions if one.rule.layer is Layer.GLOSSARY)
    assert (said.target, said.steps) == (" AI 代理", ("智能体", "智能體", "AI 代理"))
    assert step_below(said) == "智能體"
