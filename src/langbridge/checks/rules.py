"""The rules of `langbridge check`: what each finds, why that is bad, what to do, and where the documents describe it.

The texts are those of the documents, which an installed langbridge does not have with it; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from langbridge.values import Severity


class CheckRule(NamedTuple):
    """A rule.

    `id` is stable, `summary` says what it finds in a line, `reason` why that is bad, `remedy` what to do; code in them is in backquotes.
    `about_file` says that it is about a file as a whole rather than a place in it, `level` how bad its findings mostly are.
    """

    id: str
    summary: str
    reason: str = ""
    remedy: str = ""
    about_file: bool = False
    level: Severity = Severity.ERROR

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
        CheckRule(
            "script.character",
            "a character that the article's script never writes",
            "It is the plainest sign that a text was converted and not read.",
            "Write the character that the message names, where it is the right one: 发 may be 發 or 髮. In a quotation that is "
            "meant to be as it is, put `langbridge:off` around it.",
        ),
        CheckRule(
            "script.variant",
            "a glyph that the article's region writes otherwise",
            "Readers take the text for another region's, and a search for the usual glyph does not find it.",
            "Write the glyph that the message names. A name that keeps its own can be a term of a glossary with the status "
            "`do-not-translate` for the conversion; here, put `langbridge:off` around it.",
        ),
        CheckRule(
            "script.region-word",
            "a word that the article's region does not use",
            "The article reads as if it came from elsewhere, and some words mean another thing: 項目, 土豆.",
            "Write the word that the message names. If your readers use the word, make it a form of your glossary for the "
            "tag, preferred or admitted: what a region's own forms have is never told.",
        ),
        CheckRule(
            "script.quotes",
            "quotation marks of another region",
            "Each region has its own quotation marks, and readers notice at once.",
            "Convert with `--quotes locale`, or change them by hand, inner ones too.",
        ),
        CheckRule(
            "script.punctuation",
            "half-width punctuation in a Chinese sentence",
            "Half-width marks sit too close to Chinese characters, and a program that looks for sentences does not see their end.",
            "Convert with `--punctuation locale`, or write the full-width mark.",
        ),
        CheckRule(
            "outputs.missing",
            "an article that has no output for a target of the project",
            "Readers of that language miss the article, or a site builds with a link to nothing.",
            "`langbridge convert`, for English `langbridge translate`; or take the target out of the settings.",
            about_file=True,
        ),
        CheckRule(
            "outputs.stale",
            "an output whose source or decisions are newer",
            "The versions say different things.",
            "`langbridge convert` or `langbridge translate`. Decisions hold where their places still are.",
            about_file=True,
        ),
        CheckRule(
            "outputs.edited",
            "an output that was edited since it was written",
            "The next run will not overwrite the edits, so that the output stays as it is, whatever becomes of its source.",
            "`langbridge review --adopt` makes decisions of the edits, which hold in every later run.",
            about_file=True,
        ),
        CheckRule(
            "outputs.without-source",
            "an output whose source is gone",
            "The site would keep an article that its author has removed or renamed.",
            "Remove the output and its record, or get the source back.",
            about_file=True,
        ),
        CheckRule(
            "outputs.without-record",
            "an output of which no review record tells how it was made",
            "Nobody can say what was changed, and `langbridge publish` waits.",
            "Convert its source again, or move the file out of the output folder.",
            about_file=True,
        ),
        CheckRule(
            "structure.blocks",
            "headings, paragraphs, lists or tables that are not those of the source",
            "Somebody has changed one version and forgotten the others.",
            "Make the same change in the source, and convert again.",
        ),
        CheckRule(
            "structure.code",
            "code that is not that of the source",
            "Code is the same in every language. A reader who copies it gets another program.",
            "Take the source's code, or mend both.",
        ),
        CheckRule(
            "structure.link",
            "a link's destination that is not one of the source's",
            "The version leads its readers elsewhere.",
            "Write the source's destination, or mend both.",
        ),
        CheckRule(
            "structure.markup",
            "shortcodes, HTML or formulas that are not those of the source",
            "A figure, a table or a formula is gone, or the site does not build.",
            "Take the source's, or mend both.",
        ),
        CheckRule(
            "links.anchor",
            "a link to a heading or id that the page does not have",
            "The link leads to the top of the page, and nothing says that it is broken.",
            "Write the heading's id. In an output the link was right in the source: convert again, or give the heading an id "
            "of its own (`## 後面 {#later}`).",
        ),
        CheckRule(
            "links.article",
            "a link to an article that does not exist",
            "Readers get an error page. Hugo refuses to build a site with a broken `ref`.",
            "Write the right path.",
        ),
        CheckRule(
            "review.undecided",
            "a change in doubt that nobody has decided about",
            "The word may be the wrong one of two: 回复 is 回覆 for a letter and 回復 for health.",
            "`langbridge review`, or name the rule under `publish.allow` once it is always right.",
        ),
        CheckRule(
            "review.lost-decision",
            "a decision whose place is gone",
            "What a person wanted is not in the text.",
            "Decide anew where it matters, then `langbridge review --forget-stale`.",
            about_file=True,
        ),
        CheckRule(
            "glossary.contradiction",
            "one form that becomes two different things",
            "Which of the two is written depends on the order of the glossaries.",
            "Mark it ambiguous, or take it from one concept.",
        ),
        CheckRule(
            "glossary.duplicate-form",
            "a form that a concept has twice",
            "One of them may say something else by its status or note.",
            "Remove one.",
        ),
        CheckRule(
            "glossary.duplicate-id",
            "two concepts with one id",
            "Decisions and exports name concepts by their ids.",
            "Give one of the glossaries another id.",
        ),
        CheckRule(
            "glossary.duplicate-concept",
            "two concepts with the same forms",
            "A change to one of them leaves the other as it was.",
            "Keep one.",
        ),
        CheckRule(
            "glossary.wrong-script",
            "a form with characters that its script never writes",
            "No article of that script holds it, and where it is written the text is mixed.",
            "Write the form in its script; a name that stays as it is has the status `do-not-translate`.",
        ),
        CheckRule(
            "glossary.never-matches",
            "a form that no article will hold",
            "The term is never found, and nothing says so.",
            "Remove the space, the invisible character, or write the form as articles do.",
        ),
        CheckRule(
            "glossary.overruled",
            "a term that a later glossary says otherwise",
            "The later glossary wins.",
            "Nothing, if that is what you want; else take the form out of one of the glossaries.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "glossary.single-character",
            "a term of a single character",
            "It holds wherever that character stands alone.",
            "Prefer the words that the character stands in.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "glossary.variant",
            "a form with a glyph that its region writes otherwise",
            "Readers take the text for another region's.",
            "Write the glyph that the message names.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "glossary.no-preferred",
            "forms of which none is preferred",
            "Nothing is written for that tag.",
            "Make one of the forms preferred.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "glossary.no-target",
            "a concept that becomes nothing",
            "Nothing ever becomes of it.",
            "Add a form in another language or script, or remove the concept.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "glossary.differing-names",
            "a name that stays as it is, and yet has different forms",
            "A name that is not translated should be the same everywhere.",
            "Let the forms be the same, or let the concept be translated.",
            level=Severity.WARNING,
        ),
        CheckRule(
            "translation.numbers",
            "a number of the source that is missing or another, one that comes from nowhere",
            "A wrong number is the mistake that readers do not see and that harms most. Engines confuse 億 and million as a "
            "matter of course.",
            "Write the number. If the two are the same after all, in units of another size, say (里 and miles), approve the segment.",
        ),
        CheckRule(
            "translation.currency",
            "an amount that lost or changed its currency",
            "3亿元 and $300 million are seven times apart.",
            "Write the currency of the source; converted amounts belong into brackets that a person adds.",
        ),
        CheckRule(
            "translation.codes",
            "markup lost, doubled, out of order",
            "A link or a footnote is lost, or the page breaks.",
            "Put the markup around the words that it belongs to.",
        ),
        CheckRule(
            "translation.urls",
            "a URL, an address or code in backquotes that is not the same",
            "Engines translate inside of them, drop parameters, or put a full stop behind.",
            "Copy it from the source.",
        ),
        CheckRule(
            "translation.names",
            "a name in Latin letters that is not there",
            "The name was invented, swapped (GPT-4, GPT-5), or its sentence is gone.",
            "Write the name as the source does. One that has another name in English belongs into the glossary.",
        ),
        CheckRule(
            "translation.terms",
            "a term of the glossary in none of its English forms",
            "The glossary is final; readers take another word for another thing.",
            "Write the term, or add the form to the glossary as admitted.",
        ),
        CheckRule(
            "translation.consistency",
            "one thing said in two ways in one article",
            "Two words look like two things.",
            "Choose one.",
        ),
        CheckRule(
            "translation.han",
            "Chinese, Japanese or Korean left in the English",
            "The engine gave up on a word, or answered in Chinese.",
            "Translate it, or explain it in brackets.",
        ),
        CheckRule(
            "translation.punctuation",
            "full-width punctuation left in the English",
            "It looks broken in English type.",
            "Nearly always langbridge has changed these before it looks; what is left has no clear counterpart.",
        ),
        CheckRule(
            "translation.empty",
            "nothing where the source says something",
            "The text is gone.",
            "Translate it.",
        ),
        CheckRule(
            "translation.untranslated",
            "Chinese instead of English",
            "Some engines return what they do not understand.",
            "Translate it.",
        ),
        CheckRule(
            "translation.length",
            "far too short or too long",
            "Something was left out or made up.",
            "Compare sentence by sentence.",
        ),
        CheckRule(
            "translation.cut-off",
            "an end in the middle of a sentence",
            "The engine hit its limit.",
            "Finish the sentence, or ask the engine with smaller chunks.",
        ),
        CheckRule(
            "translation.repeats",
            "going round in circles",
            "Small models go round in circles.",
            "Translate it again.",
        ),
        CheckRule(
            "translation.answer",
            "an engine that speaks for itself",
            "It would be published as the article's own words.",
            "Translate it again, when the quota allows, or with another engine.",
        ),
    )
}
"""By their ids, in the order of the documents."""


def rule_of(name: str) -> CheckRule:
    """The rule of an id; one that is not listed here says no more than its id."""
    return RULES.get(name) or CheckRule(name, f"a finding of {name}")
