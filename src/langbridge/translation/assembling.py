"""Translations put back where their segments stand, each written the way its place needs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langbridge.article import Article, Heading, PartKind, fit_front_matter, followed_links, write_plain
from langbridge.translation.segments import Code, Content, Segment, plain
from langbridge.values import Changes, Edit, Found, Layer, Risk, Rule, Span, Substitution, apply_edits

_REQUOTED = Rule(Layer.TYPOGRAPHY, "requote", "the front matter could not be read otherwise")
_FOLLOWED = Rule(Layer.LINK, "heading", "the anchor follows its heading")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a segment becomes, and why: the memory, an engine or a person; with what else it could be, and whether someone should look."""

    content: Content
    rule: Rule
    candidates: tuple[str, ...] = ()
    risk: Risk = Risk.NONE


def assemble(article: Article, segments: Sequence[Segment], renderings: Mapping[int, Rendering]) -> Changes:
    """The changes that put renderings, by the number of their segment, in the place of what they render; the others stay as they are.

    A segment within a code of another one (the title of a link) goes where its code goes, and its change is part of the other's; so does
    the fragment of a link to a heading, which follows it.  Raises InvariantError where a value of the front matter would not say what is
    meant.
    """
    writer = _Writer(article, segments, renderings)
    values = [number for number in writer.outermost if segments[number].kind is PartKind.FRONT_MATTER_VALUE]
    found = _fit_values(
        article, [(Edit(segments[number].span, plain(renderings[number].content)), renderings[number]) for number in values]
    )
    links = followed_links(article, writer.heading)
    writer.links = links
    for number in writer.outermost:
        if segments[number].kind is not PartKind.FRONT_MATTER_VALUE:
            found.append(_change(article, Edit(segments[number].span, writer.written(number)), renderings[number]))
    spans = [segments[number].span for number in writer.outermost]
    starts = [span.start for span in spans]
    for link in links:
        around = bisect_left(starts, link.span.end) - 1
        if around < 0 or spans[around].end < link.span.end:
            source = article.text[link.span.start : link.span.end]
            found.append((link.span.start, Substitution(source, link.replacement, _FOLLOWED)))
    return Changes.from_found(sorted(found, key=lambda one: (one[0], len(one[1].source))))


class _Writer:
    """Writes renderings as they have to stand in the article."""

    def __init__(self, article: Article, segments: Sequence[Segment], renderings: Mapping[int, Rendering]) -> None:
        self.links: Sequence[Edit] = ()
        self.outermost: list[int] = []
        self._text = article.text
        self._markup = article.markup
        self._segments = segments
        self._renderings = renderings
        self._starts = [segment.span.start for segment in segments]
        reached = 0
        for number, segment in enumerate(segments):
            if number in renderings and segment.span.start >= reached:
                self.outermost.append(number)
                reached = segment.span.end

    def written(self, number: int) -> str:
        """A rendering as Markdown, with its codes as they are and what lies within those rendered too."""
        segment = self._segments[number]
        codes = (piece for piece in segment.content if isinstance(piece, Code))
        spans = dict(zip(codes, segment.code_spans, strict=True))
        pieces: list[str] = []
        for piece in self._renderings[number].content:
            if isinstance(piece, str):
                pieces.append(write_plain(piece, segment.kind, self._markup, first=not pieces))
            else:
                pieces.append(self._code(spans[piece]))
        return "".join(pieces)

    def heading(self, heading: Heading) -> str:
        """The inline content of a heading, rendered."""
        return self._applied(heading.span, self._within(heading.span))

    def _code(self, span: Span) -> str:
        links = [link for link in self.links if span.start <= link.span.start and link.span.end <= span.end]
        return self._applied(span, self._within(span), links)

    def _applied(self, span: Span, numbers: Sequence[int], links: Sequence[Edit] = ()) -> str:
        edits = [*(Edit(self._segments[number].span, self.written(number)) for number in numbers), *links]
        moved = (
            Edit(Span(edit.span.start - span.start, edit.span.end - span.start), edit.replacement)
            for edit in sorted(edits, key=lambda edit: edit.span)
        )
        return apply_edits(self._text[span.start : span.end], moved)

    def _within(self, span: Span) -> list[int]:
        """The outermost renderings within a span."""
        found: list[int] = []
        reached = span.start
        for number in range(bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)):
            inner = self._segments[number].span
            if number in self._renderings and reached <= inner.start and inner.end <= span.end:
                found.append(number)
                reached = inner.end
        return found


def _change(article: Article, edit: Edit, rendering: Rendering) -> tuple[int, Substitution]:
    source = article.text[edit.span.start : edit.span.end]
    return edit.span.start, Substitution(source, edit.replacement, rendering.rule, candidates=rendering.candidates, risk=rendering.risk)


def _fit_values(article: Article, values: Sequence[tuple[Edit, Rendering]]) -> Found:
    fitting = fit_front_matter(article, [edit for edit, _ in values])
    found = [_change(article, edit, rendering) for edit, (_, rendering) in zip(fitting.edits, values, strict=True)]
    found += (
        (edit.span.start, Substitution(article.text[edit.span.start : edit.span.end], edit.replacement, _REQUOTED))
        for edit in fitting.quoting
    )
    return found
