"""What rules, checks and errors tell, in the language of the page.

They tell it in English, and records keep it so: it is data.  For the page, English is the id of a message, as it is for gettext, and a
message with values has them in braces: `in the word {word}`.  Several together are joined by semicolons.  What the catalogue does not
hold, such as the note of somebody's glossary, stays as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

from langbridge.review.settling import Stale
from langbridge.values import LangbridgeError, Layer, Rule

_language: ContextVar[str] = ContextVar("language", default="en")

_LONGEST = 4_000
"""Code points beyond which a text is told as it is: an error may repeat all that was sent."""
_MORE = 4
"""So many semicolons a message's values may have together."""
_OURS = frozenset({"reason", "what", "currency", "currencies", "why", "fault"})
"""The values that are words of our own, and so have messages too; others come from articles and glossaries, and stay."""


class Kind(StrEnum):
    """Who tells something; each has messages of its own, so that none is taken for another's."""

    NOTES = "notes"
    """The rules of conversion."""
    TERMS = "terms"
    """A glossary, beside its own notes: which meaning stands there."""
    FAULTS = "faults"
    """The checks of a translation."""
    STALE = "stale"
    """Decisions that hold nowhere."""
    ERRORS = "errors"


_KINDS = {Layer.GLOSSARY: Kind.TERMS, Layer.ENGINE: Kind.FAULTS, Layer.MEMORY: Kind.FAULTS}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """What is told within is told in this language, one of `assets.LANGUAGES`: a request's own, in whichever thread it goes on."""
    token = _language.set(language)
    try:
        yield
    finally:
        _language.reset(token)


def note_of(rule: Rule) -> str:
    """Why a rule says what it says; what a person noted stays."""
    return rule.note if rule.layer is Layer.HUMAN else worded(_KINDS.get(rule.layer, Kind.NOTES), rule.note)


def reason_of(stale: Stale) -> str:
    """Why a decision holds nowhere."""
    return worded(Kind.STALE, stale.reason)


def told(error: LangbridgeError) -> str:
    """An error with its place and remedy, as its own text has them."""
    remedy = worded(Kind.ERRORS, error.remedy)
    return str(LangbridgeError(worded(Kind.ERRORS, error.message), path=error.path, line=error.line, column=error.column, remedy=remedy))


def worded(kind: Kind, text: str) -> str:
    """A text of a kind in the language that is spoken."""
    return text if len(text) > _LONGEST else _worded(_language.get(), kind, text)


@lru_cache(maxsize=10_000)  # an article tells the same thousands of times
def _worded(language: str, kind: Kind, text: str) -> str:
    catalogue = _catalogues(language).get(kind)
    return catalogue.read(text) if catalogue and text else text


def _pattern(english: str) -> re.Pattern[str]:
    """What a message looks like with its values in it.

    Only the last of these may have semicolons in it, and only where the message goes on behind it: there is nothing else to tell where it
    ends.
    """
    *names, last = re.findall(r"\{(\w+)\}", english)
    said = re.escape(english)
    for name in names:
        said = said.replace(rf"\{{{name}\}}", rf"(?P<{name}>(?:(?!; ).)+?)")
    return re.compile(said.replace(rf"\{{{last}\}}", rf"(?P<{last}>.+?)"), re.DOTALL)


class _Catalogue:
    """Messages by their English."""

    def __init__(self, messages: Mapping[str, str]) -> None:
        self._plain = {english: said for english, said in messages.items() if "{" not in english}
        # Of two that fit, the one that says more itself is meant.
        templates = sorted(messages.keys() - self._plain.keys(), key=lambda english: -len(re.sub(r"\{\w+\}", "", english)))
        self._templates = [(_pattern(english), messages[english]) for english in templates]
        self._most = max(english.count("; ") for english in messages) + 1 + _MORE

    def read(self, text: str) -> str:
        """The text; of several that are joined those that are known."""
        return _joined(self._pieces(text.split("; "), self._plain))

    def _pieces(self, pieces: Sequence[str], plain: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
        """What the pieces say, and whether that is a message."""
        start = 0
        while start < len(pieces):
            # A message may have semicolons of its own, and so may a value.
            runs = [(end, "; ".join(pieces[start:end])) for end in range(start + 1, min(start + self._most, len(pieces)) + 1)]
            whole = ((end, plain.get(run)) for end, run in reversed(runs))
            filled = ((end, self._filled(run)) for end, run in runs)
            found = next(((end, said) for end, said in chain(whole, filled) if said is not None), None)
            yield (found[1], True) if found else (pieces[start], False)
            start = found[0] if found else start + 1

    def _filled(self, text: str) -> str | None:
        for pattern, message in self._templates:
            if found := pattern.fullmatch(text):
                return message.format_map({name: self._value(name, value) for name, value in found.groupdict().items()})
        return None

    def _value(self, name: str, value: str) -> str:
        parts = [value] if value in self._plain else value.split(" and ")
        known = name in _OURS and all(part in self._plain for part in parts)
        return "、".join(self._plain[part] for part in parts) if known else value


class _Terms(_Catalogue):
    """What a glossary tells: the name of its file with what a person noted there, and behind that what we say.

    Reasons are told behind `here:`, or alone; the same words may well be a part of a person's note.
    """

    def read(self, text: str) -> str:
        if text in self._plain:
            return self._plain[text]
        noted, *ours = text.split("; ")
        return _joined([(noted, False), *self._pieces(ours, {})])


def _joined(told: Iterable[tuple[str, bool]]) -> str:
    """A text of its pieces, with Chinese semicolons about those that are messages; the others may belong together."""
    said = ""
    before = False
    for number, (piece, known) in enumerate(told):
        said += ("；" if known or before else "; ") + piece if number else piece
        before = known
    return said


@cache
def _catalogues(language: str) -> Mapping[str, _Catalogue]:
    if language == "en":
        return {}
    messages: dict[str, dict[str, str]] = json.loads(files(__package__).joinpath("messages", f"told.{language}.json").read_bytes())
    return {kind: (_Terms if kind == Kind.TERMS else _Catalogue)(own) for kind, own in messages.items()}
