"""What a person does in a review: each function gives the review as it is then, and writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from langbridge.review.decisions import Decision, Scope, Verdict, rule_name
from langbridge.review.markup import is_plain
from langbridge.review.reviews import Review
from langbridge.review.settling import Proposed, is_decidable, overlap, step_below
from langbridge.values import Risk, Span, Substitution, UsageError


def decide(review: Review, places: Sequence[int], verdict: Verdict, text: str = "", scope: Scope = Scope.PLACE, note: str = "") -> Review:
    """The review with a decision about proposals, by their numbers; `text` is for pick and edit.

    With scope article it holds at all places of the article where the same is proposed, those apart about which something else was decided
    by itself.  Raises UsageError for a number that cannot be decided or a text that is no candidate, OutputError for a text that would
    break the markup.
    """
    proposed = Proposed(review.source_text, review.proposals)
    made: list[Decision] = []
    throughout: dict[tuple[str, str, str], int] = {}
    for place in dict.fromkeys(places):
        said = _said(proposed, place)
        one = Decision(verdict, said.source, said.target, _text(said, verdict, text), rule_name(said.rule), scope, note, risk=said.risk)
        key = _about(said)
        if scope is Scope.ARTICLE and key not in throughout:
            throughout[key] = len(made)
        elif scope is Scope.ARTICLE and made[throughout[key]].text == one.text:
            if one.risk is Risk.REVIEW:  # the same, in doubt here: the decision is about that too
                made[throughout[key]] = one
            continue
        else:  # the step below may differ with the way: then this place is decided by itself
            one = replace(one, scope=Scope.PLACE, place=review.lines.around(proposed.span(place)))
        made.append(one)
    kept = _without_places(review, set(places))
    if scope is Scope.ARTICLE:
        # An earlier one for the article goes, also where it was made about something else that was proposed there then.
        elsewhere = {
            held.decision
            for held in review.resolution.held
            if held.decision.scope is Scope.ARTICLE and _about(proposed.said(held.places[0])) not in throughout
        }
        there = {held.decision for held in review.resolution.held} - elsewhere
        kept = [
            each
            for each in kept
            if each.scope is Scope.PLACE or not (each in there or (each.rule, each.source, each.offered) in throughout)
        ]
    return _checked(review.with_decisions([*kept, *made]), made)


def _about(said: Substitution) -> tuple[str, str, str]:
    """What a decision about a change is about, wherever it holds."""
    return rule_name(said.rule), said.source, said.target


def _said(proposed: Proposed, place: int) -> Substitution:
    if not 0 <= place < len(proposed.proposals) or not is_decidable(proposed.said(place)):
        raise UsageError(f"there is no change number {place} that can be decided")
    return proposed.said(place)


def _text(said: Substitution, verdict: Verdict, text: str) -> str:
    match verdict:
        case Verdict.ACCEPT:
            return said.target
        case Verdict.REJECT:
            return step_below(said)
        case Verdict.REVERT:
            return said.source
        case Verdict.PICK:
            if text != said.target and text not in said.candidates:
                raise UsageError(f"{text} is no candidate for {said.source}", remedy=f"pick one of {', '.join(said.candidates)}, or edit")
            return text
        case Verdict.EDIT:
            return text


def _without_places(review: Review, places: set[int]) -> list[Decision]:
    """The decisions but those about one of these proposals by itself."""
    gone = {
        id(held.decision) for held in review.resolution.held if held.decision.scope is Scope.PLACE and not places.isdisjoint(held.places)
    }
    return [each for each in review.file.decisions if id(each) not in gone]


def withdraw(review: Review, places: Sequence[int]) -> Review:
    """The review without decisions about these proposals; one for the article stays for its other places."""
    wanted = set(places)
    left = review.with_decisions(_without_places(review, wanted))
    # Under a decision for the place there may have been one for the article, and under that another.
    while split := {held.decision for held in left.resolution.held if held.decision.place is None and not wanted.isdisjoint(held.places)}:
        kept = [each for each in left.file.decisions if each not in split]
        kept += (
            replace(held.decision, scope=Scope.PLACE, place=left.lines.around(held.span))
            for held in left.resolution.held
            if held.decision in split and wanted.isdisjoint(held.places)
        )
        left = left.with_decisions(kept)
    return left


def edit_span(review: Review, span: Span, text: str, note: str = "") -> Review:
    """The review with a text of the person's own for a span of the source.

    Raises UsageError for a span that cuts a change or an earlier decision in two, OutputError for a text that would break the markup.
    """
    if not 0 <= span.start <= span.end <= len(review.source_text):
        raise UsageError("the place to edit lies outside the article")
    proposed = Proposed(review.source_text, review.proposals)
    places = proposed.within(span)
    overlapped = [held for held in review.resolution.held if overlap(held.span, span)]
    if places is None or any(held.span.start < span.start or held.span.end > span.end for held in overlapped):
        raise UsageError("the place to edit begins or ends within a change", remedy="edit the whole change")
    gone = {id(held.decision) for held in overlapped if held.decision.scope is Scope.PLACE}
    made = edit_of(review, proposed, span, text, note)
    return _checked(review.with_decisions([*(each for each in review.file.decisions if id(each) not in gone), made]), [made])


def edit_of(review: Review, proposed: Proposed, span: Span, text: str, note: str = "") -> Decision:
    """The decision that a text stands for a span, which covers whole changes."""
    places = proposed.within(span) or ()
    only = proposed.said(places[0]) if len(places) == 1 and proposed.span(places[0]) == span else None
    return Decision(
        Verdict.EDIT,
        review.source_text[span.start : span.end],
        proposed.offered(span, places),
        text,
        rule_name(only.rule) if only else "",
        Scope.PLACE,
        note,
        review.lines.around(span),
        Risk.REVIEW if any(proposed.said(place).risk is Risk.REVIEW for place in places) else Risk.NONE,
    )


def approve(review: Review) -> Review:
    """The review with all accepted that was undecided: places of risk review one by one, the others throughout the article."""
    alone: list[int] = []
    throughout: dict[int, int] = {}
    said = review.proposals.substitutions
    doubtful = {(each.rule, each.source, each.target) for each in said if each.risk is Risk.REVIEW}
    for state in review.states:
        if state.decided:
            continue
        number = review.proposals.numbers[state.number]
        one = said[number]
        # The same change may be doubtful in one place and not in another; then each is accepted by itself.
        if one.risk is Risk.REVIEW or (one.rule, one.source, one.target) in doubtful:
            alone.append(state.number)
        else:
            throughout.setdefault(number, state.number)
    kept = list(review.file.decisions)
    kept += _accepting(review, alone, Scope.PLACE)
    kept += _accepting(review, throughout.values(), Scope.ARTICLE)
    return review.with_decisions(kept)


def _accepting(review: Review, places: Iterable[int], scope: Scope) -> list[Decision]:
    proposed = Proposed(review.source_text, review.proposals)
    return [
        Decision(
            Verdict.ACCEPT,
            said.source,
            said.target,
            said.target,
            rule_name(said.rule),
            scope,
            "",
            review.lines.around(proposed.span(place)) if scope is Scope.PLACE else None,
            said.risk,
        )
        for place in places
        for said in (proposed.said(place),)
    ]


def _checked(review: Review, made: Iterable[Decision]) -> Review:
    """The review, once the texts that were just decided are known to break nothing."""
    if not all(map(is_plain, made)):
        review.settled()
    return review
