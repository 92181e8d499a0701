"""Glossaries as other tools have them: what becomes of a form in one direction, and nothing else.

A glossary of ours says more than a list of pairs can hold.  What a list leaves out is told, so that nobody takes it for the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from langbridge.glossary.drafts import Draft
from langbridge.glossary.termbase import Termbase
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus, make_id
from langbridge.values import ENGLISH, GlossaryError, LanguageTag


@dataclass(frozen=True, slots=True)
class Pair:
    """A form, what it becomes, the best first, and the line in which it stands, from 1; 0 where that is not known."""

    form: str
    targets: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Direction:
    """The languages of a list of pairs, which such a file does not say."""

    source: LanguageTag
    target: LanguageTag


@dataclass(frozen=True, slots=True)
class Exported:
    """A file's text, and a line for each kind of thing that it could not hold."""

    text: str
    left_out: tuple[str, ...] = ()


def make_concepts(pairs: Iterable[Pair], direction: Direction) -> list[Concept]:
    """A concept for each pair, with an id made of what the pair says, so that importing a file twice adds nothing.

    A form with several targets gives a concept for each, and is ambiguous in them all.  Raises GlossaryError, with the line, for a form
    that stands there twice, and for a text that no form can be.
    """
    concepts: list[Concept] = []
    lines: dict[str, int] = {}
    for pair in pairs:
        if pair.form in lines:
            raise GlossaryError(f"{pair.form!r} is in line {lines[pair.form]} already", line=pair.line or None, remedy="keep one of them")
        lines[pair.form] = pair.line
        for target in dict.fromkeys(pair.targets):
            try:
                concepts.append(_concept(pair, target, direction))
            except GlossaryError as error:
                raise GlossaryError(error.message, line=pair.line or None, remedy=error.remedy) from error
    return concepts


def _concept(pair: Pair, target: str, direction: Direction) -> Concept:
    told = "\n".join((str(direction.source), pair.form, str(direction.target), target))
    english = {direction.source: pair.form, direction.target: target}.get(ENGLISH, "")
    name = make_id(english)[:40].strip("-") or "term"
    draft = Draft(f"{name}-{hashlib.blake2b(told.encode(), digest_size=4).hexdigest()}", line=pair.line, column=1)
    several = len(set(pair.targets)) > 1
    if pair.form == target and not several and ENGLISH in (direction.source, direction.target):
        # The same in both languages: a name.
        draft.add(ENGLISH, TermForm(target, line=pair.line, column=1), TermStatus.DO_NOT_TRANSLATE)
    else:
        draft.add(direction.source, TermForm(pair.form, ambiguous=several, line=pair.line, column=1))
        draft.add(direction.target, TermForm(target, line=pair.line, column=1))
    return draft.finish()


def collect_pairs(glossaries: Sequence[Glossary], direction: Direction) -> tuple[list[Pair], list[str]]:
    """The pairs of a direction, a later glossary winning as it does in a conversion; and what they leave out, in a line each."""
    termbase = Termbase(glossaries)
    pairs: list[Pair] = []
    marked = 0
    used: set[str] = set()
    for entry in termbase.entries(direction.source, direction.target).values():
        used.update(entry.concepts)
        # An ambiguous form of a single concept has what plain conversion makes of it as the other candidate: no target of the glossary's.
        alone = len(entry.concepts) == 1
        marked += alone and not entry.final
        pairs.append(Pair(entry.form, (entry.target,) if entry.final or alone else entry.candidates))
    left_out: list[str] = []
    without = [full_id for full_id, _ in termbase if full_id not in used]
    if without:
        left_out.append(_told(len(without), "concept", f"nothing to write for {direction.target}, or overruled", without))
    if marked:
        left_out.append(f"the mark of {_count(marked, 'ambiguous form')}: whoever uses the file gets no question there")
    written = [concept for full_id, concept in termbase if full_id in used]
    if notes := sum(bool(concept.note or any(form.note for _, form in concept.tagged_forms())) for concept in written):
        left_out.append(f"the notes of {_count(notes, 'concept')}")
    if domains := sum(bool(concept.domain) for concept in written):
        left_out.append(f"the domains of {_count(domains, 'concept')}")
    if deprecated := sum(form.status is TermStatus.DEPRECATED for concept in written for _, form in concept.tagged_forms()):
        left_out.append(f"that {_count(deprecated, 'form')} should not be used any more")
    return pairs, left_out


def without_unfit(pairs: Iterable[Pair], fault: Callable[[Pair], str]) -> tuple[list[Pair], list[str]]:
    """The pairs that `fault` says nothing of, and a line for each reason why others stay out."""
    kept: list[Pair] = []
    unfit: dict[str, list[str]] = {}
    for pair in pairs:
        if reason := fault(pair):
            unfit.setdefault(reason, []).append(pair.form)
        else:
            kept.append(pair)
    return kept, [_told(len(forms), "form", reason, forms) for reason, forms in unfit.items()]


def numbered_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text without their ends, from 1.  Only what every tool takes for a line's end ends one."""
    for number, line in enumerate(text.split("\n"), start=1):
        yield number, line.removesuffix("\r")


def _told(number: int, what: str, reason: str, examples: Sequence[str]) -> str:
    shown = ", ".join(examples[:3]) + (", …" if number > 3 else "")
    return f"{_count(number, what)}, {reason}: {shown}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
