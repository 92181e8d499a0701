"""Whether what a person wrote leaves an article's markup and front matter what they were."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from langbridge.article import Article
from langbridge.article.front_matter import read_front_matter
from langbridge.checks import check_translation
from langbridge.checks.invariants import check_structure
from langbridge.review.decisions import Decision, Verdict
from langbridge.values import Changes, FrontMatterError, InvariantError, Layer, OutputError, line_and_column

if TYPE_CHECKING:
    from langbridge.review.settling import Held

_OF_TRANSLATIONS = (Layer.ENGINE, Layer.MEMORY)
_ASCII = frozenset(map(chr, range(128)))


def is_plain(decision: Decision) -> bool:
    """Whether a decision cannot make other markup: it leaves the machine's text, or is of letters beyond ASCII alone."""
    texts = (decision.source, decision.offered, decision.text)
    return decision.verdict is Verdict.ACCEPT or all(each.isalnum() and not _ASCII.intersection(each) for each in texts)


def check_markup(article: Article, changes: Changes, held: Sequence[Held]) -> None:
    """Raise OutputError unless the article, decided so, is made of the same blocks, markup and values as its source."""
    text = changes.apply(article.text)
    if any(said.rule.layer in _OF_TRANSLATIONS for said in changes.substitutions):
        _check(lambda: check_translation(article, changes, text), article)
        return
    for each in held:
        source = article.text[each.span.start : each.span.end]
        if each.decision.verdict is Verdict.EDIT and any(each.decision.text.count(sign) != source.count(sign) for sign in "\r\n"):
            raise _refused(article, each.span.start, "a text may not make other lines")
    _check(lambda: check_structure(article, changes, text), article)
    _check_front_matter(article, changes, text)


def _check(check: Callable[[], None], article: Article) -> None:
    try:
        check()
    except InvariantError as error:
        told = error.message.removesuffix("; nothing was written")
        raise OutputError(
            f"what was decided would break the article's markup: {told}",
            path=article.path,
            line=error.line,
            column=error.column,
            remedy="write another text, or edit the output file itself",
        ) from error


def _check_front_matter(article: Article, changes: Changes, text: str) -> None:
    """Every value of the front matter still ends where it should, and none is more or less."""
    before = read_front_matter(article.text) if article.scalars else None
    if before is None:
        return
    try:
        after = read_front_matter(text)
    except FrontMatterError:
        after = None
    moved = _mover(changes)
    meant = [(value.keys, moved(value.start, False), moved(value.end, True)) for value in before.contents.values]
    there = [(value.keys, value.start, value.end) for value in after.contents.values] if after is not None else []
    if meant != there:
        at = next((number for number, pair in enumerate(zip(meant, there, strict=False)) if pair[0] != pair[1]), 0)
        raise _refused(article, before.contents.values[at].start, "a value of the front matter would not read as it is written")


def _mover(changes: Changes) -> Callable[[int, bool], int]:
    """A function from offsets in the source to offsets in the output; True puts what is inserted at the offset before it."""
    starts = changes.starts
    grown = [0]
    for number in changes.numbers:
        said = changes.substitutions[number]
        grown.append(grown[-1] + len(said.target) - len(said.source))

    def moved(offset: int, after: bool) -> int:
        at = bisect_left(starts, offset)
        while after and at < len(starts) and starts[at] == offset and not changes.substitutions[changes.numbers[at]].source:
            at += 1
        return offset + grown[at]

    return moved


def _refused(article: Article, offset: int, what: str) -> OutputError:
    line, column = line_and_column(article.text, offset)
    return OutputError(what, path=article.path, line=line, column=column, remedy="write another text, or edit the output file itself")
