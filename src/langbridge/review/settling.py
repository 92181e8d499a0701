"""From what the machine proposes and what people decided to what stands in the output."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from langbridge.article import Article, follow_headings
from langbridge.review.decisions import Decision, Scope, Verdict, rule_name
from langbridge.review.markup import check_markup, is_plain
from langbridge.review.surroundings import SourceLines
from langbridge.values import (
    Changes,
    Found,
    InvariantError,
    Layer,
    Risk,
    Rule,
    Span,
    Substitution,
)


class Held(NamedTuple):
    """A decision at the place where it holds: the span of the source that its text replaces, and the numbers of the proposals that lie
    in it; none where the machine changed nothing there."""

    span: Span
    decision: Decision
    places: tuple[int, ...]


class Stale(NamedTuple):
    """A decision that holds nowhere, and why."""

    decision: Decision
    reason: str


@dataclass(frozen=True, slots=True)
class Resolution:
    """Where decisions hold, in the order of the source, and which do not."""

    held: tuple[Held, ...] = ()
    stale: tuple[Stale, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """A text with its decisions applied: `changes` lead to it from the source, `proposed` are the machine's alone."""

    text: str
    changes: Changes
    proposed: Changes
    resolution: Resolution

    @property
    def stale(self) -> tuple[Stale, ...]:
        return self.resolution.stale


def is_decidable(said: Substitution) -> bool:
    """Whether a person decides about a change: links follow their headings, and quotes around a value what is in it."""
    return said.rule.layer is not Layer.LINK and said.rule.id != "requote"


def step_below(said: Substitution) -> str:
    """What rejecting a change gives: 軟件 for 软件→軟件→軟體; the source's own text where there are no steps."""
    if len(said.steps) < 3:
        return said.source
    below, last = said.steps[-2:]
    if below == said.steps[0]:
        return said.source
    if not last or said.target.count(last) != 1:
        return below
    # A term in Latin letters is written with spaces around it where the article has them; a word in Han takes none.
    before, after = said.target.split(last)
    return (before if below[:1].isascii() else before.rstrip(" ")) + below + (after if below[-1:].isascii() else after.lstrip(" "))


class Proposed:
    """The changes that the machine proposes for a text, looked up by place."""

    def __init__(self, text: str, proposals: Changes) -> None:
        self.text = text
        self.proposals = proposals
        self.decidable = [is_decidable(said) for said in proposals.substitutions]
        lengths = [len(said.source) for said in proposals.substitutions]
        self.ends = [start + lengths[number] for start, number in zip(proposals.starts, proposals.numbers, strict=True)]

    def said(self, place: int) -> Substitution:
        """What is proposed at a place."""
        return self.proposals.substitutions[self.proposals.numbers[place]]

    def span(self, place: int) -> Span:
        """Where in the source a proposal stands."""
        return Span(self.proposals.starts[place], self.ends[place])

    def within(self, span: Span) -> tuple[int, ...] | None:
        """The numbers of the proposals that a span covers wholly; None where it cuts one in two.

        An insertion at the edge of a span is not in it; an empty span has the insertions at its place.
        """
        starts = self.proposals.starts
        # Of what begins before the span, only the last that is no insertion can reach into it.
        first = bisect_left(starts, span.start)
        before = first - 1
        while before >= 0 and starts[before] == self.ends[before]:
            before -= 1
        if before >= 0 and self.ends[before] > span.start and self.decidable[self.proposals.numbers[before]]:
            return None
        covered: list[int] = []
        for place in range(first, bisect_right(starts, span.end)):
            start, end = starts[place], self.ends[place]
            if not self.decidable[self.proposals.numbers[place]]:
                continue
            if start == end:
                if span.start < start < span.end or span == (start, end):
                    covered.append(place)
            elif start < span.end:
                if end > span.end:
                    return None
                covered.append(place)
        return tuple(covered)

    def inserts_at(self, offset: int) -> bool:
        """Whether something is inserted at an offset, quotes around a value among it."""
        starts = self.proposals.starts
        return any(self.ends[place] == offset for place in range(bisect_left(starts, offset), bisect_right(starts, offset)))

    def offered(self, span: Span, places: Sequence[int]) -> str:
        """What the machine makes of a span that covers these proposals."""
        found = ((self.proposals.starts[place] - span.start, self.said(place)) for place in places)
        return Changes.from_found(found).apply(self.text[span.start : span.end])


