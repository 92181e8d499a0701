"""All glossaries that are loaded, and what they say about a form in one direction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from langbridge.glossary.entries import TermEntry
from langbridge.glossary.parsed import read_glossary
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus, may_stand_in
from langbridge.values import ENGLISH, LanguageTag

_RANK = {TermStatus.PREFERRED: 0, TermStatus.DO_NOT_TRANSLATE: 0, TermStatus.ADMITTED: 1, TermStatus.DEPRECATED: 2}


class Reading(NamedTuple):
    """One concept that a source form may stand for, and what becomes of the form then."""

    concept: Concept
    form: TermForm
    target: str


class Termbase:
    """Glossaries in their order; a later one overrules an earlier one where both know a form.

    >>> termbase = Termbase.load([Path("glossaries/ai.yaml")])  # doctest: +SKIP
    >>> termbase.entries(HANS_CN, HANT_TW)["推理"].target  # doctest: +SKIP
    '推論'
    """

    def __init__(self, glossaries: Sequence[Glossary] = ()) -> None:
        self.glossaries = tuple(glossaries)
        self._entries: dict[tuple[LanguageTag, LanguageTag], Mapping[str, TermEntry]] = {}
        self._by_id: dict[str, Concept] = {}
        self._fingerprint = ""

    @classmethod
    def load(cls, paths: Sequence[Path]) -> Termbase:
        """Read glossary files.  Raises GlossaryError for the first that cannot be read."""
        return cls([read_glossary(path) for path in paths])

    def __len__(self) -> int:
        return sum(len(glossary.concepts) for glossary in self.glossaries)

    def __iter__(self) -> Iterator[tuple[str, Concept]]:
        """Every concept with its full id, in the order of the files."""
        for glossary in self.glossaries:
            for concept in glossary.concepts:
                yield glossary.full_id(concept), concept

    def concept(self, full_id: str) -> Concept | None:
        """The concept of an id such as `ai.inference`; the last one where files share it."""
        if not self._by_id:
            self._by_id = dict(self)
        return self._by_id.get(full_id)

    def search(self, text: str = "", tags: Sequence[LanguageTag] = ()) -> Iterator[tuple[Glossary, Concept]]:
        """The concepts that have forms for all of `tags` and hold `text` in their id, a form or a note, upper or lower case."""
        wanted = text.casefold()
        for glossary in self.glossaries:
            for concept in glossary.concepts:
                told = (glossary.full_id(concept), concept.note, *(form.text for _, form in concept.tagged_forms()))
                if all(tag in concept.forms for tag in tags) and any(wanted in each.casefold() for each in told):
                    yield glossary, concept

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hexadecimal, over all that entries are made of: equal fingerprints give equal entries in every direction."""
        if not self._fingerprint:
            parts: list[str] = []
            for glossary in self.glossaries:
                parts += ("glossary", glossary.id, repr(glossary.path.name))
                for concept in glossary.concepts:
                    parts += ("concept", concept.id, concept.note)
                    for tag, form in concept.tagged_forms():
                        parts += ("form", str(tag), form.text, form.status, "?" if form.ambiguous else "", form.note)
            # No part holds a control character such as the separator.
            self._fingerprint = sha256("\x1f".join(parts).encode()).hexdigest()
        return self._fingerprint

    def entries(self, source: LanguageTag, target: LanguageTag) -> Mapping[str, TermEntry]:
        """What becomes of each form that may stand in an article of the tag `source` when it goes to `target`.

        A form whose concept has nothing to write for `target` has no entry: nothing is guessed.  Forms are matched as they are, case
        included.  Do-not-translate forms have an entry in every direction, themselves as target.  An entry whose target equals its form
        still means something: the text is final, and no later stage may change it.

        Where an ambiguous form has one reading only (通过), its candidates are the target and the form itself, even if they are
        equal.  The form there stands for what plain conversion makes of it, which the converter puts in its place.
        """
        direction = (source, target)
        if direction not in self._entries:
            entries: dict[str, TermEntry] = {}
            for glossary in self.glossaries:
                for text, readings in read_forms(glossary, source, target).items():
                    entries[text] = _make_entry(glossary, text, readings)
            self._entries[direction] = MappingProxyType(entries)
        return self._entries[direction]

    def __getstate__(self) -> tuple[Glossary, ...]:
        # What is derived is made again: a worker process needs one or two directions only.
        return self.glossaries

    def __setstate__(self, glossaries: tuple[Glossary, ...]) -> None:
        self.__init__(glossaries)  # type: ignore[misc]


