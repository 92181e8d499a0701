"""Decisions about many places of many outputs at once, as the terminal makes them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

from langbridge.review.adopting import adopt_edits
from langbridge.review.deciding import approve, decide
from langbridge.review.decisions import Scope, Verdict
from langbridge.review.exchange import Imported, import_decisions
from langbridge.review.groups import matches
from langbridge.review.reviews import Review, ReviewRef, save, write_settled
from langbridge.values import LangbridgeError, Risk, Substitution, UsageError


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is to be decided: candidates as `Pick` reads them, rules as `matches` does, and what `export_decisions` wrote elsewhere.

    Edits that were made by hand in an output become decisions before anything else is decided about it.
    """

    pick: Sequence[str] = ()
    reject: Sequence[str] = ()
    accept: Sequence[str] = ()
    accept_all: bool = False
    forget_stale: bool = False
    imported: bytes | None = None
    imported_from: Path | None = None
    """For messages."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: all the reviews as they are now, and what went wrong with some.

    `adopted` counts the edits of outputs that became decisions, `places` those that were decided, `before` those of the same rules that
    had been decided and stay, `written` the outputs or records that were written anew.
    """

    reviews: tuple[Review, ...]
    adopted: int
    places: int
    before: int
    written: int
    imported: Imported | None
    errors: tuple[LangbridgeError, ...]


class Pick(NamedTuple):
    """That one of the candidates is to stand wherever the machine proposes another for this source: 回复→回復."""

    source: str
    text: str

    @classmethod
    def parse(cls, said: str) -> Pick:
        """Read a PICK of the command line.  Raises UsageError for one that does not say what becomes what."""
        source, sign, text = said.partition("→" if "→" in said else "=")
        if not (source and sign and text):
            raise UsageError(f"--pick {said}: this does not say what becomes what", remedy="write it like 回复→回復")
        return cls(source, text)

    def matches(self, said: Substitution) -> bool:
        """Whether a substitution is of this source and may become this text."""
        return said.source == self.source and self.text in (said.target, *said.candidates)


class Decided(NamedTuple):
    """A review with more decisions, and how many `places` of a rule they are about; those decided `before` stay as they were."""

    review: Review
    places: int
    before: int


def fulfil(reviews: Sequence[Review], wishes: Wishes) -> Outcome:
    """Decide about many outputs, and write the decisions and the outputs with them; one that fails does not hold up the others.

    Candidates are picked first, then rules rejected before others are accepted, so that `--reject RULE --accept-all` can be said in one
    call.  Raises UsageError for a rule that no change has or a text that is no candidate, RecordError for imported decisions that cannot
    be read.
    """
    picks = [Pick.parse(said) for said in wishes.pick]
    for pick in picks:
        _check_pick(reviews, pick)
    for rule in (*wishes.reject, *wishes.accept):
        if not any(has_rule(review, rule) for review in reviews):
            raise UsageError(f"no change is of the rule {rule}", remedy="langbridge review --list shows the rules")
    errors: list[LangbridgeError] = []
    now: dict[ReviewRef, Review] = {}
    written: set[ReviewRef] = set()
    adopted = 0
    for review in reviews:
        try:
            if review.output_changed:
                # Written as it is, so that what is decided next may change it.
                now[review.ref] = write_settled(save(adopt_edits(review)))
                adopted += len({*now[review.ref].file.decisions} - {*review.file.decisions})
                written.add(review.ref)
            else:
                now[review.ref] = review
        except LangbridgeError as error:
            errors.append(error)
    imported = None
    if wishes.imported is not None:
        imported = import_decisions(wishes.imported, list(now.values()), wishes.imported_from)
        now |= {review.ref: review for review in imported.reviews}
    places = before = 0
    for review in reviews:
        if review.ref not in now:
            continue
        try:
            decided = _decided(now[review.ref], wishes, picks)
            saved = save(decided.review)
            if saved.output_missing or not saved.written:
                saved = write_settled(saved)
                written.add(review.ref)
            now[review.ref] = saved
        except LangbridgeError as error:
            errors.append(error)
            continue
        places += decided.places
        before += decided.before
    return Outcome(tuple(now.get(review.ref, review) for review in reviews), adopted, places, before, len(written), imported, tuple(errors))


def _decided(review: Review, wishes: Wishes, picks: Sequence[Pick]) -> Decided:
    """A review as it is wished, not written yet."""
    places = before = 0
    if wishes.forget_stale:
        review = forget_stale(review)
    for pick in picks:
        review, more, stay = _decide_where(review, pick.matches, Verdict.PICK, pick.text)
        places += more
        before += stay
    for verdict, rules in ((Verdict.REJECT, wishes.reject), (Verdict.ACCEPT, wishes.accept)):
        for rule in rules:
            review, more, stay = decide_rule(review, rule, verdict)
            places += more
            before += stay
    if wishes.accept_all:
        places += review.counts.undecided
        review = approve(review)
    return Decided(review, places, before)


def decide_rule(review: Review, rule: str, verdict: Verdict) -> Decided:
    """Decide about all undecided places of a rule, as `matches` understands it: those of risk review one by one, the others throughout
    the article.  What was decided before stays, so that a person can decide the exceptions first.

    Raises OutputError where the text of a decision would break the markup.
    """
    return _decide_where(review, partial(matches, rule), verdict)


def _decide_where(review: Review, is_meant: Callable[[Substitution], bool], verdict: Verdict, text: str = "") -> Decided:
    proposals = review.proposals
    meant = [is_meant(said) for said in proposals.substitutions]
    states = [state for state in review.states if meant[proposals.numbers[state.number]]]
    undecided = [state.number for state in states if not state.decided]
    # The same change may be doubtful in one place and not in another; then each is decided by itself.
    doubtful = {(said.rule, said.source, said.target) for said in proposals.substitutions if said.risk is Risk.REVIEW}
    alone: list[int] = []
    throughout: dict[int, int] = {}
    for place in undecided:
        number = proposals.numbers[place]
        said = proposals.substitutions[number]
        if (said.rule, said.source, said.target) in doubtful:
            alone.append(place)
        else:
            throughout.setdefault(number, place)
    if alone:
        review = decide(review, alone, verdict, text)
    if throughout:
        review = decide(review, list(throughout.values()), verdict, text, scope=Scope.ARTICLE)
    return Decided(review, len(undecided), len(states) - len(undecided))


def has_rule(review: Review, rule: str) -> bool:
    """Whether there is a place in a review that a rule speaks of."""
    return any(matches(rule, said) for said in _decidable(review))


def _check_pick(reviews: Sequence[Review], pick: Pick) -> None:
    """Raises UsageError, with what could be picked, where there is no such candidate."""
    there = [said for review in reviews for said in _decidable(review) if said.source == pick.source]
    if not any(map(pick.matches, there)):
        candidates = dict.fromkeys(one for said in there for one in said.candidates)
        if candidates:
            raise UsageError(f"{pick.text} is no candidate for {pick.source}", remedy=f"pick one of {', '.join(candidates)}")
        raise UsageError(f"no change of {pick.source} has candidates", remedy="langbridge review --list shows those that have")


def _decidable(review: Review) -> list[Substitution]:
    """What is proposed in a review, each once, and can be decided."""
    numbers = dict.fromkeys(review.proposals.numbers[state.number] for state in review.states)
    return [review.proposals.substitutions[number] for number in numbers]


def forget_stale(review: Review) -> Review:
    """The review without the decisions that hold nowhere."""
    stale = {id(one.decision) for one in review.stale}
    return review.with_decisions([decision for decision in review.file.decisions if id(decision) not in stale])
