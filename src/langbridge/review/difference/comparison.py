"""Two texts, compared: lines are aligned first, then each pair of lines by words and characters.

Within a pair the longest common subsequence of tokens is found by RapidFuzz, 64 at a time, which is exact and knows no clock.
Its time grows with the product of the lengths, so long lines are cut first, into sentences, which are aligned as lines are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count, pairwise, starmap, zip_longest
from typing import NamedTuple

from langbridge.review.difference.alignment import align
from langbridge.review.difference.model import Difference, Piece, Row
from langbridge.review.difference.words import lines, sentences, tokens
from langbridge.values import Span, TextSpan

LONGEST = 2000
"""Tokens of a line, on both sides together, that are compared at once: a quarter of a millisecond."""
_UNRELATED = 0.3
"""Where less of the shorter line is found in the other, it is by accident: the line is replaced as a whole."""
_FEW = 5
"""So few stretches can be read in any case."""
_ACCIDENT = 3
"""What is the same between two differing stretches stays so unless both are at least so many times as long."""
_SPACES = (" ", "\t", "\u3000")
_LONGEST_SLIDE = 4000
"""Code points of a pair of lines up to which insertions and deletions are moved; the time grows with their square."""


class Stretch(NamedTuple):
    """What stands in A and in B at one place."""

    a: str
    b: str


def compare(a: str, b: str) -> Difference:
    """The difference of two texts.  It takes time in proportion to their length, whatever is in them."""
    a_lines, b_lines = lines(a), lines(b)
    rows: list[Row] = []
    start = b_start = 0
    for i, j in align(a_lines, b_lines):
        one, other = "" if i is None else a_lines[i], "" if j is None else b_lines[j]
        whole = one == other or i is None or j is None
        pieces = []
        for here, there in ((one, other),) if whole else compare_lines(one, other):
            end, b_end = start + len(here), b_start + len(there)
            pieces.append(Piece(TextSpan(start, end, here), TextSpan(b_start, b_end, there)))
            start, b_start = end, b_end
        rows.append(Row(None if i is None else i + 1, None if j is None else j + 1, tuple(pieces)))
    return Difference(a, b, tuple(rows))


def changed_spans(a: str, b: str) -> list[tuple[Span, Span]]:
    """Where two texts differ: a span in A and the span in B that stands there instead, ascending; one of them may be empty.

    What lies between two spans is the same in both texts, so replacing each span of A by B's text there gives B.
    """
    return list(compare(a, b).changed)


def compare_lines(a: str, b: str) -> list[Stretch]:
    """The stretches of two lines that belong together, the same and differing ones in turn; joined they are the lines."""
    one, other = tokens(a), tokens(b)
    if len(one) + len(other) <= LONGEST:
        found = list(_compared(one, other))
    else:
        found = _joined(chain.from_iterable(starmap(_compared, segments(one, other))))
    if len(found) > _FEW:
        # The end of the line says nothing about whether what stands before it is related.
        same = sum(len(one.a.strip()) for one in found if one.a == one.b)
        if same < _UNRELATED * min(len(a.strip()), len(b.strip())):
            end = next((end for end in ("\r\n", "\n") if a.endswith(end) and b.endswith(end)), "")
            return _joined([Stretch(a.removesuffix(end), b.removesuffix(end)), Stretch(end, end)])
    return _slid(_without_accidents(found))


def segments(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """The tokens of two lines, cut so that no segment that differs has more than LONGEST of them."""
    head = next((at for at, (one, other) in enumerate(zip(a, b, strict=False)) if one != other), min(len(a), len(b)))
    most = min(len(a), len(b)) - head
    tail = next((at for at in range(most) if a[-1 - at] != b[-1 - at]), most)
    yield a[:head], b[:head]
    middle, others = a[head : len(a) - tail], b[head : len(b) - tail]
    if len(middle) + len(others) <= LONGEST:
        yield middle, others
    else:
        yield from _sentences(middle, others)
    yield a[len(a) - tail :], b[len(b) - tail :]


def _sentences(a: Sequence[str], b: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    a_sentences, b_sentences = sentences("".join(a)), sentences("".join(b))
    for i, j in align(a_sentences, b_sentences):
        one, other = [] if i is None else tokens(a_sentences[i]), [] if j is None else tokens(b_sentences[j])
        # A sentence without an end in sight is cut wherever that may be.
        step = LONGEST // 2 if len(one) + len(other) > LONGEST else LONGEST
        for start in range(0, max(len(one), len(other)), step):
            yield one[start : start + step], other[start : start + step]


def _compared(a: Sequence[str], b: Sequence[str]) -> Iterator[Stretch]:
    """The longest common subsequence of two rows of tokens."""
    if a == b or not a or not b:
        yield Stretch("".join(a), "".join(b))
        return
    from rapidfuzz.distance import Indel

    # A private character for each token, as diff-match-patch does it for lines.
    codes: defaultdict[str, str] = defaultdict(map(chr, count(0xF0000)).__next__)
    coded, b_coded = "".join(map(codes.__getitem__, a)), "".join(map(codes.__getitem__, b))
    done = b_done = 0
    for start, b_start, length in Indel.editops(coded, b_coded).as_matching_blocks():
        if start > done or b_start > b_done:
            yield Stretch("".join(a[done:start]), "".join(b[b_done:b_start]))
        done, b_done = start + length, b_start + length
        if length:
            same = "".join(a[start:done])
            yield Stretch(same, same)


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Equal and differing stretches in turn, none of them empty."""
    joined: list[Stretch] = []
    for one in stretches:
        if joined and (joined[-1].a == joined[-1].b) == (one.a == one.b):
            joined[-1] = Stretch(joined[-1].a + one.a, joined[-1].b + one.b)
        elif one.a or one.b:
            joined.append(one)
    # What was cut into other words on the other side may be the same once it is joined.
    again = any((one.a == one.b) is (other.a == other.b) for one, other in pairwise(joined))
    return _joined(joined) if again else joined


def _without_accidents(stretches: list[Stretch]) -> list[Stretch]:
    """Leave out what two rewritten stretches have in common by accident: a space between two words, 的 between two clauses."""
    kept = stretches[:1]
    join = False
    for one, behind in zip_longest(stretches[1:], stretches[2:]):
        accident = False
        if behind is not None and one.a == one.b:
            before = kept[-1]
            shorter = min(max(len(before.a), len(before.b)), max(len(behind.a), len(behind.b)))
            accident = one.a in _SPACES or _ACCIDENT * len(one.a) <= shorter
        if join or accident:
            kept[-1] = Stretch(kept[-1].a + one.a, kept[-1].b + one.b)
        else:
            kept.append(one)
        join = accident
    return kept


def _slid(stretches: list[Stretch]) -> list[Stretch]:
    """Move insertions and deletions to the nearest boundary of a word or sentence, where that is the same difference.

    In `一句。二句。` against `一句。[新句。]二句。` the longest common subsequence may as well have found `一句[。新句]。二句。`.
    """
    moves = any(one.a == "" or one.b == "" for one in stretches[1:-1])
    if not moves or sum(len(one.a) + len(one.b) for one in stretches) > _LONGEST_SLIDE:
        return stretches
    from diff_match_patch import diff_match_patch  # type: ignore[import-untyped]

    diffs = [
        (operation, text)
        for one in stretches
        for operation, text in (((0, one.a),) if one.a == one.b else ((-1, one.a), (1, one.b)))
        if text
    ]
    diff_match_patch().diff_cleanupSemanticLossless(diffs)
    return _joined(Stretch(text if operation <= 0 else "", text if operation >= 0 else "") for operation, text in diffs)
