"""Translations put back where their segments stand, each written the way its place needs."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from langbridge.article import Article, Heading, Markup, PartKind, fit_front_matter, followed_links, read_plain, write_plain
from langbridge.translation.segments import Code, Content, Segment, join, plain
from langbridge.values import Changes, Edit, Found, Layer, Risk, Rule, Span, Substitution, apply_edits

UNTRANSLATED = "untranslated"
"""The rule, of the engine's layer, of what stayed in its own language."""
_REQUOTED = Rule(Layer.TYPOGRAPHY, "requote", "the front matter could not be read otherwise")
_TAIL = re.compile(r"\]\(<?([^)\s>]*)")
_SHORTCODE = re.compile(r"\{\{[<%]\s*/?\s*[^\s/<>%]+")
_PARAGRAPHS = frozenset({PartKind.PARAGRAPH, PartKind.LIST_ITEM, PartKind.FOOTNOTE})
_STROKE = " / "
_DEFINED = re.compile(r"[ \t]*(?:\r\n?|\n)[ \t]*:[ \t]")
"""What stands behind a term whose definition follows: nothing may come between."""
_NOTE = re.compile(r"\[\^[^\]]+\]:[ \t]*$")
_BOX = re.compile(r"\[[ xX]\][ \t]+$")
_FOLLOWED = Rule(Layer.LINK, "heading", "the anchor follows its heading")


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a segment becomes, and why: the memory, an engine or a person; with what else it could be, and whether someone should look."""

    content: Content
    rule: Rule
    candidates: tuple[str, ...] = ()
    risk: Risk = Risk.NONE


def assemble(
    article: Article,
    segments: Sequence[Segment],
    renderings: Mapping[int, Rendering],
    *,
    bilingual: bool = False,
    left: Mapping[int, str] | None = None,
) -> Changes:
    """The changes that put renderings, by the number of their segment, in the place of what they render; the others stay as they are.

    A segment within a code of another one (the title of a link) goes where its code goes, and its change is part of the other's; so does
    the fragment of a link to a heading, which follows it.  With `bilingual` each translation stands behind its source: a paragraph behind a
    paragraph, anything shorter behind a stroke.  `left` has reasons why segments have no rendering, by their numbers: each becomes a change
    that is kept, for a person to decide about.  Raises InvariantError where a value of the front matter would not say what is meant.
    """
    writer = _Writer(article, segments, renderings, bilingual=bilingual)
    values = [number for number in writer.outermost if segments[number].kind is PartKind.FRONT_MATTER_VALUE]
    found = _fit_values(article, [(Edit(segments[number].span, writer.value(number)), renderings[number]) for number in values])
    links = followed_links(article, writer.heading)
    writer.links = links
    for number in writer.outermost:
        if segments[number].kind is not PartKind.FRONT_MATTER_VALUE:
            found.append(_change(article, Edit(segments[number].span, writer.outer(number)), renderings[number]))
    spans = [segments[number].span for number in writer.outermost]
    starts = [span.start for span in spans]
    for link in links:
        around = bisect_left(starts, link.span.end) - 1
        if around < 0 or spans[around].end < link.span.end:
            source = article.text[link.span.start : link.span.end]
            found.append((link.span.start, Substitution(source, link.replacement, _FOLLOWED)))
    found += _left(article, segments, left or {}, [Span(start, start + len(said.source)) for start, said in found])
    return Changes.from_found(sorted(found, key=lambda one: (one[0], len(one[1].source))))


def _left(article: Article, segments: Sequence[Segment], reasons: Mapping[int, str], changed: Sequence[Span]) -> Found:
    """Kept changes for segments without a rendering: over the whole segment or, where something changes within, its first text."""
    taken = sorted(changed)
    found: Found = []
    for number, reason in reasons.items():
        segment = segments[number]
        ends = [segment.span.start, *(at for span in segment.code_spans for at in span), segment.span.end]
        texts = (Span(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True) if start < end)
        for span in (segment.span, *texts):
            after = bisect_left(taken, span)
            if not any(other.start < span.end and span.start < other.end for other in taken[max(0, after - 1) : after + 1]):
                text = article.text[span.start : span.end]
                found.append((span.start, Substitution(text, text, Rule(Layer.ENGINE, UNTRANSLATED, reason), risk=Risk.REVIEW)))
                insort(taken, span)
                break
    return found


class _Writer:
    """Writes renderings as they have to stand in the article."""

    def __init__(self, article: Article, segments: Sequence[Segment], renderings: Mapping[int, Rendering], *, bilingual: bool) -> None:
        self.links: Sequence[Edit] = ()
        self.outermost: list[int] = []
        self._text = article.text
        self._markup = article.markup
        self._newline = newline[0] if (newline := re.search(r"\r\n?|\n", article.text)) else "\n"
        self._bilingual = bilingual
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

    def outer(self, number: int) -> str:
        """What stands in the place of a segment that lies in no other: its rendering, behind the source where both are wanted."""
        if not self._bilingual:
            return self.written(number)
        span, kind = self._segments[number].span, self._segments[number].kind
        source = self._applied(span, self._links_in(span))
        if kind not in _PARAGRAPHS or _DEFINED.match(self._text, span.end):
            return f"{source}{_STROKE}{self.written(number)}"
        if self._markup is Markup.TEXT:
            return f"{source}{self._newline}{self.written(number)}"
        margin = _margin(self._text[max(self._text.rfind(sign, 0, span.start) for sign in "\r\n") + 1 : span.start])
        return f"{source}{self._newline}{margin.rstrip()}{self._newline}{margin}{self.written(number)}"

    def value(self, number: int) -> str:
        """What a value of the front matter becomes."""
        target = plain(self._renderings[number].content)
        return f"{plain(self._segments[number].content)}{_STROKE}{target}" if self._bilingual else target

    def heading(self, heading: Heading) -> str:
        """The inline content of a heading, rendered."""
        edits = [Edit(self._segments[number].span, self.outer(number)) for number in self._within(heading.span)]
        return self._applied(heading.span, edits)

    def _code(self, span: Span) -> str:
        edits = [Edit(self._segments[number].span, self.written(number)) for number in self._within(span)]
        return self._applied(span, [*edits, *self._links_in(span)])

    def _links_in(self, span: Span) -> list[Edit]:
        return [link for link in self.links if span.start <= link.span.start and link.span.end <= span.end]

    def _applied(self, span: Span, edits: Sequence[Edit]) -> str:
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


def _margin(before: str) -> str:
    """What a further paragraph begins with, where a first one has `before` on its line: a block quote goes on with its marks, a list item
    under its own text, a note four columns further in."""
    if note := _NOTE.search(before):
        before = f"{before[: note.start()]}    "
    return "".join(sign if sign in "> \t" else " " for sign in _BOX.sub("", before))


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


def read_written(text: str, segment: Segment) -> Content | None:
    """What a person wrote for a segment, as it stands in the article, with the segment's codes; None where it has not each of them once.

    A segment without codes is taken as it is: what looks like markup there, the person meant.
    """
    places: list[tuple[int, int, Code]] = []
    taken: set[int] = set()
    for code in (piece for piece in segment.content if isinstance(piece, Code)):
        found = next((each for each in _as_written(code).finditer(text) if each.start() not in taken), None)
        if found is None:
            return None
        taken.add(found.start())
        places.append((*found.span(), code))
    pieces: list[str | Code] = []
    at = 0
    for start, end, code in sorted(places, key=lambda place: place[0]):
        if start < at:
            return None
        pieces += (read_plain(text[at:start], segment.kind), code)
        at = end
    return join([*pieces, read_plain(text[at:], segment.kind)])


def _as_written(code: Code) -> re.Pattern[str]:
    """What a code looks like in a translation: a fragment follows its heading, and titles and parameters are translated."""
    if tail := _TAIL.match(code.text):
        destination = r"#[^)\s>]*" if tail[1].startswith("#") else re.escape(tail[1])
        return re.compile(rf"\]\(<?{destination}[^)]*\)")
    if shortcode := _SHORTCODE.match(code.text):
        return re.compile(rf"{re.escape(shortcode[0])}\b.*?[>%]\}}\}}", re.DOTALL)
    return re.compile(re.escape(code.text))
