"""The model of a glossary: concepts, each with the forms that it takes in each language.

Every format is read into these values and written from them.  YAML and tables hold all of it; what other formats leave out is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from langbridge.values import HANS, HANS_CN, HANT, HANT_TW, LanguageTag

ID_PATTERN = r"[a-z0-9-]+"
"""What the id of a glossary or of a concept looks like: ASCII letters in lower case, digits and hyphens."""

_IS_ID = re.compile(ID_PATTERN).fullmatch
_NO_ID_CHARACTER = re.compile(r"[^a-z0-9]+")

# A script's own region, whose form serves where only the script is asked for.
_HOME_REGION = {HANT: HANT_TW, HANS: HANS_CN}


class TermStatus(StrEnum):
    """What an editor may do with a form."""

    PREFERRED = "preferred"
    """The form to write; at most one for each tag of a concept."""
    ADMITTED = "admitted"
    """Understood where it stands in a source, never written."""
    DEPRECATED = "deprecated"
    """As admitted, and a source that holds it is told so."""
    DO_NOT_TRANSLATE = "do-not-translate"
    """Stays as it is, whatever the article goes from and to."""


@dataclass(frozen=True, slots=True)
class TermForm:
    """One way to write a concept in one language.

    `ambiguous` says that the text also means other things (通过), so that a person has to look at each place.
    `line` and `column` say where the form stands in its file, from 1; 0 where it comes from no file.  They are no part of its identity.
    """

    text: str
    status: TermStatus = TermStatus.PREFERRED
    ambiguous: bool = False
    note: str = ""
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that articles speak of, and its forms by tag.

    `id` is unique in its glossary.  `note` names the source of the fact, `domain` the field it belongs to; both may be empty.
    """

    id: str
    forms: Mapping[LanguageTag, tuple[TermForm, ...]]
    note: str = ""
    domain: str = ""
    line: int = field(default=0, compare=False)
    column: int = field(default=0, compare=False)

    @property
    def do_not_translate(self) -> bool:
        """Whether every form stays as it is."""
        return all(form.status is TermStatus.DO_NOT_TRANSLATE for _, form in self.tagged_forms())

    def tagged_forms(self) -> Iterator[tuple[LanguageTag, TermForm]]:
        """Each form with its tag, in the order of the file."""
        for tag, forms in self.forms.items():
            for form in forms:
                yield tag, form

    def preferred(self, tag: LanguageTag) -> TermForm | None:
        """The form to write for exactly this tag, if the concept has one."""
        forms = self.forms.get(tag, ())
        if forms and forms[0].status is TermStatus.PREFERRED:
            return forms[0]
        for status in (TermStatus.PREFERRED, TermStatus.DO_NOT_TRANSLATE):
            for form in forms:
                if form.status is status:
                    return form
        return None

    def target(self, tag: LanguageTag) -> TermForm | None:
        """The form to write in an article of this tag, by `target_tags`; None where the concept has none, and nothing is guessed."""
        for served in target_tags(tag):
            if form := self.preferred(served):
                return form
        return None


@dataclass(frozen=True, slots=True)
class Glossary:
    """The concepts of one file, in its order.  `path` is as the user named it."""

    id: str
    concepts: tuple[Concept, ...]
    note: str = ""
    path: Path = field(default=Path(), compare=False)

    def full_id(self, concept: Concept) -> str:
        """The id by which reports and records name a concept: `ai.inference`."""
        return f"{self.id}.{concept.id}"


@cache
def target_tags(tag: LanguageTag) -> tuple[LanguageTag, ...]:
    """The tags whose form may be written in an article of `tag`, best first.

    A region takes its own form, else its script's; a script its own, else its home region's (Taiwan, the mainland).  Never a neighbour's:
    a form for Taiwan is not written for Hong Kong.
    """
    if tag.region:
        return tag, tag.without_region
    home = _HOME_REGION.get(tag)
    return (tag, home) if home else (tag,)


def may_stand_in(form_tag: LanguageTag, source: LanguageTag) -> bool:
    """Whether a form given for `form_tag` is looked for in an article of the tag `source`.

    A form for a script stands in articles of all its regions, and an article whose region is unknown may hold every region's forms.
    """
    return (
        form_tag.language == source.language
        and form_tag.script == source.script
        and (form_tag.region == source.region or not form_tag.region or not source.region)
    )


def is_id(text: str) -> bool:
    """Whether the text can be the id of a glossary or concept."""
    return _IS_ID(text) is not None


def make_id(text: str) -> str:
    """An id made from an English form: `Large language model` gives `large-language-model`.  Empty where nothing of the text is left."""
    return _NO_ID_CHARACTER.sub("-", text.lower()).strip("-")


def settle_statuses(stated: list[TermStatus | None]) -> list[TermStatus]:
    """The status of each form of one tag, from what the file states (None for nothing).

    The first form that states no status is preferred, unless another is stated to be; all others are admitted.
    """
    settled = [status or TermStatus.ADMITTED for status in stated]
    if None in stated and TermStatus.PREFERRED not in stated:
        settled[stated.index(None)] = TermStatus.PREFERRED
    return settled
