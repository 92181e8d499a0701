"""Writing replacements into front-matter values so that none breaks out of its string.

A value keeps its quotes wherever the new text can stand within them; only where it cannot (`C++: 入門` in a plain YAML scalar) does it get
double quotes, and then the quotes are edits like any other, so that the changes still cover every difference.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from langbridge.article.escapes import Style, escape, read_runs
from langbridge.article.front_matter import ReadFrontMatter, read_front_matter
from langbridge.article.model import Article, Scalar
from langbridge.values import Edit, FrontMatterError, InvariantError, Span, apply_edits, line_and_column


class Fitting(NamedTuple):
    """`edits` are the given ones, one for one, with replacements as they must be written; `quoting` are further ones that requote values.

    An edit of `quoting` never lies within one of `edits`, but may touch it: where both begin at one offset, the insertion comes first, and
    an insertion where the other ends comes after it.
    """

    edits: list[Edit]
    quoting: list[Edit]

    def merged(self) -> list[Edit]:
        """All of them in the order in which they are to be applied."""
        return sorted([*self.edits, *self.quoting], key=lambda edit: (edit.span.start, edit.span.end))


def fit_front_matter(article: Article, edits: Sequence[Edit]) -> Fitting:
    """Fit edits of front-matter values, whose replacements are readable text, to the strings that they stand in.

    `edits` are in ascending order; each span lies in one convertible part of the front matter and, where that part is escaped, begins and
    ends at one of its `starts`.  Raises ValueError for an edit outside every value, and InvariantError where a value, read again, would not
    say what was meant: a line break in a block scalar, for one.
    """
    if all(_HARMLESS.fullmatch(edit.replacement) and not edit.replacement.isascii() for edit in edits):
        return Fitting(list(edits), [])
    fitted: list[Edit] = []
    quoting: list[Edit] = []
    for scalar, within in _by_scalar(article, edits):
        style = Style(scalar.style)
        if any(_changes_lines(article.text, scalar, edit) for edit in within):
            raise _unsayable(article, scalar.start)
        bare = _apply(article.text, scalar, within)
        if _fits(style, bare, within):
            fitted += (Edit(edit.span, escape(edit.replacement, style)) for edit in within)
            continue
        style, more = _requote(article.text, scalar, within)
        fitted += (Edit(edit.span, escape(edit.replacement, style)) for edit in within)
        quoting += more
    fitting = Fitting(fitted, quoting)
    _prove(article, edits, fitting)
    return fitting


# Words with single spaces between them, and punctuation beyond ASCII.  Unless all of it is ASCII, such a text ends no string, needs no
# escape, shifts no indentation and reads as no number, wherever it stands.
_HARMLESS = re.compile("[\\w\u2013-\u2027\u3001-\u301f\uff01-\uffe6]+(?: [\\w\u2013-\u2027\u3001-\u301f\uff01-\uffe6]+)*")


def _by_scalar(article: Article, edits: Sequence[Edit]) -> list[tuple[Scalar, list[Edit]]]:
    scalars = article.scalars
    starts = [scalar.start for scalar in scalars]
    grouped: list[tuple[Scalar, list[Edit]]] = []
    for edit in edits:
        number = bisect_right(starts, edit.span.start) - 1
        if number < 0 or edit.span.end > scalars[number].end:
            raise ValueError(f"the edit at {edit.span.start}:{edit.span.end} lies in no value of the front matter")
        if not grouped or grouped[-1][0] is not scalars[number]:
            grouped.append((scalars[number], []))
        grouped[-1][1].append(edit)
    return grouped


def _apply(text: str, scalar: Scalar, edits: list[Edit]) -> str:
    """The scalar's raw text with the replacements in it as they are, unescaped."""
    moved = (Edit(Span(edit.span.start - scalar.start, edit.span.end - scalar.start), edit.replacement) for edit in edits)
    return apply_edits(text[scalar.start : scalar.end], moved)


_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff]")
# YAML 1.2, sections 6.9 and 7.3.3: what may not begin a plain scalar, and what would end one.
_NOT_FIRST = re.compile(r"[\s,\[\]{}#&*!|>'\"%@`]|[-?:](?:\s|$)|$")
_ENDS_PLAIN = re.compile(r":(?:\s|$)|\s#|\s$")
_ENDS_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}]|:(?:\s|$)|\s#|\s$")
# What YAML 1.1 or 1.2 may read as a number, a date, a truth or nothing.
_NO_STRING = re.compile(
    r"[-+.]?[\d.][\w.+:-]*(?: [\d:.+-]*)?|[-+.]?(?:inf|nan)|~|=|<<|true|false|yes|no|on|off|null|y|n", re.IGNORECASE | re.ASCII
)


