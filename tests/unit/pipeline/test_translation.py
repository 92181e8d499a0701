"""A whole article into English: what is written, what is left, and what a person's decisions teach."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from langbridge.pipeline import Reading, Translation, Translations, Written, translate_file
from langbridge.project import SourceFile, decisions_path, record_path
from langbridge.review import Verdict, decide, find_reviews, open_review, read_record, save
from langbridge.translation import Caller, Memory, Translator
from langbridge.translation.engines import EngineLimits, MarkupForm, Query, Refused
from langbridge.values import ENGLISH, HANS, LanguageTag, Layer

SOURCE = "---\ntitle: 标题\n---\n\n## 标题\n\n第一段，见[下文](#标题)。\n\n```\n代码\n```\n\n最后一段。\n"


class Words:
    """An engine with a list of words for each text; what it does not know it refuses."""

    name, version = "words", "1"
    markup = MarkupForm.BRACKETS
    limits = EngineLimits(characters=1000, segments=1, concurrency=1)
    source_tags = (HANS,)
    uses_context = False

    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        self.asked += [query.text for query in queries]
        if missing := [query.text for query in queries if query.text not in self.answers]:
            raise Refused(f"{len(missing)} unknown")
        return [self.answers[query.text] for query in queries]

    def close(self) -> None:
        pass


ANSWERS = {
    "标题": "The Heading",
    "第一段，见⟦1⟧下文⟦/1⟧。": "A paragraph, see ⟦1⟧below⟦/1⟧.",
    "最后一段。": "The last paragraph.",
}

Translate = Callable[..., Written[Translation]]


@pytest.fixture
def engine() -> Words:
    return Words(dict(ANSWERS))


@pytest.fixture
def translate(tmp_path: Path, engine: Words) -> Iterator[Translate]:
    source = SourceFile(tmp_path / "post.md", Path("post.md"))
    source.path.write_text(SOURCE, encoding="utf-8")
    with Memory(tmp_path / "memory.db") as memory:

        def run(*, bilingual: bool = False) -> Written[Translation]:
            translations = Translations(Translator(Caller(engine), ENGLISH, memory=memory), memory, bilingual=bilingual)
            return translate_file(source, ENGLISH, translations, Reading(), root=tmp_path, output=tmp_path / "output")

        yield run


def test_an_article_and_its_record_are_written(translate: Translate, tmp_path: Path) -> None:
    written = translate()
    text = written.output.read_text(encoding="utf-8")
    assert text == (
        "---\ntitle: The Heading\n---\n\n## The Heading\n\nA paragraph, see [below](#the-heading).\n\n"
        "```\n代码\n```\n\nThe last paragraph.\n"
    )
    record = read_record(record_path(tmp_path / "output", ENGLISH, Path("post.md")))
    assert (record.kind, record.changes.apply(SOURCE)) == ("translation", text)
    assert {change.rule.layer for change in record.changes} == {Layer.ENGINE}


def test_a_second_run_asks_nothing_and_changes_nothing(translate: Translate, engine: Words, tmp_path: Path) -> None:
    translate()
    before = (tmp_path / "output/en/post.md").read_bytes()
    engine.asked.clear()
    written = translate()
    assert (engine.asked, written.output.read_bytes()) == ([], before)
    assert written.made.layers == {Layer.MEMORY: 4}


def test_what_is_not_translated_stays_and_says_why(translate: Translate, engine: Words) -> None:
    del engine.answers["最后一段。"]
    written = translate()
    assert written.output.read_text(encoding="utf-8").endswith("\n\n最后一段。\n")
    ((start, reason),) = [(one.start, one.reason) for one in written.made.untranslated]
    assert (SOURCE[start:], reason) == ("最后一段。\n", "1 unknown")


def test_an_edit_of_the_output_becomes_a_decision_and_is_known_for_good(translate: Translate, engine: Words, tmp_path: Path) -> None:
    output = translate().output
    output.write_text(output.read_text(encoding="utf-8").replace("The last paragraph.", "The end."), encoding="utf-8")
    written = translate()
    assert written.adopted == 1
    assert output.read_text(encoding="utf-8").endswith("The end.\n")
    assert decisions_path(tmp_path / "output", ENGLISH, Path("post.md")).exists()
    source = tmp_path / "post.md"
    source.write_text(SOURCE.replace("第一段，", "新的话，"), encoding="utf-8")
    engine.answers["新的话，见⟦1⟧下文⟦/1⟧。"] = "New words, see ⟦1⟧below⟦/1⟧."
    engine.asked.clear()
    assert translate().output.read_text(encoding="utf-8").endswith("New words, see [below](#the-heading).\n\n```\n代码\n```\n\nThe end.\n")
    assert engine.asked == ["新的话，见⟦1⟧下文⟦/1⟧。"]
    with Memory(tmp_path / "memory.db") as memory:
        assert [(unit.source, unit.target) for unit in memory.units() if unit.approved] == [("最后一段。", "The end.")]


def test_what_is_accepted_in_a_review_is_approved(translate: Translate, tmp_path: Path) -> None:
    translate()
    (ref,) = find_reviews(tmp_path / "output", tmp_path)
    review = open_review(ref, tmp_path)
    paragraph = next(number for number, change in enumerate(review.proposals) if "below" in change.target.text)
    save(decide(review, [paragraph], Verdict.ACCEPT))
    translate()
    with Memory(tmp_path / "memory.db") as memory:
        approved = [unit for unit in memory.units() if unit.approved]
    assert [(unit.source, unit.target) for unit in approved] == [("第一段，见⟦1⟧下文⟦/1⟧。", "A paragraph, see ⟦1⟧below⟦/1⟧.")]


def test_a_bilingual_version_has_both(translate: Translate) -> None:
    assert translate(bilingual=True).output.read_text(encoding="utf-8") == (
        "---\ntitle: 标题 / The Heading\n---\n\n## 标题 / The Heading\n\n第一段，见[下文](#标题--the-heading)。\n\n"
        "A paragraph, see [below](#标题--the-heading).\n\n```\n代码\n```\n\n最后一段。\n\nThe last paragraph.\n"
    )


def test_what_would_break_the_markup_is_left_out(translate: Translate, engine: Words) -> None:
    engine.answers["最后一段。"] = "{{< youtube x >}}"
    text = translate().output.read_text(encoding="utf-8")
    assert "{{<" not in text
