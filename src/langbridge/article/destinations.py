"""Where an article's links lead to other pages: `[text](other.md)`, `{{< relref "other.md" >}}`, `<a href="/posts/other/">`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from langbridge.article.model import Article, PartKind
from langbridge.values import Span

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|[#?]")
_HREF = re.compile(r"""\bhref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')""", re.IGNORECASE)
_REFERENCE = re.compile(r"""\{\{([<%])\s*(rel)?ref\s+(?:path\s*=\s*)?(?:"([^"\\\r\n]*)"|`([^`\r\n]*)`)\s*(/?[>%]\}\})?""")
# Most articles link to other hosts and to pictures alone.
_MAY_LEAD = re.compile(
    r"""(?:\]\(|\]:|href\s*=\s*["'])[\s<]*+(?![A-Za-z][A-Za-z0-9+.-]*:|//|[#?]|[^\s"'()<>?#]*\.(?:png|jpe?g|gif|webp|svg|avif)\b)"""
    r"""|\{\{[<%]\s*+(?:rel)?ref\s""",
    re.IGNORECASE,
)


class Destination(NamedTuple):
    """A link to another page of the site: the span of its path with query and fragment, as it is written.

    For Hugo's `ref` and `relref` with nothing but a path, `reference` is the span of the whole argument, quotes included.
    """

    span: Span
    reference: Span | None = None
    is_reference: bool = False


def may_link(text: str) -> bool:
    """Whether looking for links in a text is worth while."""
    return _MAY_LEAD.search(text) is not None


def link_destinations(article: Article) -> list[Destination]:
    """The links of an article that may lead to other pages of its site, in order; none to other hosts, and none within the page."""
    return [
        found for found in _destinations(article) if not _ELSEWHERE.match(article.text, *found.span) and found.span.start < found.span.end
    ]


def _destinations(article: Article) -> Iterator[Destination]:
    text = article.text
    for start, end, kind, _ in article.parts:
        if kind is PartKind.URL:
            # A tail that could not be read is a URL as a whole, and says nothing here.
            if not text.startswith("]", start, end):
                yield Destination(Span(start, end))
        elif kind is PartKind.HTML:
            for href in _HREF.finditer(text, start, end):
                yield Destination(Span(*href.span(1 if href[1] is not None else 2)))
        elif kind is PartKind.SHORTCODE and (found := _REFERENCE.match(text, start, end)):
            span = Span(*found.span(3 if found[3] is not None else 4))
            whole = Span(span.start - 1, span.end + 1) if found[5] and "=" not in text[start : span.start] else None
            yield Destination(span, whole, is_reference=True)
