"""What a conversion changes besides words: quotes and punctuation by region, large numbers, and the spaces around Latin terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from langbridge.article import Article
from langbridge.project import Typography
from langbridge.typography import block_changes, number_changes, spaced_term, spaces_latin
from langbridge.values import Found, LanguageTag, Layer, Substitution

_NUMBERS = re.compile("[兆亿億]")
_MARKS = re.compile("[,.:;?!()\"'\uff02“”‘’「-』\ufe41-\ufe44·‧•]")


def typeset(
    article: Article,
    numbers: Sequence[int],
    texts: Sequence[str],
    *,
    source: LanguageTag,
    target: LanguageTag,
    quotes: Typography,
    punctuation: Typography,
) -> list[Found]:
    """For each text of the parts with these numbers the changes that win over those of words: marks by region, then numbers."""
    # Few texts hold a number in the trillions, or a mark that a region writes otherwise; the others are not looked at closely.  A target
    # without a region leaves words alone, and 万亿 is one.
    found: list[Found] = [
        number_changes(text, source=source, target=target) if target.region and _NUMBERS.search(text) else [] for text in texts
    ]
    marks = {"quotes": _by_region(quotes, target), "punctuation": _by_region(punctuation, target)}
    if any(marks.values()):
        blocks: dict[int, list[int]] = {}
        for index, number in enumerate(numbers):
            blocks.setdefault(article.parts[number].block, []).append(index)
        for indexes in blocks.values():
            if not any(_MARKS.search(texts[index]) for index in indexes):
                continue
            within = [article.parts[numbers[index]] for index in indexes]
            gaps = [article.text[one.end : other.start] for one, other in pairwise(within)]
            own = block_changes([texts[index] for index in indexes], target=target, gaps=gaps, **marks)
            for index, changes in zip(indexes, own, strict=True):
                if changes:
                    found[index] = lay_over(changes, found[index])
    return found


def _by_region(choice: Typography, target: LanguageTag) -> bool:
    return choice is Typography.LOCALE or (choice is Typography.AUTO and bool(target.region))


def lay_over(below: Found, above: Found) -> Found:
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
        if all(said.rule.layer is not Layer.GLOSSARY and len(said.source) == len(said.target) for _, said in met):
            laid.append(_widened(over, met))
            at = stop
    return laid + below[at:]


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


def space_terms(article: Article, numbers: Sequence[int], texts: Sequence[str], found: Sequence[Found]) -> None:
    """Write glossary terms with Latin letters in them the way the texts are spaced: `AI 代理` in one article, `AI代理` in another."""
    latin = [
        (index, place)
        for index, changes in enumerate(found)
        for place, (_, said) in enumerate(changes)
        if said.rule.layer is Layer.GLOSSARY and _has_latin(said.target)
    ]
    if not latin:
        return
    spaced = spaces_latin(texts)
    for index, place in latin:
        text, (start, said) = texts[index], found[index][place]
        end = start + len(said.source)
        part = article.parts[numbers[index]]
        # At the edge of a part the neighbour is what is protected there: a URL must not grow by the term's letters.
        before = text[start - 1] if start else article.text[part.start - 1 : part.start]
        after = text[end] if end < len(text) else article.text[part.end : part.end + 1]
        target = spaced_term(said.target, before, after, spaced=spaced or " " in said.source)
        if target != said.target:
            found[index][place] = (start, replace(said, target=target))


def _has_latin(text: str) -> bool:
    return any(character.isascii() and character.isalnum() for character in text)
