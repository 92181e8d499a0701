"""What holds for every engine, and what each of them makes of a service that misbehaves."""

from __future__ import annotations

import logging
import pickle
import re
import threading
from collections.abc import Iterator
from itertools import product

import pytest

from langbridge.translation.engines import (
    BadAnswer,
    Engine,
    MarkupForm,
    Query,
    RateLimited,
    Refused,
    ShutOut,
    TooLong,
    Unavailable,
    choose_source_tag,
)
from langbridge.translation.markup import MarkupFault, restore, serialise
from langbridge.translation.segments import Code, CodeKind, Content
from langbridge.values import ENGLISH, HANT_TW, EngineError
from tests.contract.conftest import KEY, MakeTestEngine
from tests.contract.engine_server import EngineServer, Fault

ONLINE = ("openai", "deepl", "libretranslate", "google", "mymemory")
ENGINES = (*ONLINE, "pseudo")

TEXT = "這套軟體很好"
CONTENT: Content = (
    "這套",
    Code(1, CodeKind.OPEN, "**"),
    "軟體 & <b>",
    Code(1, CodeKind.CLOSE, "**"),
    "在",
    Code(2, CodeKind.ALONE, "`x`"),
    "很好。",
)

FAULTS: dict[Fault, type[EngineError]] = {
    Fault.RATE_LIMITED: RateLimited,
    Fault.RATE_LIMITED_SECONDS: RateLimited,
    Fault.RATE_LIMITED_DATE: RateLimited,
    Fault.SERVER_ERROR: Unavailable,
    Fault.OVERLOADED: Unavailable,
    Fault.BAD_GATEWAY: Unavailable,
    Fault.HANG: Unavailable,
    Fault.DRIP: Unavailable,
    Fault.CUT: Unavailable,
    Fault.CUT_BODY: Unavailable,
    Fault.TRUNCATED_JSON: BadAnswer,
    Fault.HTML_PAGE: BadAnswer,
    Fault.NOT_TEXT: BadAnswer,
    Fault.OTHER_FORM: BadAnswer,
    Fault.WRONG_COUNT: BadAnswer,
    Fault.NO_TEXT: BadAnswer,
    Fault.HUGE: BadAnswer,
    Fault.REDIRECT: ShutOut,
    Fault.UNAUTHORISED: ShutOut,
    Fault.FORBIDDEN: ShutOut,
    Fault.QUOTA: ShutOut,
    Fault.BAD_REQUEST: Refused,
    Fault.TOO_LARGE: TooLong,
}
# A page of HTML that lacks its end is still read.
CASES = [case for case in product(ONLINE, FAULTS) if case != ("google", Fault.TRUNCATED_JSON)]


def ask(engine: Engine, *texts: str) -> list[str]:
    return engine.translate([Query(text) for text in texts], choose_source_tag(engine, HANT_TW), ENGLISH)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error with all that hangs on it."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is not None and id(each) not in seen:
            seen.add(id(each))
            waiting += [each.__context__, each.__cause__]
            yield each


@pytest.mark.parametrize("name", ENGINES)
def test_says_what_it_is(name: str, make_engine: MakeTestEngine) -> None:
    engine = make_engine(name)
    assert isinstance(engine, Engine)
    assert engine.name == name
    assert engine.markup in MarkupForm
    assert engine.source_tags
    assert all(tag.is_chinese and tag.script for tag in engine.source_tags)
    assert min(engine.limits.characters, engine.limits.segments, engine.limits.concurrency) >= 1


@pytest.mark.parametrize("name", ENGINES)
def test_answers_each_text_in_order(name: str, make_engine: MakeTestEngine) -> None:
    engine = make_engine(name)
    texts = [f"第{number}句 item{number}" for number in range(engine.limits.segments)][:6]
    answers = ask(engine, *texts)
    assert [len(re.findall(rf"[ií]t[eé]m{number}\b", answer)) for number, answer in enumerate(answers)] == [1] * len(texts)


