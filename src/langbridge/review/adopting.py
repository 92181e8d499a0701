"""Edits that someone made in the output file, as decisions.

What was written is known, so the edits are what differs; where one touches a change it takes the whole change, because a decision is about
whole changes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from langbridge.article import Article
from langbridge.project import display_path
from langbridge.review.decisions import Decision, Scope, Verdict, rule_name
from langbridge.review.reviews import Review, read_if_there
from langbridge.review.settling import Proposed, Resolution, is_decidable, overlap, resolve, settle
from langbridge.review.surroundings import SourceLines
from langbridge.values import Changes, Edit, OutputError, Risk, Span, apply_edits

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Adopted:
    """Decisions that give an edited output, and the lines of it, from 1, that those which are new come from."""

    decisions: tuple[Decision, ...]
    lines: dict[Decision, int]


def adopt_edits(review: Review) -> Review:
    """The review with the edits of its output file as decisions; settled, it gives the edited output byte for byte.

    Raises OutputError where the output is no UTF-8.
    """
    output = read_if_there(review.ref.output_path)
    if output is None or review.record.made(output):
        return review
    edited = decode_output(output, bom=review.bom, path=review.ref.output_path)
    adopted = adopt(review.article, review.record.changes, review.proposals, review.file.decisions, edited)
    return review.with_decisions(adopted.decisions)


def edit_output(review: Review, span: Span, text: str) -> Review:
    """The review with another text for a span of the source, as it stands in the output, as edits of no more than what differs.

    The span begins and ends outside of changes.  Raises OutputError where the text would break the article's markup.
    """
    settled = review.settled(check=False)
    start, end = _in_output(settled.changes, span)
    edited = settled.text[:start] + text + settled.text[end:]
    adopted = adopt(review.article, settled.changes, review.proposals, review.file.decisions, edited)
    # It was written in front of a page that can say what is wrong with it.
    decisions = [replace(each, by_hand=False) if each in adopted.lines else each for each in adopted.decisions]
    review = review.with_decisions(decisions)
    review.settled()
    return review


def output_text(review: Review, span: Span) -> str:
    """What stands in the output, as it is decided, in the place of a span of the source that begins and ends outside of changes."""
    settled = review.settled(check=False)
    start, end = _in_output(settled.changes, span)
    return settled.text[start:end]


def _in_output(changes: Changes, span: Span) -> Span:
    """Where in the output a span of the source is, with what is inserted at its edges."""
    grown = [0]
    for number in changes.numbers:
        said = changes.substitutions[number]
        grown.append(grown[-1] + len(said.target) - len(said.source))
    before, after = bisect_left(changes.starts, span.start), bisect_right(changes.starts, span.end)
    return Span(span.start + grown[before], span.end + grown[after])


def decode_output(output: bytes, *, bom: bool, path: Path) -> str:
    """The text of an output that someone edited.  Raises OutputError where it is no UTF-8, or has lost its byte order mark."""
    try:
        text = output.decode()
    except UnicodeDecodeError as error:
        raise OutputError(
            "the output was edited and is no UTF-8 any more; it is not overwritten",
            path=display_path(path),
            line=output.count(b"\n", 0, error.start) + 1,
            remedy="save it as UTF-8, or move it away",
        ) from error
    if not bom:
        return text
    if not text.startswith(_BOM):
        raise OutputError(
            "the output was edited and has lost its byte order mark, which the source has; it is not overwritten",
            path=display_path(path),
            remedy="save it with the mark, or move it away",
        )
    return text.removeprefix(_BOM)


def adopt(article: Article, written: Changes, proposals: Changes, decisions: Sequence[Decision], edited: str) -> Adopted:
    """Decisions with which an article settles to `edited`; `written` made the output that was edited.

    Links follow headings, so that an edited heading may change a link that was not edited; then the link is an edit too.
    """
    lines = SourceLines(article.text)
    made: dict[Decision, int] = {}
    kept = tuple(decisions)
    for _ in range(3):
        resolution = resolve(lines, proposals, kept)
        kept, new = _adopted(lines, written, proposals, kept, resolution, edited)
        made |= new
        settled = settle(article, proposals, kept, check=False)
        if settled.text == edited:
            there = set(kept)
            return Adopted(kept, {decision: line for decision, line in made.items() if decision in there})
        written = settled.changes
    raise OutputError(
        "the output was edited in a way that cannot be told as decisions; it is not overwritten",
        path=article.path,
        remedy="move it away, convert again, and make its edits again in smaller steps",
    )


def _adopted(
    lines: SourceLines, written: Changes, proposals: Changes, decisions: Sequence[Decision], resolution: Resolution, edited: str
) -> tuple[tuple[Decision, ...], dict[Decision, int]]:
    """Decisions with those that the edits of an output take the place of, and the new ones with their lines in the edited text."""
    output = written.apply(lines.text)
    proposed = Proposed(lines.text, proposals)
    made: dict[Decision, int] = {}
    spans: list[Span] = []
    grown = 0
    for edit in _whole_changes(written, output, list(differences(output, edited))):
        line = edited.count("\n", 0, edit.span.start + grown) + 1
        grown += len(edit.replacement) - (edit.span.end - edit.span.start)
        for span, text in _in_source(written, edit):
            spans.append(span)
            places = proposed.within(span) or ()
            if places or text != lines.text[span.start : span.end] or (span.start == span.end and proposed.inserts_at(span.start)):
                made[_by_hand(lines, proposed, span, places, text)] = line
    gone = {
        each.decision for each in resolution.held if each.decision.scope is Scope.PLACE and any(overlap(each.span, span) for span in spans)
    }
    return tuple(each for each in decisions if each not in gone and each not in made) + tuple(made), made


def _by_hand(lines: SourceLines, proposed: Proposed, span: Span, places: Sequence[int], text: str) -> Decision:
    only = proposed.said(places[0]) if len(places) == 1 and proposed.span(places[0]) == span else None
    return Decision(
        Verdict.EDIT,
        lines.text[span.start : span.end],
        proposed.offered(span, places),
        text,
        rule_name(only.rule) if only else "",
        place=lines.around(span),
        risk=Risk.REVIEW if any(proposed.said(place).risk is Risk.REVIEW for place in places) else Risk.NONE,
        by_hand=True,
    )


def _whole_changes(written: Changes, output: str, edits: Sequence[Edit]) -> Iterator[Edit]:
    """Edits of an output, widened to the whole of each change that they touch; those that meet are one."""
    targets = [Span(start, start + len(written.substitutions[number].target)) for _, start, number in written.places]
    # What was inserted belongs to what is beside it; a quote around a value only to an edit of the quote itself.
    inserted = [not said.source and is_decidable(said) for said in map(written.substitutions.__getitem__, written.numbers)]
    at = 0
    while at < len(edits):
        first = at
        start, end = edits[at].span
        while True:
            before = (start, end, at)
            while at + 1 < len(edits) and edits[at + 1].span.start <= end:
                at += 1
                end = max(end, edits[at].span.end)
            low = max(0, bisect_left(targets, start, key=lambda span: span.end) - 1)
            for number in range(low, len(targets)):
                span = targets[number]
                if span.start > end:
                    break
                touches = span.start <= end and span.end >= start if inserted[number] else span.start < end and span.end > start
                if touches:
                    start, end = min(start, span.start), max(end, span.end)
            if (start, end, at) == before:
                break
        within = (Edit(Span(each.span.start - start, each.span.end - start), each.replacement) for each in edits[first : at + 1])
        # Widening goes to the left too, over what the edit before has left alone: it ended before this one began.
        yield Edit(Span(start, end), apply_edits(output[start:end], within))
        at += 1


def _in_source(written: Changes, edit: Edit) -> Iterator[tuple[Span, str]]:
    """Where in the source an edit of whole changes is, and its text; insertions at its edges are places of their own."""
    places, substitutions = written.places, written.substitutions
    ends = [start + len(substitutions[number].target) for _, start, number in places]

    def unmoved(offset: int, after: int) -> int:
        """The source's offset for one of the output, after so many changes."""
        if not after:
            return offset
        place = places[after - 1]
        return place.source_start + len(substitutions[place.substitution].source) + offset - ends[after - 1]

    start, end = edit.span
    # What was deleted right at an edge of the edit stays outside of it.
    source_start = source_end = unmoved(start, bisect_right(ends, start))
    if start < end:
        after = bisect_right(ends, end)
        while after and ends[after - 1] == end == places[after - 1].target_start:
            after -= 1
        source_end = unmoved(end, after)
    if source_start < source_end:
        first = bisect_left(ends, start)
        within = (place for place, last in zip(places[first:], ends[first:], strict=True) if start <= place.target_start < last <= end)
        edges = {place.source_start for place in within if not substitutions[place.substitution].source}
        for offset in edges.intersection((source_start, source_end)):
            yield Span(offset, offset), ""
    yield Span(source_start, source_end), edit.replacement


def differences(before: str, after: str) -> Iterator[Edit]:
    """The edits that make one text of the other."""
    from langbridge.review.difference import changed_spans  # only where somebody edited an output

    for old, new in changed_spans(before, after):
        yield Edit(Span(*old), after[new.start : new.end])
