"""Any article, translated by an engine that writes words and leaves the codes: nothing but texts changes, and nothing is left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.property.test_articles import articles, read

from langbridge.pipeline import Translations
from langbridge.translation import Caller, Translator, plain, segment_article
from langbridge.translation.engines import EngineLimits, MarkupForm, Query
from langbridge.values import ENGLISH, HANS, LanguageTag

CODE = re.compile(r"(⟦/?\d+/?⟧)")


class Words:
    """Writes the same words for every stretch of text, and whatever else a test wants among them."""

    name, version = "words", ""
    markup = MarkupForm.BRACKETS
    limits = EngineLimits(characters=100_000, segments=1000, concurrency=1)
    source_tags = (HANS,)
    uses_context = False

    def __init__(self, words: str) -> None:
        self.words = words

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        return ["".join(self._write(piece) for piece in CODE.split(query.text)) for query in queries]

    def _write(self, piece: str) -> str:
        return piece if CODE.fullmatch(piece) or not piece.strip() else self.words

    def close(self) -> None:
        pass


@given(articles(), st.booleans())
def test_an_article_is_translated_whole_and_stays_the_same_article(text: str, bilingual: bool) -> None:
    article = read(text)
    translations = Translations(Translator(Caller(Words("some words")), ENGLISH, checked=False), bilingual=bilingual)
    made = translations.translate_article(article, ENGLISH, source=HANS)
    # What would become a formula in English, or ends a shortcode that nobody closed, stays as it is, and is told.
    assert all("break" in one.reason for one in made.untranslated)
    assert made.changes.undo(made.text) == text
    if not bilingual:
        left = [plain(segment.content) for segment in segment_article(read(made.text))]
        assert len(left) == len(made.untranslated), f"left in Chinese: {left}"


@given(articles(), st.text("*_`[]()<>{}#|\\!-+.:\"'&~^$%\n a1", min_size=1, max_size=12))
def test_whatever_an_engine_writes_the_article_stays_the_same(text: str, words: str) -> None:
    assume(words.strip())
    translations = Translations(Translator(Caller(Words(words)), ENGLISH, checked=False))
    made = translations.translate_article(read(text), ENGLISH, source=HANS)
    assert made.changes.undo(made.text) == text
