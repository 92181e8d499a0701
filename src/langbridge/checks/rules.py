"""The rules of `langbridge check`, each with what it finds in a line and where the documents describe it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class CheckRule(NamedTuple):
    """A rule: its stable id, what it finds, and whether it is about a file as a whole rather than a place in it."""

    id: str
    summary: str
    about_file: bool = False

    @property
    def page(self) -> str:
        """The document that describes the rule: `checks.md`."""
        return self.document.partition("#")[0]

    @property
    def document(self) -> str:
        """The heading that describes the rule: `checks.md#scriptcharacter`, relative to the folder of the documents."""
        family, _, name = self.id.partition(".")
        if family == "glossary":
            return "glossaries.md#what-check-finds"
        if family == "translation":
            return f"translation-checks.md#{name}"
        return f"checks.md#{self.id.replace('.', '')}"  # a heading's anchor drops the dot


RULES: Mapping[str, CheckRule] = {
    rule.id: rule
    for rule in (
        CheckRule("script.character", "a character that the article's script never writes"),
        CheckRule("script.variant", "a glyph that the article's region writes otherwise"),
        CheckRule("script.region-word", "a word that the article's region does not use"),
        CheckRule("script.quotes", "quotation marks of another region"),
        CheckRule("script.punctuation", "half-width punctuation in a Chinese sentence"),
        CheckRule("outputs.missing", "an article that has no output for a target of the project", about_file=True),
        CheckRule("outputs.stale", "an output whose source or decisions are newer", about_file=True),
        CheckRule("outputs.edited", "an output that was edited since it was written", about_file=True),
        CheckRule("outputs.without-source", "an output whose source is gone", about_file=True),
        CheckRule("outputs.without-record", "an output of which no review record tells how it was made", about_file=True),
        CheckRule("structure.blocks", "headings, paragraphs, lists or tables that are not those of the source"),
        CheckRule("structure.code", "code that is not that of the source"),
        CheckRule("structure.link", "a link's destination that is not one of the source's"),
        CheckRule("structure.markup", "shortcodes, HTML or formulas that are not those of the source"),
        CheckRule("links.anchor", "a link to a heading or id that the page does not have"),
        CheckRule("links.article", "a link to an article that does not exist"),
        CheckRule("review.undecided", "a change in doubt that nobody has decided about"),
        CheckRule("review.lost-decision", "a decision whose place is gone", about_file=True),
        CheckRule("glossary.contradiction", "one form that becomes two different things"),
        CheckRule("glossary.duplicate-form", "a form that a concept has twice"),
        CheckRule("glossary.duplicate-id", "two concepts with one id"),
        CheckRule("glossary.duplicate-concept", "two concepts with the same forms"),
        CheckRule("glossary.wrong-script", "a form with characters that its script never writes"),
        CheckRule("glossary.never-matches", "a form that no article will hold"),
        CheckRule("glossary.overruled", "a term that a later glossary says otherwise"),
        CheckRule("glossary.single-character", "a term of a single character"),
        CheckRule("glossary.variant", "a form with a glyph that its region writes otherwise"),
        CheckRule("glossary.no-preferred", "forms of which none is preferred"),
        CheckRule("glossary.no-target", "a concept that becomes nothing"),
        CheckRule("glossary.differing-names", "a name that stays as it is, and yet has different forms"),
    )
}
"""By their ids, in the order of the documents."""


def rule_of(name: str) -> CheckRule:
    """The rule of an id; one that is not listed here (those of translations) says no more than its id."""
    return RULES.get(name) or CheckRule(name, name)
