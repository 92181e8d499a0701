"""What a conversion changes besides words: quotes and punctuation by region, large numbers, and the spaces around Latin terms."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise
from typing import NamedTuple

from langbridge.article import Article, article_text
from langbridge.pipeline.drafts import Draft
from langbridge.project import Typography
from langbridge.typography import block_changes, number_changes, spaced_term, spaces_latin
from langbridge.values import Found, LanguageTag, Layer, Substitution

_NUMBERS = re.compile("[兆亿億]")
_LATIN = re.compile("[A-Za-z0-9]")
_MARKS = re.compile("[,.:;?!()\"'\uff02“”‘’「-』\ufe41-\ufe44·‧•]")


class Texts(NamedTuple):
    """The readable texts of some parts of an article: `numbers` are those of the parts, `joined` is all of them with a line break between
    two, and `starts` says where each begins there."""

    numbers: Sequence[int]
    texts: Sequence[str]
    joined: str
    starts: Sequence[int]

    @classmethod
    def of(cls, article: Article, numbers: Sequence[int]) -> Texts:
        texts = [article_text(article, number) for number in numbers]
        return cls(numbers, texts, "\n".join(texts), list(accumulate((len(text) + 1 for text in texts[:-1]), initial=0)))

    def holding(self, pattern: re.Pattern[str]) -> list[int]:
        """The texts in which the pattern finds a character, by their order."""
        starts = self.starts
        return list(dict.fromkeys(bisect_right(starts, found.start()) - 1 for found in pattern.finditer(self.joined)))


def typeset(
    article: Article, texts: Texts, *, source: LanguageTag, target: LanguageTag, quotes: Typography, punctuation: Typography
) -> Found:
    """The changes that win over those of words, in offsets of the joined texts: marks by region, then numbers."""
    # Few texts hold a number in the trillions, or a mark that a region writes otherwise; the others are not looked at closely.  A target
    # without a region leaves words alone, and 万亿 is one.
    found: dict[int, Found] = {}
    for index in texts.holding(_NUMBERS) if target.region else ():
        found[index] = number_changes(texts.texts[index], source=source, target=target)
    marks = {"quotes": _by_region(quotes, target), "punctuation": _by_region(punctuation, target)}
    marked = texts.holding(_MARKS) if any(marks.values()) else []
    if marked:
        blocks = _blocks(article, texts.numbers)
        for block in dict.fromkeys(article.parts[texts.numbers[index]].block for index in marked):
            indexes = blocks[block]
            within = [article.parts[texts.numbers[index]] for index in indexes]
            gaps = [article.text[one.end : other.start] for one, other in pairwise(within)]
            own = block_changes([texts.texts[index] for index in indexes], target=target, gaps=gaps, **marks)
            for index, changes in zip(indexes, own, strict=True):
                if changes:
                    found[index] = overrule(changes, found.get(index, []))
    return [(texts.starts[index] + start, said) for index in sorted(found) for start, said in found[index]]


def _blocks(article: Article, numbers: Sequence[int]) -> dict[int, list[int]]:
    """For each block the parts that it holds, by their order among the numbers."""
    blocks: dict[int, list[int]] = {}
    for index, number in enumerate(numbers):
        blocks.setdefault(article.parts[number].block, []).append(index)
    return blocks


def _by_region(choice: Typography, target: LanguageTag) -> bool:
    return choice is Typography.LOCALE or (choice is Typography.AUTO and bool(target.region))


def overrule(below: Found, above: Found) -> Found:
    """Both as one: what `above` has wins over what it overlaps, but never over a glossary's term, nor over what has
    another length than its source."""
    if not above:
        return below
    laid: Found = []
    at = 0
    for over in above:
        first, last = over[0], over[0] + len(over[1].source)
        while at < len(below) and below[at][0] + len(below[at][1].source) <= first:
            laid.append(below[at])
            at += 1
        stop = at
        while stop < len(below) and below[stop][0] < last:
            stop += 1
        met = below[at:stop]
        if _gives_way(met):
            laid.append(_widened(over, met))
            at = stop
    return laid + below[at:]


def _gives_way(met: Found) -> bool:
    return all(said.rule.layer is not Layer.GLOSSARY and len(said.source) == len(said.target) for _, said in met)


def _widened(over: tuple[int, Substitution], met: Found) -> tuple[int, Substitution]:
    """A change with what the changes that it meets make of the characters on either side of it: 三万|亿 and 万亿 are one change of
    三万亿."""
    start, said = over
    end = start + len(said.source)
    before, after = Substitution("", "", said.rule), Substitution("", "", said.rule)
    for at, one in met:
        if at < start:
            before = replace(before, source=one.source[: start - at], target=one.target[: start - at])
        if at + len(one.source) > end:
            after = replace(after, source=one.source[end - at :], target=one.target[end - at :])
    if not before.source and not after.source:
        return over
    return start - len(before.source), replace(
        said,
        source=before.source + said.source + after.source,
        target=before.target + said.target + after.target,
        candidates=tuple(before.target + one + after.target for one in said.candidates),
    )


def overrule_draft(draft: Draft, above: Found) -> None:
    """`overrule` for a whole article, where `above` is little and what it meets even less."""
    starts, numbers, table = draft.starts, draft.numbers, draft.table
    laid = Draft(table)
    done = 0
    for over in above:
        first, last = over[0], over[0] + len(over[1].source)
        at = bisect_left(starts, first, done)
        if at > done and starts[at - 1] + len(table.substitutions[numbers[at - 1]].source) > first:
            at -= 1
        stop = bisect_left(starts, last, at)
        met = draft.found(at, stop) if at < stop else []
        if _gives_way(met):
            start, said = _widened(over, met) if met else over
            laid.starts += starts[done:at]
            laid.starts.append(start)
            laid.numbers += numbers[done:at]
            laid.numbers.append(table.number(said))
            done = stop
    draft.starts, draft.numbers = laid.starts + starts[done:], laid.numbers + numbers[done:]


def space_terms(article: Article, texts: Texts, draft: Draft) -> None:
    """Write glossary terms with Latin letters in them the way the texts are spaced: `AI 代理` in one article, `AI代理` in another."""
    table = draft.table.substitutions
    latin = {number for number, said in enumerate(table) if said.rule.layer is Layer.GLOSSARY and _LATIN.search(said.target)}
    if not latin:
        return
    spaced = spaces_latin([texts.joined])
    for place, number in enumerate(draft.numbers):
        if number not in latin:
            continue
        said = table[number]
        index = bisect_right(texts.starts, draft.starts[place]) - 1
        text, start = texts.texts[index], draft.starts[place] - texts.starts[index]
        end = start + len(said.source)
        part = article.parts[texts.numbers[index]]
        # At the edge of a part the neighbour is what is protected there: a URL must not grow by the term's letters.
        before = text[start - 1] if start else article.text[part.start - 1 : part.start]
        after = text[end] if end < len(text) else article.text[part.end : part.end + 1]
        target = spaced_term(said.target, before, after, spaced=spaced or " " in said.source)
        if target != said.target:
            draft.numbers[place] = draft.table.number(replace(said, target=target))
