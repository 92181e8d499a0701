"""Running a compiled plan over a text, and composing what its calls matched.

Each pass works in coordinates of its own input.  `run_pass` turns one call of OpenCC into its output and its matches of more than one
character; `fold` carries the matches of a later pass back through those of the earlier ones, joining what overlaps.  Between these rows
source and target go character by character, so the single characters that changed show by comparison, at the end and all at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langbridge.script.compiled import CompiledPlan, EntryRule, Pass
from langbridge.script.marks import FIRST_CODE, MARK, SEGMENT

Match = tuple[int, int, int, int, EntryRule]
"""A dictionary entry applied by one pass: `start:end` of its input became `target_start:target_end` of its output (a bare tuple: there
are many)."""

MatchSpan = tuple[int, int, EntryRule]
"""Where an entry matched the text that came in, and which."""


@dataclass(slots=True)
class Row:
    """What the entries of one or more passes made of `start:end` of the text that came in.

    `target_start:target_end` is where it stands in the text so far.  `texts` are the source and what each pass that matched here made of
    it, but for later passes' changes of single characters.  `rule` is the entry that decided, `key` the text that it matched.
    """

    start: int
    end: int
    target_start: int
    target_end: int
    texts: tuple[str, ...]
    rule: EntryRule
    key: str


def run_plan(plan: CompiledPlan, text: str, *, unchanged: bool = False) -> tuple[str, list[Row]]:
    """What a plan makes of a text, and the rows, in ascending order, of all matches that changed something (with `unchanged`, of all).

    The text holds nothing that `marks.FOREIGN` finds, but for CUT and SEPARATOR.  In the output SEGMENT marks still stand, and each
    glossary term as its code.
    """
    current = plan.segment(text) if plan.segment else text
    rows: list[Row] = []
    for stage, one in enumerate(plan.passes):
        after, matches = run_pass(one, current, unchanged=unchanged)
        rows = fold(rows, text, current, after, matches) if stage else first_rows(current, after, matches, segmented=bool(plan.segment))
        current = after
    return current, rows


def run_pass(one: Pass, text: str, *, unchanged: bool = False) -> tuple[str, list[Match]]:
    """Call OpenCC once: the text it made, and the matches of more than a character for a character that changed something.

    In the text a glossary term stands as its code; where the pass delimits segments, SEGMENT stands on both sides of each match.
    """
    return read_marks(one, one.convert(text), text, unchanged=unchanged)


def read_marks(one: Pass, marked: str, text: str, *, unchanged: bool = False) -> tuple[str, list[Match]]:
    """Read the marks in what a pass has made of a text; the result is that of `run_pass`."""
    pieces = marked.split(MARK)
    rules = one.rules
    bound = 1 if one.delimits else 0
    matches: list[Match] = []
    at = made = 0
    plain = len(pieces[0])
    for number in range(1, len(pieces), 2):
        at += plain
        made += plain + bound
        piece = pieces[number]
        entry = rules[ord(piece[0]) - FIRST_CODE]
        length = entry.length
        if entry.dictionary:
            pieces[number] = piece = piece[1:]
        if unchanged or text[at : at + length] != piece:
            matches.append((at, at + length, made, made + len(piece), entry))
        at += length
        made += len(piece) + bound
        plain = len(pieces[number + 1])
    return (SEGMENT if bound else "").join(pieces), matches


def match_spans(plan: CompiledPlan, text: str) -> list[MatchSpan]:
    """Where the rows of `run_plan` with `unchanged` begin and end, and their entries, in no order.

    Where a pass delimits segments, a row is a match of this pass or lies between two; what is in a segment need not be looked at.
    """
    first = plan.passes[0]
    if not first.delimits:
        return [(row.start, row.end, row.rule) for row in run_plan(plan, text, unchanged=True)[1]]
    after, matches = run_pass(first, text, unchanged=True)
    spans = [(start, end, rule) for start, end, _, _, rule in matches]
    for later in plan.passes[1:]:
        segments = later.convert(after).split(SEGMENT)
        for start, segment in zip([0, *(end for _, end, _ in spans)], segments[::2], strict=True):
            if MARK in segment:
                spans += ((start + at, start + until, rule) for at, until, _, _, rule in read_marks(later, segment, "", unchanged=True)[1])
    return spans


def first_rows(text: str, after: str, matches: Sequence[Match], *, segmented: bool) -> list[Row]:
    """The rows of a first pass that made `after` of a text, in which SEGMENT marks stand where it is `segmented`."""
    rows = [
        Row(start, end, made, made_end, (text[start:end], after[made:made_end]), rule, text[start:end])
        for start, end, made, made_end, rule in matches
    ]
    if not segmented:
        return rows
    marks = counted = 0
    for row in rows:
        marks += text.count(SEGMENT, counted, row.start)
        counted = row.start
        row.start -= marks
        row.end -= marks
    return rows


def fold(rows: Sequence[Row], source: str, text: str, after: str, matches: Sequence[Match]) -> list[Row]:
    """Join the rows so far, which lead from `source` to `text`, with the matches that made `after` of it."""
    folded: list[Row] = []
    pending = 0  # the first row not yet carried over
    behind = 0  # how much further on a place stands in `text` than in the text that came in
    counted = 0  # up to where the SEGMENT marks of `text` are in `behind`
    grown = 0  # how much further on a place stands in `after` than in `text`

    def source_of(place: int) -> int:
        """Where an unchanged place of `text` was in the text that came in."""
        nonlocal behind, counted
        behind += text.count(SEGMENT, counted, place)
        counted = place
        return place - behind

    number, total = 0, len(matches)
    while pending < len(rows) or number < total:
        if number == total or (pending < len(rows) and rows[pending].target_end <= matches[number][0]):
            row = rows[pending]
            behind, counted = row.target_end - row.end, row.target_end
            row.target_start += grown
            row.target_end += grown
            folded.append(row)
            pending += 1
            continue
        # A group: this match, and all rows and matches that overlap it or one another.
        first_row, first_match = pending, number
        start, end, *_ = matches[number]
        number += 1
        while True:
            if pending < len(rows) and rows[pending].target_start < end:
                start, end = min(start, rows[pending].target_start), max(end, rows[pending].target_end)
                pending += 1
            elif number < total and matches[number][0] < end:
                end = max(end, matches[number][1])
                number += 1
            else:
                break
        own, theirs = rows[first_row:pending], matches[first_match:number]
        source_start = own[0].start if own and own[0].target_start == start else source_of(start)
        if own:
            behind, counted = own[-1].target_end - own[-1].end, own[-1].target_end
        source_end = source_of(end)
        made_start = start + grown
        grown += sum(made_end - made - (until - at) for at, until, made, made_end, _ in theirs)
        at, until, _, _, rule = max(theirs, key=lambda match: match[1] - match[0])
        key = text[at:until]
        largest = max(own, key=lambda row: row.target_end - row.target_start, default=None)
        if largest is not None and largest.target_end - largest.target_start > until - at:
            rule, key = largest.rule, largest.key
        texts = (source[source_start:source_end], text[start:end], after[made_start : end + grown])
        folded.append(Row(source_start, source_end, made_start, end + grown, texts, rule, key))
    return folded