def read_forms(glossary: Glossary, source: LanguageTag, target: LanguageTag) -> dict[str, list[Reading]]:
    """The readings of each source form that one glossary knows for a direction, likeliest first.

    Concepts in which the form is preferred come before those where it is admitted, and these before those where it is deprecated; the order
    of the file decides among equals.  A concept gives one reading of a form, though it may hold it for several tags.
    """
    found: dict[str, list[Reading]] = {}
    tags: dict[LanguageTag, bool] = {}
    for concept in glossary.concepts:
        wanted = concept.target(target)
        for tag, forms in concept.forms.items():
            if (stands := tags.get(tag)) is None:
                stands = tags[tag] = may_stand_in(tag, source)
            for form in forms:
                if form.status is TermStatus.DO_NOT_TRANSLATE:
                    reading = Reading(concept, form, form.text)
                elif stands and wanted:
                    reading = Reading(concept, form, wanted.text)
                else:
                    continue
                readings = found.get(form.text)
                if readings is None:
                    found[form.text] = [reading]
                elif readings[-1].concept is concept:
                    readings[-1] = _merged(readings[-1], reading)
                else:
                    readings.append(reading)
    for readings in found.values():
        if len(readings) > 1:
            readings.sort(key=_rank)
    return found


def _rank(reading: Reading) -> int:
    return _RANK[reading.form.status]


def _merged(first: Reading, second: Reading) -> Reading:
    """One reading of a text that stands in a concept twice: the better status, and ambiguous if either is."""
    best, other = sorted((first, second), key=_rank)
    if other.form.ambiguous and not best.form.ambiguous:
        return best._replace(form=replace(best.form, ambiguous=True))
    return best


def _make_entry(glossary: Glossary, text: str, readings: list[Reading]) -> TermEntry:
    best = readings[0]
    if len(readings) == 1 and best.form.status is not TermStatus.DEPRECATED and not best.form.ambiguous:  # nearly all of them
        return TermEntry(text, best.target, (glossary.full_id(best.concept),), _note(glossary, readings))
    concepts = tuple(glossary.full_id(reading.concept) for reading in readings)
    targets = tuple(dict.fromkeys(reading.target for reading in readings))
    final = len(targets) == 1 and not any(reading.form.ambiguous for reading in readings)
    candidates = () if final else targets if len(targets) > 1 else (*targets, text)
    warning = _deprecation(text, best) if best.form.status is TermStatus.DEPRECATED else ""
    return TermEntry(text, best.target, concepts, _note(glossary, readings), final, candidates, warning)


def _deprecation(text: str, reading: Reading) -> str:
    advice = "" if reading.target == text else f", {reading.target} is preferred"
    reason = f" ({reading.form.note})" if reading.form.note else ""
    return f"{text} is deprecated{advice}{reason}"


def _note(glossary: Glossary, readings: list[Reading]) -> str:
    if len(readings) == 1:
        ((concept, form, _),) = readings
        said = form.note or concept.note
        return f"{glossary.path.name}: {said}" if said else glossary.path.name
    # No words of ours: the note is read in other languages too.
    meanings = "; ".join(f"{reading.target} ({_meaning(reading.concept)})" for reading in readings)
    return f"{glossary.path.name}: {meanings}"


def _meaning(concept: Concept) -> str:
    english = concept.preferred(ENGLISH)
    return english.text if english else concept.id
