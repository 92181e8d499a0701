"""What the shape of a translation betrays: nothing in it, nothing done, too short, too long, cut off, or going round in circles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.translation.checks.fault import Fault
from langbridge.typography.characters import HAN, LATIN_CLASS, han_count

_SHORTEST, _LONGEST = 1.4, 7.0
"""Characters of English for a Chinese character; a Latin word or number of the source counts as two."""
_FEW = 8
"""Below so many, a label may be of any length but absurd."""
_LATIN = re.compile(f"[0-9{LATIN_CLASS}]+")
_WORD = re.compile(r"[\w'’%$]+")
_SOUND = re.compile(r"\w")
_CLOSERS = "\"'”’»)]*_` \u3000」』》〉）】\n\t"
_SOURCE_ENDS = "。！？!?…."
_TARGET_ENDS = ".!?…:;。！？"
_HANGING = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "its",
        "their",
        "our",
        "your",
        "his",
        "whose",
        "because",
        "than",
        "although",
        "whereas",
        "while",
        "very",
    ]
)
_LONG_GRAM = 5
_THRICE = re.compile(r"(.{1,8}?)\1\1")


def check_shape(source: str, target: str) -> Iterator[Fault]:
    """Rules `empty`, `untranslated`, `length`, `cut-off`, `repeats`; the first two hide the others."""
    if _SOUND.search(source) and not _SOUND.search(target):
        yield Fault("empty", "the translation is empty")
        return
    if HAN.search(source) and HAN.search(target) and not _words(target) - _words(source):
        yield Fault("untranslated", "the translation is Chinese")
        return
    yield from _check_length(source, target)
    yield from _check_end(source, target)
    yield from _check_repeats(source, target)


def _words(text: str) -> set[str]:
    return {word.lower() for word in _LATIN.findall(text)}


def _check_length(source: str, target: str) -> Iterator[Fault]:
    weight = han_count(source) + 2 * len(_LATIN.findall(source))
    length = len(target.strip())
    if weight < _FEW:
        if length > 40 + _LONGEST * weight:
            yield Fault("length", f"{length} characters for {weight} in Chinese: something was added")
        return
    ratio = length / weight
    # Short sentences vary more.
    if ratio < _SHORTEST - 4 / weight:
        yield Fault("length", f"{ratio:.1f} characters for one in Chinese: something is missing")
    elif ratio > _LONGEST + 40 / weight:
        yield Fault("length", f"{ratio:.1f} characters for one in Chinese: something was added")


def _check_end(source: str, target: str) -> Iterator[Fault]:
    source_end, target_end = source.rstrip(_CLOSERS)[-1:], target.rstrip(_CLOSERS)[-1:]
    last = (_LATIN.findall(target) or [""])[-1]
    if source_end in tuple(_SOURCE_ENDS) and target_end and target_end not in _TARGET_ENDS and target_end != "\ufffc":
        yield Fault("cut-off", f"the source ends with {source_end}, the translation with “{target.rstrip()[-12:]}”")
    elif target_end == "," and source_end not in tuple(",，、"):
        yield Fault("cut-off", "the translation ends with a comma")
    elif (
        last in _HANGING
        and target.rstrip(_CLOSERS + ".…").endswith(last)
        and target_end not in tuple("!?")
        and not source.rstrip().endswith(last)
    ):
        yield Fault("cut-off", f"the translation ends with “{last}”")
    elif _unclosed(target) > max(0, _unclosed(source)):
        yield Fault("cut-off", "the translation opens a bracket or quotation that it does not close")


def _unclosed(text: str) -> int:
    """How many brackets and quotations are open at the end; marks that open and close alike tell nothing."""
    opened = sum(text.count(one) for one in "(（[【“「『《")
    return opened - sum(text.count(one) for one in ")）]】”」』》")


def _check_repeats(source: str, target: str) -> Iterator[Fault]:
    """A word or phrase three times in a row, or five words in three places, where the source does nothing of the kind."""
    words = [one.lower() for one in _WORD.findall(target)]
    text = re.sub(r"[\s，。！？、；：…]+", "", source)
    if (found := _in_a_row(words)) and not _THRICE.search(text):
        yield Fault("repeats", f"three times in a row: “{found}”")
    elif (found := _over_and_over(words)) and not _over_and_over(list(text), _LONG_GRAM - 2):
        yield Fault("repeats", f"over and over: “{found}”")


def _in_a_row(words: list[str]) -> str:
    for size in range(1, 9):
        for at in range(len(words) - 3 * size + 1):
            one = words[at : at + size]
            if one == words[at + size : at + 2 * size] == words[at + 2 * size : at + 3 * size] and not all(word.isdigit() for word in one):
                return " ".join(one)
    return ""


def _over_and_over(pieces: list[str], size: int = _LONG_GRAM) -> str:
    seen: dict[tuple[str, ...], int] = {}
    for at in range(len(pieces) - size + 1):
        gram = tuple(pieces[at : at + size])
        seen[gram] = seen.get(gram, 0) + 1
        if seen[gram] == 3:
            return " ".join(gram)
    return ""
