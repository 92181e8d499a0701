"""The glossary's terms in a segment, and what each has to become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from langbridge.glossary import TermEntry


class Term(NamedTuple):
    """A term that occurs: its form, what it becomes, the best first, and whether nothing else may stand for it.

    An ambiguous form (通过) is told to an engine and not asked for afterwards.
    """

    form: str
    targets: tuple[str, ...]
    final: bool = True


class Terms:
    """Finds terms in text: at each place the longest form, and where it ends the next."""

    def __init__(self, entries: Mapping[str, TermEntry]) -> None:
        """`entries` are a termbase's for one direction."""
        self._entries = entries
        lengths: dict[str, set[int]] = {}
        for form in entries:
            lengths.setdefault(form[0], set()).add(len(form))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, text: str) -> tuple[Term, ...]:
        """The terms of a text, each once, in the order in which they first stand there."""
        found: dict[str, Term] = {}
        at, end = 0, len(text)
        while at < end:
            for length in self._lengths.get(text[at], ()):
                form = text[at : at + length]
                # Near the end of the text a slice is shorter, and a shorter term's turn comes.
                entry = self._entries.get(form) if at + length <= end else None
                if entry is not None and _stands_alone(text, at, at + length):
                    found.setdefault(form, Term(form, entry.candidates or (entry.target,), entry.final))
                    at += length
                    break
            else:
                at += 1
        return tuple(found.values())


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a Latin form is no part of a longer word: AI in `AI 代理`, not in `AIDS`."""
    return not (_is_letter(text[start - 1 : start]) and _is_letter(text[start])) and not (
        _is_letter(text[end - 1]) and _is_letter(text[end : end + 1])
    )


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalnum()