def resolve(lines: SourceLines, proposals: Changes, decisions: Sequence[Decision]) -> Resolution:
    """Find where decisions hold among the changes that the machine proposes for a source."""
    if not decisions:
        return Resolution()
    proposed = Proposed(lines.text, proposals)
    claims: list[Held] = []
    stale: list[Stale] = []
    unchanged = {each.place.line for each in decisions if each.place is not None and lines.like(each.place.line)}
    for decision in decisions:
        if decision.place is None:
            continue
        start = lines.locate(decision.place, decision.source, unchanged=unchanged)
        if start is None:
            stale.append(Stale(decision, "its place is gone from the source, or there are several like it now"))
            continue
        span = Span(start, start + len(decision.source))
        places = proposed.within(span)
        if places is None:
            stale.append(Stale(decision, "the changes that are proposed there now begin or end elsewhere"))
        elif decision.verdict is Verdict.ACCEPT and (offered := proposed.offered(span, places)) != decision.text:
            stale.append(Stale(decision, f"now {offered} is proposed"))
        else:
            claims.append(Held(span, decision, places))
    held = _without_contradictions(claims, stale)
    held += _throughout(proposed, decisions, held, stale)
    held.sort(key=lambda each: each.span)
    return Resolution(tuple(held), tuple(stale))


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans have something in common; an empty one has with another that it lies in, or that is equal."""
    return one == other or (one.start < other.end and other.start < one.end)


def in_order(decisions: Sequence[Decision], resolution: Resolution) -> tuple[Decision, ...]:
    """Decisions as their file has them: those for the whole article, then those for places in the order of the source, then stale ones."""
    starts = {each.decision: each.span for each in resolution.held if each.decision.place is not None}
    last = max((span.end for span in starts.values()), default=0) + 1

    def order(decision: Decision) -> tuple[int, int, int, str, str, str]:
        if decision.place is None:
            return 0, 0, 0, decision.source, decision.offered, decision.rule
        return 1, *starts.get(decision, (last, last)), "", "", ""

    return tuple(sorted(dict.fromkeys(decisions), key=order))


def _without_contradictions(claims: list[Held], stale: list[Stale]) -> list[Held]:
    """The claims that no other one overlaps; of equal ones the first."""
    by_span: dict[Span, list[Held]] = {}
    for claim in claims:
        by_span.setdefault(claim.span, []).append(claim)
    held: list[Held] = []
    done = -1
    for span in sorted(by_span):
        first, *others = by_span[span]
        if any((each.decision.verdict, each.decision.text) != (first.decision.verdict, first.decision.text) for each in others):
            stale += (Stale(each.decision, "another decision about the same place contradicts it") for each in by_span[span])
        elif span.start < done:
            stale += (Stale(each.decision, "another decision holds for a part of its place") for each in by_span[span])
        else:
            stale += (Stale(each.decision, "another decision says the same") for each in others)
            held.append(first)
            done = span.end
    return held


def _throughout(proposed: Proposed, decisions: Sequence[Decision], held: Sequence[Held], stale: list[Stale]) -> list[Held]:
    """Where decisions for the whole article hold: at all places of theirs about which none was made by itself."""
    substitutions = proposed.proposals.substitutions
    throughout = [each for each in decisions if each.scope is Scope.ARTICLE]
    numbers = {decision: _same(substitutions, decision) for decision in throughout}
    exact = {number for found in numbers.values() for number in found}
    for decision in throughout:
        # A text of one's own holds whatever is proposed, except where a decision is about the very thing that is.
        if not numbers[decision] and decision.verdict is not Verdict.ACCEPT:
            alike = (n for n, said in enumerate(substitutions) if said.source == decision.source and is_decidable(said))
            numbers[decision] = [number for number in alike if number not in exact]
    by_number: dict[int, list[Decision]] = {}
    for decision, found in numbers.items():
        for number in found:
            by_number.setdefault(number, []).append(decision)
    against = {
        each
        for others in by_number.values()
        for each in others
        if any((one.verdict, one.text) != (each.verdict, each.text) for one in others)
    }
    for decision, found in numbers.items():
        if not found:
            stale.append(Stale(decision, "this is not proposed in the article any more"))
        elif decision in against:
            stale.append(Stale(decision, "another decision for the whole article contradicts it"))
        elif all(by_number[number][0] is not decision for number in found):
            stale.append(Stale(decision, "another decision for the whole article says the same"))
    holding = {number: others[0] for number, others in by_number.items() if others[0] not in against}
    if not holding:
        return []
    taken = {place for each in held for place in each.places}
    return [
        Held(proposed.span(place), holding[number], (place,))
        for place, number in enumerate(proposed.proposals.numbers)
        if number in holding and place not in taken
    ]


def _same(substitutions: Sequence[Substitution], decision: Decision) -> list[int]:
    """The numbers of the substitutions that a decision for the whole article was made about."""
    return [
        number
        for number, said in enumerate(substitutions)
        if said.source == decision.source
        and said.target == decision.offered
        and rule_name(said.rule) == decision.rule
        and not (decision.verdict is Verdict.ACCEPT and said.risk is Risk.REVIEW and decision.risk is Risk.NONE)
    ]


def decided_rows(text: str, proposals: Changes, held: Sequence[Held]) -> Found:
    """The machine's changes with what was decided in their stead; links and the quotes of values are still the machine's."""
    rows: list[tuple[int, Substitution] | None] = [
        (start, proposals.substitutions[number]) for start, number in zip(proposals.starts, proposals.numbers, strict=True)
    ]
    human: Found = []
    without_risk: dict[int, Substitution] = {}
    for span, decision, places in held:
        if decision.verdict is Verdict.ACCEPT:
            for place in places:
                number = proposals.numbers[place]
                if number not in without_risk:
                    said = proposals.substitutions[number]
                    without_risk[number] = said if said.risk is Risk.NONE else replace(said, risk=Risk.NONE)
                rows[place] = (proposals.starts[place], without_risk[number])
            continue
        for place in places:
            rows[place] = None
        only = proposals.substitutions[proposals.numbers[places[0]]] if len(places) == 1 else None
        human.append((span.start, _human(text[span.start : span.end], decision, only)))
    left = [row for row in rows if row is not None]
    return sorted([*left, *human], key=_order) if human else left


def _order(row: tuple[int, Substitution]) -> tuple[int, int]:
    """What changes are ordered by: an insertion comes before what begins at the same place."""
    return row[0], len(row[1].source)


def _human(source: str, decision: Decision, instead: Substitution | None) -> Substitution:
    text = source if decision.verdict is Verdict.REVERT else decision.text
    rule = Rule(Layer.HUMAN, decision.verdict, decision.note)
    if instead is None:
        return Substitution(source, text, rule)
    return Substitution(source, text, rule, instead.steps, instead.candidates)


def settle(article: Article, proposals: Changes, decisions: Sequence[Decision], *, check: bool = True) -> Settled:
    """Apply decisions over what the machine proposes for an article; links follow the headings as decided.

    Raises OutputError, naming the line, where the text of a decision would make other markup or front matter of the article, unless it was
    found as an edit of the output file; `check` False leaves that out.
    """
    resolution = resolve(SourceLines(article.text), proposals, decisions)
    if check:
        checked = [each for each in resolution.held if not each.decision.by_hand]
        if not all(is_plain(each.decision) for each in checked):
            check_markup(article, _changes(article, proposals, checked), checked)
    changes = _changes(article, proposals, resolution.held) if resolution.held else proposals
    text = changes.apply(article.text)
    if changes.undo(text) != article.text:
        raise InvariantError(
            "undoing the changes with their decisions does not give the source; nothing was written",
            path=article.path,
            remedy="this is a fault of langbridge: report it",
        )
    return Settled(text, changes, proposals, resolution)


def _changes(article: Article, proposals: Changes, held: Sequence[Held]) -> Changes:
    """All changes that lead to the decided text."""
    spans = [each.span for each in held if each.decision.verdict is not Verdict.ACCEPT]
    found = [row for row in decided_rows(article.text, proposals, held) if row[1].rule.layer is not Layer.LINK]
    found = _with_quotes(article, found, spans)
    followed = follow_headings(article, found)
    # Where a person wrote a link otherwise, that stays.
    return Changes.from_found(row for row in followed if row[1].rule.layer is not Layer.LINK or not _meets(row, spans))


def _with_quotes(article: Article, found: Found, spans: Sequence[Span]) -> Found:
    """Changes without the quotes around values that nothing is changed in any more, or that a person wrote otherwise."""
    if not spans or all(said.rule.id != "requote" for _, said in found):
        return found
    kept: list[tuple[int, int]] = []
    for scalar in article.scalars:
        within = [said for start, said in found if scalar.start <= start and start + len(said.source) <= scalar.end]
        if any(said.source != said.target and said.rule.id != "requote" for said in within):
            kept.append((scalar.start, scalar.end))
    return [
        row
        for row in found
        if row[1].rule.id != "requote" or (any(start <= row[0] <= end for start, end in kept) and not _meets(row, spans))
    ]


def _meets(row: tuple[int, Substitution], spans: Sequence[Span]) -> bool:
    """Whether a change lies in one of these ascending spans, or overlaps one."""
    start, end = row[0], row[0] + len(row[1].source)
    at = bisect_right(spans, start, key=lambda span: span.start)
    near = spans[max(0, at - 2) : at + 1]
    if start == end:
        return any(span == (start, end) or span.start < start < span.end for span in near)
    return any(span.start < end and start < span.end for span in near)
