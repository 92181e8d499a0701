"""What is wrong with a translation of an article, whoever made it: its blocks one by one, and what it says in more ways than one.

The rules of a pair are described in `docs/translation-checks.md`.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from langbridge.article import Article, Markup, PartKind, front_matter_texts
from langbridge.glossary import Termbase
from langbridge.project import display_path
from langbridge.script import detect_article
from langbridge.translation import HAN, Code, CodeKind, Content, Terms, check_consistency, check_pair, plain, segment_article
from langbridge.values import ENGLISH, HANS, Finding, line_and_column

_LETTERS = 3.3
"""Characters of English for a Chinese one, as articles have them on average."""
_ALONE = 1.5
"""What it costs to leave a block without a counterpart: as much as one that is four and a half times too long."""
_MOST_COMPARED = 100_000
"""Of how many pairs of blocks each is weighed; in longer articles only kinds are compared."""


class _Block(NamedTuple):
    """A block or value of an article: what it is matched by, what it says, and where it starts, in code points."""

    sort: str
    kind: PartKind
    content: Content
    start: int


def check_translation_pair(source: Article, target: Article, *, termbase: Termbase | None = None) -> list[Finding]:
    """What is wrong with `target`, an English version of `source`, by place in the target.

    Values of the front matter are matched by their keys, blocks by their kinds and order; one that is missing is told at the target's
    beginning.
    """
    tag = detect_article(source).tag
    source_tag = tag if tag is not None and tag.is_chinese else HANS
    terms = Terms((termbase or Termbase()).entries(source_tag, ENGLISH))
    findings: list[Finding] = []
    pairs: list[tuple[Content, Content]] = []
    starts: list[int] = []
    used: dict[str, tuple[str, ...]] = {}
    for one, other in _matched([*_values(source), *_blocks(source)], [*_values(target), *_blocks(target)]):
        if other is None:
            if one is not None and HAN.search(plain(one.content)):
                where = f"the {one.kind} of line {line_and_column(source.text, one.start)[0]}"
                findings.append(_finding(target, 0, "missing", f"{where} is not there: {plain(one.content)[:30]}"))
        elif one is None:
            if other.kind is not PartKind.FRONT_MATTER_VALUE:
                findings.append(_finding(target, other.start, "added", f"the source has no {other.kind} here"))
        elif HAN.search(plain(one.content)):
            content = _as_of(other.content, one.content)
            found = [(term.form, term.targets) for term in terms.find(plain(one.content)) if term.final]
            faults = check_pair(one.content, content, source_tag=source_tag, terms=found, kind=one.kind)
            findings += (_finding(target, other.start, fault.rule, fault.message) for fault in faults)
            pairs.append((one.content, content))
            starts.append(other.start)
            used |= found
    for number, fault in check_consistency(pairs, list(used.items())):
        findings.append(_finding(target, starts[number], fault.rule, fault.message))
    return sorted(findings, key=lambda one: (one.line, one.column, one.rule))


def _values(article: Article) -> list[_Block]:
    """The values of the front matter that an article converts, and in a version in another language any that may be of such."""
    if article.markup is Markup.TEXT:
        return []
    return [
        _Block(f"{stated.key} {stated.nth}", PartKind.FRONT_MATTER_VALUE, (stated.text,), stated.span.start)
        for stated in front_matter_texts(article.text)
        if stated.text and article.front_matter_keys.is_prose(stated.key.split(".")) is not False
    ]


def _blocks(article: Article) -> list[_Block]:
    return [
        _Block(segment.kind, segment.kind, segment.content, segment.span.start)
        for segment in segment_article(article, every=True)
        if segment.kind is not PartKind.FRONT_MATTER_VALUE
    ]


def _matched(ours: Sequence[_Block], theirs: Sequence[_Block]) -> Iterator[tuple[_Block | None, _Block | None]]:
    """What belongs together, None where there is nothing, in the order of the source.

    Blocks of one kind may belong together; where the two articles have not the same kinds in a row, those do whose lengths fit.
    """
    sorts, other_sorts = [one.sort for one in ours], [one.sort for one in theirs]
    if len(ours) * len(theirs) <= _MOST_COMPARED and sorts != other_sorts:
        yield from _aligned(ours, theirs)
        return
    for what, start, end, other_start, other_end in SequenceMatcher(None, sorts, other_sorts, autojunk=False).get_opcodes():
        if what == "equal":
            yield from zip(ours[start:end], theirs[other_start:other_end], strict=True)
        else:
            yield from ((one, None) for one in ours[start:end])
            yield from ((None, one) for one in theirs[other_start:other_end])


def _aligned(ours: Sequence[_Block], theirs: Sequence[_Block]) -> Iterator[tuple[_Block | None, _Block | None]]:
    """Blocks matched at the least cost: that of lengths which do not fit, and of blocks left alone (after Gale and Church, 1993)."""
    # The cost of matching all from these two on, and which of them to take.
    costs = [[(0.0, (0, 0))] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for at in range(len(ours), -1, -1):
        for other in range(len(theirs), -1, -1):
            ways: list[tuple[float, tuple[int, int]]] = []
            if at < len(ours) and other < len(theirs) and ours[at].sort == theirs[other].sort:
                ways.append((costs[at + 1][other + 1][0] + _misfit(ours[at], theirs[other]), (1, 1)))
            if at < len(ours):
                ways.append((costs[at + 1][other][0] + _ALONE, (1, 0)))
            if other < len(theirs):
                ways.append((costs[at][other + 1][0] + _ALONE, (0, 1)))
            costs[at][other] = min(ways, default=(0.0, (0, 0)))
    at = other = 0
    while at < len(ours) or other < len(theirs):
        ours_taken, theirs_taken = costs[at][other][1]
        yield ours[at] if ours_taken else None, theirs[other] if theirs_taken else None
        at, other = at + ours_taken, other + theirs_taken


def _misfit(source: _Block, target: _Block) -> float:
    """How little a block looks like another's translation, from 0: by its length, and by what markup it holds."""
    text, other = plain(source.content), plain(target.content)
    expected = _LETTERS * len(HAN.findall(text)) + len(re.findall("[\x21-\x7e]", text))
    codes, other_codes = (Counter(one.text for one in content if isinstance(one, Code)) for content in (source.content, target.content))
    lost = (codes - other_codes).total() + (other_codes - codes).total()
    return abs(math.log((len(other) + 1) / (expected + 1))) + lost / (1 + codes.total() + other_codes.total())


def _as_of(content: Content, source: Content) -> Content:
    """A content whose codes are numbered as the source numbers those that stand for the same; others get numbers of their own."""
    numbers: dict[tuple[CodeKind, str], list[int]] = {}
    highest = 0
    for code in source:
        if isinstance(code, Code):
            numbers.setdefault((code.kind, code.text), []).append(code.number)
            highest = max(highest, code.number)
    renumbered: list[str | Code] = []
    for piece in content:
        if isinstance(piece, Code):
            free = numbers.get((piece.kind, piece.text))
            piece = Code(free.pop(0) if free else highest + piece.number, piece.kind, piece.text)
        renumbered.append(piece)
    return tuple(renumbered)


def _finding(article: Article, start: int, rule: str, message: str) -> Finding:
    path = display_path(article.path) if article.path is not None else "-"
    return Finding(path, *line_and_column(article.text, start), f"translation.{rule}", message)
