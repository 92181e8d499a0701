"""Links within the page follow the headings that they lead to, whatever makes the headings other than they were."""

from __future__ import annotations

from bisect import bisect_left

from langbridge.article.anchors import followed_links
from langbridge.article.model import Article
from langbridge.values import Changes, Found, Layer, Rule, Span, Substitution

_FOLLOWED = Rule(Layer.LINK, "heading", "the anchor follows its heading")


def follow_headings(article: Article, found: Found) -> Found:
    """Changes of links within the page, added to those of the headings that they lead to; `found` has none of them yet.

    A link that lies within a change, such as that of a whole paragraph, is that change's own.
    """
    if not article.fragment_links or not found:
        return found

    def changed(span: Span) -> str:
        first, last = (bisect_left(found, place, key=lambda one: one[0]) for place in span)
        return Changes.from_found((start - span.start, said) for start, said in found[first:last]).apply(
            article.text[span.start : span.end]
        )

    edits = followed_links(article, lambda heading: changed(heading.span))
    if not edits:
        return found
    links = [
        (edit.span.start, Substitution(article.text[edit.span.start : edit.span.end], edit.replacement, _FOLLOWED))
        for edit in edits
        if not _is_changed(found, edit.span)
    ]
    return sorted([*found, *links], key=lambda one: (one[0], len(one[1].source)))


def _is_changed(found: Found, span: Span) -> bool:
    before = bisect_left(found, span.end, key=lambda one: one[0]) - 1
    return before >= 0 and found[before][0] + len(found[before][1].source) > span.start
