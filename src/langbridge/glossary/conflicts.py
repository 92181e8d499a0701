"""What is wrong with glossaries: contradictions, duplicates, terms that are overruled, and forms that cannot do what they are for.

The rules are described in `docs/glossaries.md`.  Errors are what makes an output wrong or undecided, warnings what an editor should know.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from langbridge.glossary.scripts import find_foreign_characters, find_variants
from langbridge.glossary.termbase import Reading, read_forms
from langbridge.glossary.terms import Concept, Glossary, TermForm, TermStatus
from langbridge.project import display_path
from langbridge.values import HANT_TW, Finding, LanguageTag, Severity


def check_glossaries(glossaries: Sequence[Glossary]) -> list[Finding]:
    """Everything that is wrong with glossaries that are used together in this order, by file and then by place."""
    findings: list[Finding] = []
    overruled = _find_overruled(glossaries)
    for glossary in glossaries:
        found: list[Finding] = []
        for concept in glossary.concepts:
            found += _check_concept(glossary, concept)
        found += _find_contradictions(glossary)
        found += overruled.get(id(glossary), ())
        found += _find_duplicates(glossary, glossaries)
        findings += sorted(found, key=lambda each: (each.line, each.column, each.rule))
    return findings


def _report(glossary: Glossary, at: TermForm | Concept, rule: str, message: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(display_path(glossary.path), max(at.line, 1), max(at.column, 1), f"glossary.{rule}", message, severity)


def _warn(glossary: Glossary, at: TermForm | Concept, rule: str, message: str) -> Finding:
    return _report(glossary, at, rule, message, Severity.WARNING)


# One concept by itself


def _check_concept(glossary: Glossary, concept: Concept) -> Iterator[Finding]:
    for tag, forms in concept.forms.items():
        seen: set[str] = set()
        for form in forms:
            if form.text in seen:
                yield _report(glossary, form, "duplicate-form", f"{concept.id} has {form.text} twice for {tag}")
            seen.add(form.text)
            yield from _check_form(glossary, tag, form)
        if not concept.preferred(tag):
            told = f"{concept.id} has no preferred form for {tag}, so nothing is written for it there"
            yield _warn(glossary, forms[0], "no-preferred", told)
    yield from _check_use(glossary, concept)


def _check_form(glossary: Glossary, tag: LanguageTag, form: TermForm) -> Iterator[Finding]:
    if fault := _find_mismatch(form.text):
        yield _report(glossary, form, "never-matches", f"{form.text!r} will hardly be found in an article: {fault}")
    if not tag.is_chinese:
        return
    if form.status is not TermStatus.DO_NOT_TRANSLATE:
        if foreign := find_foreign_characters(form.text, tag.script):
            other = "Traditional" if tag.script == "Hans" else "Simplified"
            yield _report(glossary, form, "wrong-script", f"{form.text} is given for {tag}, and {foreign} is only in {other} Chinese")
        if tag == HANT_TW and (variants := find_variants(form.text)):
            usual = ", ".join(f"{better} for {character}" for character, better in variants.items())
            yield _warn(glossary, form, "variant", f"{form.text} is given for {tag}, where one writes {usual}")
    if len(form.text) == 1:
        told = f"{form.text} is a single character: the term holds wherever it stands alone, whatever it means there"
        yield _warn(glossary, form, "single-character", told)


def _find_mismatch(text: str) -> str:
    """Why an article will not hold this text as it is written, or nothing."""
    if text != text.strip():
        return "it begins or ends with a space"
    for character in text:
        category = unicodedata.category(character)
        if category == "Co":
            return f"U+{ord(character):04X} is a private-use character"
        if category == "Cf":
            return f"U+{ord(character):04X} is invisible"
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        return f"articles write it as {composed!r}, which looks the same but is encoded otherwise (Unicode NFC)"
    return ""


def _check_use(glossary: Glossary, concept: Concept) -> Iterator[Finding]:
    fixed = {form.text: form for _, form in concept.tagged_forms() if form.status is TermStatus.DO_NOT_TRANSLATE}
    if len(fixed) > 1:
        told = f"{concept.id} is not translated, and yet has different forms: {', '.join(fixed)}"
        yield _warn(glossary, list(fixed.values())[1], "differing-names", told)
    targets = [tag for tag in concept.forms if concept.preferred(tag)]
    if not fixed and not any(source != target for source in concept.forms for target in targets):
        told = f"{concept.id} has no form to go to: give it one in another language, or the status do-not-translate"
        yield _warn(glossary, concept, "no-target", told)


# Concepts against each other


def _directions(glossaries: Sequence[Glossary]) -> list[tuple[LanguageTag, LanguageTag]]:
    tags = dict.fromkeys(tag for glossary in glossaries for concept in glossary.concepts for tag in concept.forms)
    return [(source, target) for source in tags for target in tags if source != target]


def _targets(readings: Sequence[Reading]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading.target for reading in readings))


def _is_ambiguous(readings: Sequence[Reading]) -> bool:
    return any(reading.form.ambiguous for reading in readings)


def _find_contradictions(glossary: Glossary) -> Iterator[Finding]:
    told: set[tuple[str, ...]] = set()
    for source, target in _directions([glossary]):
        for text, readings in read_forms(glossary, source, target).items():
            if len(readings) < 2 or len(_targets(readings)) < 2 or _is_ambiguous(readings):
                continue
            key = (text, *(reading.concept.id for reading in readings))
            if key in told:
                continue
            told.add(key)
            meanings = " and ".join(f"{reading.target} ({reading.concept.id})" for reading in readings)
            latest = max(readings, key=lambda reading: (reading.form.line, reading.form.column))
            message = f"{text} becomes {meanings} in {target}: mark it ambiguous if it means both, else take it from one of them"
            yield _report(glossary, latest.form, "contradiction", message)


@dataclass(slots=True)
class _Overruled:
    """A form of an earlier glossary that a later one has too, with another outcome in `tags`."""

    glossary: Glossary
    reading: Reading
    later: Glossary
    later_readings: Sequence[Reading]
    tags: list[LanguageTag] = field(default_factory=list)

    def report(self) -> Finding:
        best = self.later_readings[0]
        text = self.reading.form.text
        outcome = " or ".join(_targets(self.later_readings)) + (", to be reviewed," if _is_ambiguous(self.later_readings) else "")
        place = f"{display_path(self.later.path)}:{best.form.line} ({best.concept.id})"
        where = ", ".join(dict.fromkeys(map(str, self.tags)))
        message = f"{text} does not become {self.reading.target} but {outcome} in {where}: {place} overrules it"
        return _warn(self.glossary, self.reading.form, "overruled", message)


def _find_overruled(glossaries: Sequence[Glossary]) -> dict[int, list[Finding]]:
    """The findings of each glossary, by its identity."""
    found: dict[tuple[int, str, str], _Overruled] = {}
    for source, target in _directions(glossaries) if len(glossaries) > 1 else ():
        standing: dict[str, tuple[Glossary, list[Reading]]] = {}
        for glossary in glossaries:
            for text, readings in read_forms(glossary, source, target).items():
                if earlier := standing.get(text):
                    owner, before = earlier
                    same = _targets(before) == _targets(readings) and _is_ambiguous(before) == _is_ambiguous(readings)
                    if not same:
                        for reading in before:
                            key = (id(owner), text, reading.concept.id)
                            found.setdefault(key, _Overruled(owner, reading, glossary, readings)).tags.append(target)
                standing[text] = glossary, readings
    reports: dict[int, list[Finding]] = {}
    for each in found.values():
        reports.setdefault(id(each.glossary), []).append(each.report())
    return reports


def _find_duplicates(glossary: Glossary, glossaries: Sequence[Glossary]) -> Iterator[Finding]:
    """Concepts that were there before, in this glossary or an earlier one: by their id, or by all their forms."""
    ids: dict[str, Glossary] = {}
    forms: dict[frozenset[tuple[LanguageTag, str]], tuple[Glossary, Concept]] = {}
    for other in glossaries:
        for concept in other.concepts:
            full_id = other.full_id(concept)
            key = frozenset((tag, form.text) for tag, form in concept.tagged_forms())
            owner, first = forms.setdefault(key, (other, concept))
            if other is glossary:
                if ids.get(full_id, other) is not other:
                    message = (
                        f"{full_id} is also in {display_path(ids[full_id].path)}: two glossaries need two ids, or the concept stands twice"
                    )
                    yield _report(glossary, concept, "duplicate-id", message)
                elif first is not concept:
                    severity = Severity.ERROR if owner is glossary else Severity.WARNING
                    message = f"{concept.id} has the same forms as {first.id} in {display_path(owner.path)}:{first.line}"
                    yield _report(glossary, concept, "duplicate-concept", message, severity)
            ids.setdefault(full_id, other)
        if other is glossary:
            return
