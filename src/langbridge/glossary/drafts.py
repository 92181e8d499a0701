"""A concept that is being put together, form by form, from a table or a command line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from langbridge.glossary.terms import Concept, TermForm, TermStatus, is_id, make_id, settle_statuses
from langbridge.project import suggest
from langbridge.values import ENGLISH, SCRIPT_TARGETS, GlossaryError, LanguageTag, UsageError

USUAL_TAGS = (*map(str, SCRIPT_TARGETS), str(ENGLISH), "zh-TW", "zh-HK", "zh-CN")
"""The names that tags of forms usually have, to tell a slip by."""

# A form is matched within a line, so it holds no line break, nor what other programs take for one.
_NOT_IN_FORMS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NOT_IN_NOTES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def find_fault_in_line(text: str) -> str:
    """What is wrong with a text that has to stand on one line, such as a form; empty where nothing is."""
    if not text.strip():
        return "may not be empty"
    found = _NOT_IN_FORMS.search(text)
    return f"stands on one line, and may not hold U+{ord(found.group()):04X}" if found else ""


def find_fault_in_note(text: str) -> str:
    """What is wrong with a note, which may have several lines; empty where nothing is."""
    found = _NOT_IN_NOTES.search(text)
    return f"may not hold U+{ord(found.group()):04X}" if found else ""


@dataclass(slots=True)
class Draft:
    """A concept to be.  Its methods raise GlossaryError, without a place, for what no concept may hold."""

    id: str = ""
    note: str = ""
    domain: str = ""
    line: int = 0
    column: int = 0
    forms: dict[LanguageTag, list[tuple[TermStatus | None, TermForm]]] = field(default_factory=dict)

    def add(self, tag: LanguageTag, form: TermForm, status: TermStatus | None = None) -> None:
        """Put one more form behind those of its tag.  `status` is what was stated; without it the first form is preferred."""
        if fault := find_fault_in_line(form.text) or find_fault_in_note(form.note):
            raise GlossaryError(f"the form {form.text!r} for {tag} {fault}", remedy="remove it, or give it text")
        self.forms.setdefault(tag, []).append((status, form))

    def finish(self) -> Concept:
        """The concept.  An id that was not given is made from the English form."""
        english = self.forms.get(ENGLISH)
        concept_id = self.id or (make_id(english[0][1].text) if english else "")
        if not concept_id:
            raise GlossaryError("the concept has no id, and no English form to make one of", remedy="give it an id")
        if not is_id(concept_id):
            raise GlossaryError(
                f"{concept_id!r} cannot be the id of a concept: lower-case letters, digits and hyphens only",
                remedy=f"write {make_id(concept_id) or 'one such as machine-learning'}",
            )
        if not self.forms:
            raise GlossaryError(f"the concept {concept_id!r} has no form in any language", remedy="give it one, such as zh-Hans-CN")
        if fault := find_fault_in_note(self.note):
            raise GlossaryError(f"the note of {concept_id!r} {fault}", remedy="remove it")
        if self.domain and (fault := find_fault_in_line(self.domain)):
            raise GlossaryError(f"the domain of {concept_id!r} {fault}", remedy="remove it")
        forms = {tag: _settle(tag, stated) for tag, stated in self.forms.items()}
        return Concept(concept_id, forms, self.note, self.domain, self.line, self.column)


def make_concept(
    forms: Sequence[tuple[str, str]],
    *,
    concept_id: str = "",
    note: str = "",
    domain: str = "",
    ambiguous: Sequence[str] = (),
    do_not_translate: bool = False,
) -> Concept:
    """A concept of forms, each with the name of its tag; the first of a tag is preferred, the others are admitted.

    `ambiguous` names forms that are never final.  Raises UsageError for a tag that is none, GlossaryError for what no concept may hold.
    """
    texts = [text for _, text in forms]
    for text in ambiguous:
        if text not in texts:
            raise GlossaryError(f"{text!r} is said to be ambiguous but is no form of this concept", remedy=suggest(text, texts))
    draft = Draft(concept_id, note, domain)
    status = TermStatus.DO_NOT_TRANSLATE if do_not_translate else None
    for name, text in forms:
        draft.add(parse_form_tag(name), TermForm(text, ambiguous=text in ambiguous), status)
    return draft.finish()


def parse_form_tag(text: str) -> LanguageTag:
    """The tag that a form's name stands for.  Raises UsageError, with the nearest right name, for one that can only be a slip.

    Aliases are taken (`zh-TW`); Chinese without a script is not, since nothing could be told from it.
    """
    try:
        tag = LanguageTag.parse(text)
    except UsageError as error:
        raise UsageError(error.message, remedy=suggest(text, USUAL_TAGS)) from error
    if tag.is_chinese and not tag.script:
        remedy = "write zh-Hans-CN, zh-Hant-TW, zh-Hant-HK, zh-Hans or zh-Hant"
        raise UsageError(f"{text!r} does not say which script it means", remedy=remedy)
    if tag.script and (tag.is_chinese != (tag.script in ("Hans", "Hant"))):
        raise UsageError(f"{text!r} is not a tag that a form can have", remedy=suggest(text, USUAL_TAGS))
    return tag


def _settle(tag: LanguageTag, stated: list[tuple[TermStatus | None, TermForm]]) -> tuple[TermForm, ...]:
    statuses = settle_statuses([status for status, _ in stated])
    if Counter(statuses)[TermStatus.PREFERRED] > 1:
        raise GlossaryError(f"{tag} has two preferred forms", remedy="let one of them be admitted")
    return tuple(replace(form, status=status) for status, (_, form) in zip(statuses, stated, strict=True))
