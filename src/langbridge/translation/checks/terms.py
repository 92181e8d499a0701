"""Whether a translation has the glossary's terms, and an article one form of each throughout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from langbridge.translation.checks.fault import Fault
from langbridge.translation.segments import Content, plain
from langbridge.typography.characters import han_count

Terms = Sequence[tuple[str, tuple[str, ...]]]
"""Source forms, each with its English forms, the preferred one first."""
_MIN_HAN = 6
"""Shorter texts may well be translated in more than one way."""


def check_terms(source: str, target: str, terms: Terms) -> Iterator[Fault]:
    """Terms of the source with none of their English forms in the translation.

    Inflection, capitals, and spaces, hyphens or nothing between the words of a form make no difference.  A shorter term inside a longer one
    is the longer one's.
    """
    for form, english in _occurring(source, terms):
        if english and not any(_pattern(one).search(target) for one in english):
            yield Fault("terms", f"{form} should be {' or '.join(english)}")


def check_consistency(pairs: Sequence[tuple[Content, Content]], terms: Terms = ()) -> tuple[tuple[int, Fault], ...]:
    """What an article says in more than one way, as (number of the pair from 0, fault), in order.

    Found are terms with several English forms of which the article uses more than one, and segments with the same source but another
    translation than most of them have.
    """
    found = [*_term_forms(pairs, terms), *_same_sources(pairs)]
    return tuple(sorted(found, key=lambda one: one[0]))


def _term_forms(pairs: Sequence[tuple[Content, Content]], terms: Terms) -> Iterator[tuple[int, Fault]]:
    used: dict[str, list[tuple[int, str]]] = {}
    for number, (source, target) in enumerate(pairs):
        text = plain(target)
        for form, english in _occurring(plain(source), terms):
            alone = _standing_alone(text, english)
            if len(alone) == 1:
                used.setdefault(form, []).append((number, alone[0]))
    for form, uses in used.items():
        counts = Counter(form_used for _, form_used in uses)
        usual = max(counts, key=lambda one: (counts[one], -next(number for number, form_used in uses if form_used == one)))
        for number, form_used in uses:
            if form_used != usual:
                yield number, Fault("consistency", f"{form} is {form_used} here and {usual} elsewhere")


def _standing_alone(text: str, english: tuple[str, ...]) -> list[str]:
    """The forms that a text uses, without those that it has only inside another (model in language model)."""
    spans = {one: [found.span() for found in _pattern(one).finditer(text)] for one in english}
    every = [span for found in spans.values() for span in found]

    def is_inside(span: tuple[int, int]) -> bool:
        return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in every)

    return [one for one in english if any(not is_inside(span) for span in spans[one])]


def _same_sources(pairs: Sequence[tuple[Content, Content]]) -> Iterator[tuple[int, Fault]]:
    groups: dict[str, list[tuple[int, str]]] = {}
    for number, (source, target) in enumerate(pairs):
        text = plain(source).strip()
        if han_count(text) >= _MIN_HAN:
            groups.setdefault(text, []).append((number, plain(target).strip()))
    for group in groups.values():
        counts = Counter(translation for _, translation in group)
        usual = counts.most_common(1)[0][0]
        for number, translation in group:
            if translation != usual:
                yield number, Fault("consistency", f"the same text is elsewhere “{usual if len(usual) <= 60 else usual[:59] + '…'}”")


def _occurring(source: str, terms: Terms) -> Iterator[tuple[str, tuple[str, ...]]]:
    rest = source
    for form, english in sorted(terms, key=lambda one: -len(one[0])):
        if form and form.lower() in rest.lower():
            yield form, english
            rest = re.sub(re.escape(form), "\ufffd", rest, flags=re.IGNORECASE)


@lru_cache(maxsize=4096)
def _pattern(form: str) -> re.Pattern[str]:
    words = [one for one in re.split(r"[\s\-‐‑–]+", form.strip()) if one]
    body = r"[\s\-‐‑–]*".join(_inflected(one) for one in words)
    return re.compile(rf"(?<![A-Za-z0-9]){body}(?![A-Za-z0-9])", re.IGNORECASE)


def _inflected(word: str) -> str:
    """A word with its regular endings: models, agencies, tuning, tuned, stopped, company's."""
    if not word[-1].isalpha() or len(word) < 2:
        return re.escape(word)
    forms = [re.escape(word) + "(?:e?s|ed|ing|d|er|ly)?"]
    small = word.lower()
    if small.endswith("s") and len(word) > 3 and not small.endswith("ss"):
        forms.append(re.escape(word[:-1]))
    if small.endswith("y"):
        forms.append(re.escape(word[:-1]) + "(?:ies|ied)")
    if small.endswith("e"):
        forms.append(re.escape(word[:-1]) + "ing")
    if small.endswith("f"):
        forms.append(re.escape(word[:-1]) + "ves")
    elif small.endswith("fe"):
        forms.append(re.escape(word[:-2]) + "ves")
    if small.endswith("ing") and len(word) > 5:
        forms.append(re.escape(word[:-3]) + "(?:e|es|ed|s)?")
    if small.endswith("is"):
        forms.append(re.escape(word[:-2]) + "es")
    if small.endswith(("um", "on")):
        forms.append(re.escape(word[:-2]) + "a")
    if small[-1] in "bdfgklmnprtvz":
        forms.append(re.escape(word) + word[-1] + "(?:ed|ing)")
    return f"(?:{'|'.join(forms)})(?:['’]s?)?"
