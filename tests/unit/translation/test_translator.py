"""From segments to checked translations: what is known is not asked, what is wrong is asked once more, what stays wrong is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from langbridge.article import Markup, parse_article
from langbridge.glossary import Concept, Glossary, Termbase, TermForm
from langbridge.translation import Caller, Memory, Translated, Translator, Unit, protected, segment_article
from langbridge.translation.engines import EngineLimits, MarkupForm, Query, Refused
from langbridge.values import ENGLISH, HANS, HANS_CN, HANT_TW, LanguageTag, Layer

TERMBASE = Termbase([Glossary("g", (Concept("model", {HANS: (TermForm("模型"),), ENGLISH: (TermForm("model"),)}),))])


class Scripted:
    """An engine that answers as a function says, and keeps what it was asked."""

    name, version = "scripted", "1"
    markup = MarkupForm.BRACKETS
    uses_context = True

    def __init__(self, answer: Callable[[Query], str], *, characters: int = 1000, source_tags: tuple[LanguageTag, ...] = (HANS,)) -> None:
        self.answer = answer
        self.limits = EngineLimits(characters=characters, segments=1, concurrency=1)
        self.source_tags = source_tags
        self.asked: list[Query] = []

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        self.asked += queries
        return [self.answer(query) for query in queries]

    def close(self) -> None:
        pass


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Memory]:
    with Memory(tmp_path / "memory.db") as opened:
        yield opened


def translated(engine: Scripted, text: str, memory: Memory | None = None, *, tag: LanguageTag = HANS_CN) -> list[Translated]:
    translator = Translator(Caller(engine), ENGLISH, termbase=TERMBASE, memory=memory, convert=lambda text, source, target: f"<{text}>")
    segments = segment_article(parse_article(text, markup=Markup.MARKDOWN))
    results = dict(translator.translate(segments, tag))
    assert sorted(results) == list(range(len(segments)))
    return [results[number] for number in range(len(segments))]


def shown(results: Sequence[Translated]) -> list[str | None]:
    return [None if one.content is None else protected(one.content) for one in results]


def test_an_answer_is_asked_for_once_and_remembered(memory: Memory) -> None:
    engine = Scripted(lambda query: "He says: good.")
    for layer, asked in ((Layer.ENGINE, 1), (Layer.MEMORY, 1)):
        results = translated(engine, "他说：好。\n\n他说：好。\n", memory)
        assert shown(results) == ["He says: good."] * 2
        assert {one.layer for one in results} == {layer}
        assert len(engine.asked) == asked


def test_editing_one_paragraph_pays_for_that_one_alone(memory: Memory) -> None:
    engine = Scripted(lambda query: "Something is said here.")
    translated(engine, "有些话在这里。\n\n别的话在这里。\n", memory)
    translated(engine, "有些话在这里。\n\n新的话在那里。\n", memory)
    assert [query.text for query in engine.asked] == ["有些话在这里。", "别的话在这里。", "新的话在那里。"]


def test_what_is_alike_is_shown_to_the_engine_and_to_the_reader(memory: Memory) -> None:
    engine = Scripted(lambda query: "This company grew a lot this year.")
    translated(engine, "这家公司今年的收入增长了很多很多。\n", memory)
    (result,) = translated(engine, "这家公司今年的利润增长了很多很多。\n", memory)
    assert engine.asked[-1].examples == (("这家公司今年的收入增长了很多很多。", "This company grew a lot this year."),)
    assert [one.target for one in result.similar] == ["This company grew a lot this year."]


def test_what_a_person_approved_wins_and_is_left_as_it_is(memory: Memory) -> None:
    engine = Scripted(lambda query: "wrong")
    memory.approve([Unit("他说：好。", "He said ,good .", HANS, ENGLISH, True, 1)])
    (result,) = translated(engine, "他说：好。\n", memory)
    assert (shown([result]), result.approved, engine.asked) == (["He said ,good ."], True, [])


def test_a_term_by_itself_needs_no_engine() -> None:
    engine = Scripted(lambda query: "wrong")
    (result,) = translated(engine, "# 模型\n")
    assert (shown([result]), result.layer, engine.asked) == (["model"], Layer.GLOSSARY, [])


def test_an_engine_is_told_terms_and_what_stands_around() -> None:
    engine = Scripted(lambda query: "The model is very good indeed.")
    translated(engine, "前面一段。\n\n这个模型非常非常好。\n\n后面一段。\n")
    query = next(query for query in engine.asked if "模型" in query.text)
    assert (query.terms, query.before, query.after) == ((("模型", "model"),), "前面一段。", "后面一段。")


def test_a_faulty_answer_is_asked_for_once_more_with_the_reason(memory: Memory) -> None:
    engine = Scripted(lambda query: "It cost 300 million dollars." if query.reason else "It cost 30 million dollars.")
    (result,) = translated(engine, "花了3亿美元。\n", memory)
    assert (shown([result]), result.faults) == (["It cost 300 million dollars."], ())
    assert [bool(query.reason) for query in engine.asked] == [False, True]
    assert "300 million" in engine.asked[1].reason


def test_a_fault_that_stays_is_told_and_not_paid_for_again(memory: Memory) -> None:
    engine = Scripted(lambda query: "It cost 30 million dollars.")
    for _ in range(2):
        (result,) = translated(engine, "花了3亿美元。\n", memory)
        assert shown([result]) == ["It cost 30 million dollars."]
        assert any(fault.startswith("numbers:") for fault in result.faults)
    assert len(engine.asked) == 2


def test_a_run_that_was_killed_between_two_answers_goes_on_with_the_second(memory: Memory) -> None:
    class Killed(BaseException):
        pass

    def answer(query: Query) -> str:
        if query.reason:
            raise Refused("stopped")
        return "It cost 30 million dollars."

    engine = Scripted(answer)
    translator = Translator(Caller(engine), ENGLISH, memory=memory)
    segments = segment_article(parse_article("花了3亿美元。\n", markup=Markup.MARKDOWN))
    running = translator.translate(segments, HANS)
    original = memory.store

    def store_and_die(*arguments: object) -> None:
        original(*arguments)  # type: ignore[arg-type]
        raise Killed

    memory.store = store_and_die  # type: ignore[method-assign, assignment]
    with pytest.raises(Killed):
        list(running)
    memory.store = original  # type: ignore[method-assign]
    engine.answer = lambda query: "It cost 300 million dollars."
    (result,) = translated(engine, "花了3亿美元。\n", memory)
    assert (shown([result]), result.faults) == (["It cost 300 million dollars."], ())
    assert [bool(query.reason) for query in engine.asked] == [False, True]


def test_codes_that_are_lost_twice_are_kept_by_translating_between_them() -> None:
    engine = Scripted(
        lambda query: query.text.replace("⟦1⟧", "").replace("⟦/1⟧", "").replace("很", "very ").replace("好", "good").replace("的", "")
    )
    (result,) = translated(engine, "很**好**的\n")
    assert shown([result]) == ["very ⟦1⟧good⟦/1⟧"]
    assert any(fault.startswith("codes:") for fault in result.faults)
    assert [query.text for query in engine.asked] == ["很⟦1⟧好⟦/1⟧的"] * 2 + ["很", "好", "的"]


def test_a_long_paragraph_goes_in_pieces_and_comes_back_whole() -> None:
    answers = {"这": "This is a middling sentence.", "那": "That one is neither long nor short.", "哪": "Which of them is it then."}
    engine = Scripted(lambda query: answers[query.text[0]], characters=30)
    (result,) = translated(engine, "这是一个不太短也不太长的句子。那是一个不太短也不太长的句子。哪是一个不太短也不太长的句子。\n")
    assert len(engine.asked) == 3
    assert shown([result]) == [" ".join(answers.values())]
    assert max(len(query.text) for query in engine.asked) <= 30


def test_an_engine_of_one_script_gets_that_script() -> None:
    engine = Scripted(lambda query: "Good.")
    translated(engine, "很好。\n", tag=HANT_TW)
    assert engine.asked[0].text == "<很好。>"


def test_what_fails_stays_and_says_why() -> None:
    def refuse(query: Query) -> str:
        raise Refused("it does not want to")

    (result,) = translated(Scripted(refuse), "很好。\n")
    assert result.content is None
    assert [str(error) for error in result.errors] == ["it does not want to"]


def test_an_estimate_counts_and_asks_nothing(memory: Memory) -> None:
    engine = Scripted(lambda query: "Something.")
    translator = Translator(Caller(engine), ENGLISH, termbase=TERMBASE, memory=memory)
    memory.approve([Unit("甲甲甲", "A", HANS, ENGLISH, True, 1)])
    estimate = translator.estimate(segment_article(parse_article("# 模型\n\n甲甲甲\n\n乙乙\n\n乙乙\n", markup=Markup.MARKDOWN)), HANS)
    assert (estimate.segments, estimate.glossary, estimate.memory, estimate.to_translate, estimate.characters) == (4, 1, 1, 2, 2)
    assert engine.asked == []
