"""All checks of one segment and its translation."""

from __future__ import annotations

from collections.abc import Iterator

from langbridge.article import PartKind
from langbridge.translation.checks.answers import check_answer
from langbridge.translation.checks.codes import check_codes
from langbridge.translation.checks.currencies import check_currencies
from langbridge.translation.checks.fault import Fault
from langbridge.translation.checks.leftovers import check_leftovers
from langbridge.translation.checks.names import check_names
from langbridge.translation.checks.numbers import check_numbers
from langbridge.translation.checks.shape import check_shape
from langbridge.translation.checks.terms import Terms, check_terms
from langbridge.translation.segments import CodeKind, Content
from langbridge.values import LanguageTag

_ALONE = "\ufffc"
"""Stands for code, a formula, an image: something is there, nobody knows what."""
_WORDY = frozenset(
    {PartKind.PARAGRAPH, PartKind.LIST_ITEM, PartKind.HEADING, PartKind.FOOTNOTE, PartKind.HTML_TEXT, PartKind.FRONT_MATTER_VALUE}
)


def check_pair(
    source: Content, target: Content, *, source_tag: LanguageTag, terms: Terms = (), kind: PartKind = PartKind.PARAGRAPH
) -> tuple[Fault, ...]:
    """What is wrong with a translation into English; nothing where no rule says so.

    `terms` are source forms with their English forms; those that do not occur in the source are passed over.  `kind` is that of the
    segment: in cells, attributes and labels anything may stand for anything, so that their length is not looked at.  Pure.
    """
    return tuple(_faults(source, target, source_tag, terms, kind))


def _faults(source: Content, target: Content, source_tag: LanguageTag, terms: Terms, kind: PartKind) -> Iterator[Fault]:
    yield from check_codes(source, target)
    source_text, target_text = _readable(source), _readable(target)
    shape = list(check_shape(source_text, target_text))
    if kind not in _WORDY:
        shape = [one for one in shape if one.rule != "length"]
    yield from shape
    if any(one.rule in ("empty", "untranslated") for one in shape):
        return
    yield from check_answer(source_text, target_text)
    yield from check_leftovers(source_text, target_text)
    yield from check_numbers(source_text, target_text, source_tag)
    yield from check_currencies(source_text, target_text, source_tag)
    yield from check_names(source_text, target_text)
    yield from check_terms(source_text, target_text, terms)


def _readable(content: Content) -> str:
    """The text as a reader sees it: pairs of codes leave no trace, a code alone stands for a word."""
    return "".join(one if isinstance(one, str) else (_ALONE if one.kind is CodeKind.ALONE else "") for one in content)