@pytest.mark.parametrize("name", ENGINES)
def test_brings_codes_back(name: str, make_engine: MakeTestEngine) -> None:
    engine = make_engine(name)
    [answer] = ask(engine, serialise(CONTENT, engine.markup))
    restored = restore(answer, CONTENT, engine.markup)
    assert not isinstance(restored, MarkupFault), answer
    assert [piece for piece in restored if isinstance(piece, Code)] == [piece for piece in CONTENT if isinstance(piece, Code)]
    assert "& <" in "".join(piece for piece in restored if isinstance(piece, str))


@pytest.mark.parametrize("name", ONLINE)
@pytest.mark.parametrize("fault", [Fault.LOST_CODES, Fault.DOUBLED_CODES])
def test_lost_and_doubled_codes_are_seen(name: str, fault: Fault, make_engine: MakeTestEngine, server: EngineServer) -> None:
    server.misbehave(fault)
    engine = make_engine(name)
    [answer] = ask(engine, serialise(CONTENT, engine.markup))
    assert isinstance(restore(answer, CONTENT, engine.markup), MarkupFault)


@pytest.mark.parametrize(("name", "fault"), CASES)
def test_every_fault_is_an_error_of_its_kind(
    name: str, fault: Fault, make_engine: MakeTestEngine, server: EngineServer, caplog: pytest.LogCaptureFixture
) -> None:
    engine = make_engine(name, timeout=0.3 if fault in (Fault.HANG, Fault.DRIP) else 10)
    server.misbehave(fault)
    with caplog.at_level(logging.INFO), pytest.raises(EngineError) as caught:
        ask(engine, TEXT)
    assert isinstance(caught.value, FAULTS[fault]), caught.value
    assert len(server.asked) == 1
    shown = [caplog.text, *(f"{each!s} {each!r}" for each in chain(caught.value)), repr(engine), repr(vars(engine))]
    assert not [each for each in shown if KEY in each or "canary" in each or TEXT in each]
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again)) == (type(caught.value), str(caught.value))


@pytest.mark.parametrize("name", ONLINE)
def test_a_fault_does_not_stay(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    engine = make_engine(name)
    server.misbehave(Fault.CUT)
    with pytest.raises(Unavailable):
        ask(engine, TEXT)
    assert ask(engine, TEXT) == [server.translating(TEXT)]


@pytest.mark.parametrize("name", ONLINE)
def test_says_how_long_to_wait(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    engine = make_engine(name)
    server.misbehave(Fault.RATE_LIMITED, Fault.RATE_LIMITED_SECONDS, Fault.RATE_LIMITED_DATE)
    waits = []
    for _ in range(3):
        with pytest.raises(RateLimited) as caught:
            ask(engine, TEXT)
        waits.append(caught.value.retry_after)
    assert waits[:2] == [None, 1.0]
    assert waits[2] is not None
    assert 20 < waits[2] <= 30


@pytest.mark.parametrize("name", ONLINE)
def test_what_nobody_listens_to_is_unavailable(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    engine = make_engine(name, timeout=2)
    server.shutdown()
    server.server_close()
    with pytest.raises(Unavailable):
        ask(engine, TEXT)


@pytest.mark.parametrize("name", ONLINE)
def test_threads_do_not_mix_answers_up(name: str, make_engine: MakeTestEngine) -> None:
    engine = make_engine(name)
    wrong: list[str] = []

    def work(thread: int) -> None:
        for number in range(10):
            [answer] = ask(engine, f"句子t{thread}n{number}")
            if f"t{thread}n{number}" not in answer:
                wrong.append(answer)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@pytest.mark.parametrize("name", ONLINE)
def test_the_key_goes_to_the_service_alone(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    ask(make_engine(name), TEXT)
    [seen] = [seen for seen in server.seen if seen.texts]
    sent = {"openai": f"Bearer {KEY}", "deepl": f"DeepL-Auth-Key {KEY}"}
    assert seen.headers.get("Authorization") == sent.get(name)
    assert ("api_key" in str(seen.body)) == (name == "libretranslate")
    assert KEY not in seen.path