def _fits(style: Style, bare: str, edits: list[Edit]) -> bool:
    """Whether the value can keep its style.  `bare` is its new raw text, right only for styles without escapes."""
    if style.has_backslashes:
        return True
    if any(_CONTROL.search(edit.replacement) for edit in edits):
        return False
    match style:
        case Style.YAML_PLAIN | Style.YAML_PLAIN_IN_FLOW:
            ends = _ENDS_PLAIN if style is Style.YAML_PLAIN else _ENDS_PLAIN_IN_FLOW
            return not (_NOT_FIRST.match(bare) or ends.search(bare) or _NO_STRING.fullmatch(bare))
        case Style.TOML_LITERAL:
            return all("'" not in edit.replacement for edit in edits)
        case Style.TOML_MULTILINE_LITERAL:
            return "'''" not in bare[3:-3] and not bare.endswith("''''")
        case _:
            return True


def _changes_lines(text: str, scalar: Scalar, edit: Edit) -> bool:
    """Whether a replacement would be folded away or shift an indentation where a value spans lines, or needs escapes in a block scalar."""
    replacement = edit.replacement
    if scalar.style == Style.TOML_MULTILINE_LITERAL:
        return False  # here white space is text wherever it stands
    before = text[scalar.start : edit.span.start].rstrip(" \t")
    after = text[edit.span.end : scalar.end].lstrip(" \t")
    if scalar.style == Style.YAML_BLOCK:
        after = after or "\n"
        if _CONTROL.search(replacement):
            return True
    begins_line, ends_line = before.endswith(("\n", "\r")), after.startswith(("\n", "\r"))
    if not replacement:
        return begins_line or ends_line
    return (begins_line and replacement[0] in " \t") or (ends_line and replacement[-1] in " \t")


_DOUBLE_QUOTED = {
    Style.YAML_PLAIN: Style.YAML_DOUBLE_QUOTED,
    Style.YAML_PLAIN_IN_FLOW: Style.YAML_DOUBLE_QUOTED,
    Style.YAML_SINGLE_QUOTED: Style.YAML_DOUBLE_QUOTED,
    Style.TOML_LITERAL: Style.TOML_BASIC,
    Style.TOML_MULTILINE_LITERAL: Style.TOML_MULTILINE_BASIC,
}
_SPECIAL = re.compile(r'["\\]')
_SPECIAL_IN_SINGLE_QUOTES = re.compile(r"[\"\\]|''")


def _requote(text: str, scalar: Scalar, edits: list[Edit]) -> tuple[Style, list[Edit]]:
    """The double-quoted style for a scalar, and the edits outside `edits` that it takes: both quotes, and escapes for what was literal."""
    old = Style(scalar.style)
    new = _DOUBLE_QUOTED[old]
    width = len(old.quote)
    more = [Edit(Span(scalar.start, scalar.start + width), new.quote)]
    special = _SPECIAL_IN_SINGLE_QUOTES if old is Style.YAML_SINGLE_QUOTED else _SPECIAL
    spans = [edit.span for edit in edits]
    for found in special.finditer(text, scalar.start + width, scalar.end - width):
        if not any(start <= found.start() < end for start, end in spans):
            more.append(Edit(Span(*found.span()), "'" if found[0] == "''" else escape(found[0], new)))
    more.append(Edit(Span(scalar.end - width, scalar.end), new.quote))
    return new, more


_UNSAID = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ufeff]+")


def _prove(article: Article, edits: Sequence[Edit], fitting: Fitting) -> None:
    """Read the front matter again, as it will be: every value has to say what was meant, and the others what they said."""
    before = read_front_matter(article.text)
    text_after = apply_edits(article.text[: before.end if before else 0], fitting.merged())
    try:
        after = read_front_matter(text_after)
    except FrontMatterError:
        after = None
    meant = _said(article.text, before, edits)
    said = _said(text_after, after, ())
    if meant != said:
        at = next((number for number, pair in enumerate(zip(meant, said, strict=False)) if pair[0] != pair[1]), 0)
        raise _unsayable(article, before.contents.values[at].start if before else 0)


def _unsayable(article: Article, offset: int) -> InvariantError:
    line, column = line_and_column(article.text, offset)
    return InvariantError(
        "this front-matter value would not say what was meant once it is converted",
        path=article.path,
        line=line,
        column=column,
        remedy="put the value in double quotes in the source",
    )


def _said(text: str, read: ReadFrontMatter | None, edits: Sequence[Edit]) -> list[tuple[tuple[str, ...], str]]:
    """The keys and readable text of every value, with edits applied to it; white space, which folding makes vague, left out."""
    if read is None:
        return []
    said: list[tuple[tuple[str, ...], str]] = []
    waiting = list(reversed(edits))
    for value in read.contents.values:
        words: list[str] = []
        for start, end, readable, starts in read_runs(text, value.start, value.end, value.style):
            if not waiting or waiting[-1].span.start > end:
                words.append(readable)
                continue
            places = starts or range(start, end + 1)
            index = {offset: at for at, offset in enumerate(places)}
            done = 0
            while waiting and waiting[-1].span.end <= end:
                span, replacement = waiting.pop()
                words += (readable[done : index[span.start]], replacement)
                done = index[span.end]
            words.append(readable[done:])
        said.append((value.keys, _UNSAID.sub("", "".join(words))))
    return said
