"""The parts of a proven conversion: those of its source, each where it stands in the output now."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from itertools import accumulate

from langbridge.article.model import Article, Part
from langbridge.article.reader import reread_article
from langbridge.values import Changes, Layer

_ESCAPED = frozenset("\\'\"&")
"""What front matter and HTML escape: where a change brings one, the text that stands there is another than what is read."""


def moved_article(article: Article, changes: Changes, text: str) -> Article:
    """The output of a conversion, in which `changes` were proven to leave the parts of `article` what they were.

    It has parts and text like that of `reread_article`, at a fraction of the time; headings and links are left out.  What holds escapes,
    or was written by a person, is read again after all.
    """
    if article.escaped or any(
        said.rule.layer is Layer.HUMAN or not said.source or not _ESCAPED.isdisjoint(said.target) for said in changes.substitutions
    ):
        return reread_article(article, text)
    growths = [len(said.target) - len(said.source) for said in changes.substitutions]
    grown = list(accumulate(map(growths.__getitem__, changes.numbers), initial=0))
    starts = changes.starts
    parts: list[Part] = []
    start = number = 0
    for _, end, kind, block in article.parts:
        number = bisect_left(starts, end, number)
        end += grown[number]
        parts.append(Part(start, end, kind, block))
        start = end
    return replace(article, text=text, parts=tuple(parts), scalars=(), headings=(), fragment_links=())
