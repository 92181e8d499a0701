from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import textwrap
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

import pytest

from langbridge.translation.calling import Answer, Ask, Caller, Failure, make_batches
from langbridge.translation.engines import (
    BadAnswer,
    EngineLimits,
    MarkupForm,
    Query,
    RateLimited,
    Refused,
    ShutOut,
    TooLong,
    Unavailable,
)
from langbridge.translation.patience import Policy
from langbridge.translation.workers import Outcome
from langbridge.values import ENGLISH, HANS, HANT, HANT_TW, EngineError, LanguageTag

REPOSITORY = Path(__file__).parents[3]

MakeError = Callable[[], BaseException]


class Stopped(BaseException):
    """An error that is no Exception: an engine from elsewhere may raise anything."""


@dataclass
class FakeClock:
    """Time that stands still while requests are under way, and jumps to the next event when none is."""

    time: float = 0.0
    waits: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    def wait(self, outbox: SimpleQueue[Outcome], seconds: float, under_way: int) -> Outcome | None:
        if under_way:
            return outbox.get(timeout=10)
        assert seconds < float("inf"), "nothing will ever happen"
        self.waits.append(round(seconds, 3))
        self.time += seconds
        return None


class FixedChance(random.Random):
    """No jitter."""

    def uniform(self, a: float, b: float) -> float:
        return 1.0


@dataclass
class FakeEngine:
    """Answers with `translated TEXT`, after it has raised the errors that it was given."""

    name: str = "fake"
    version: str = "1"
    markup: MarkupForm = MarkupForm.TOKENS
    limits: EngineLimits = field(default_factory=lambda: EngineLimits(characters=1000, segments=4, concurrency=1))
    source_tags: tuple[LanguageTag, ...] = (HANS,)
    uses_context: bool = False
    errors: deque[BaseException | None] = field(default_factory=deque)
    spoilt_by: str = ""
    """A text that spoils every answer that it is part of."""
    always: MakeError | None = None
    asked: list[list[str]] = field(default_factory=list)
    tags: list[tuple[LanguageTag, LanguageTag]] = field(default_factory=list)
    closed: bool = False

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        self.asked.append([query.text for query in queries])
        self.tags.append((source_tag, target_tag))
        if self.errors and (error := self.errors.popleft()):
            raise error
        if self.always:
            raise self.always()
        if self.spoilt_by and any(query.text == self.spoilt_by for query in queries):
            raise BadAnswer("spoilt")
        return [f"translated {query.text}" for query in queries]

    def close(self) -> None:
        self.closed = True


def queries(count: int) -> list[Query]:
    return [Query(f"t{number}") for number in range(count)]


def run(
    engine: FakeEngine, wanted: Sequence[Query | Ask], fallback: FakeEngine | None = None, policy: Policy | None = None
) -> tuple[dict[int, str], dict[int, Failure], FakeClock]:
    clock = FakeClock()
    caller = Caller(engine, fallback, policy, clock=clock, chance=FixedChance())
    return (*collect(caller, wanted), clock)


def collect(caller: Caller, wanted: Sequence[Query | Ask]) -> tuple[dict[int, str], dict[int, Failure]]:
    answers: dict[int, str] = {}
    failures: dict[int, Failure] = {}
    for found in caller.translate(wanted, HANT_TW, ENGLISH):
        assert found.number not in answers
        assert found.number not in failures
        if isinstance(found, Answer):
            answers[found.number] = found.text
        else:
            failures[found.number] = found
    assert answers.keys() | failures.keys() == set(range(len(wanted)))
    return answers, failures


# Batches --------------------------------------------------------------------------------------------------------------------------------


def test_all_are_answered_in_batches_within_the_limits() -> None:
    engine = FakeEngine()
    answers, failures, clock = run(engine, queries(10))
    assert answers == {number: f"translated t{number}" for number in range(10)}
    assert not failures
    assert [len(asked) for asked in engine.asked] == [4, 4, 2]
    assert engine.tags[0] == (HANS, ENGLISH)
    assert not clock.waits


def test_nothing_is_asked_for_nothing() -> None:
    engine = FakeEngine()
    assert run(engine, [])[:2] == ({}, {})
    assert not engine.asked


def test_batches_count_characters_and_leave_a_long_text_alone() -> None:
    items = [(number, Query("字" * size)) for number, size in enumerate([4, 5, 2, 30, 1, 1])]
    batches = make_batches(items, EngineLimits(characters=10, segments=2, concurrency=1))
    assert [[number for number, _ in batch.items] for batch in batches] == [[0, 1], [2], [3], [4, 5]]


def test_each_engine_gets_the_script_and_form_it_wants() -> None:
    engine = FakeEngine(source_tags=(HANT, HANS), always=lambda: Refused("no"))
    fallback = FakeEngine("second", markup=MarkupForm.XML)
    answers, _, _ = run(engine, [lambda each: Query(f"for {each.name} {each.markup}")], fallback)
    assert engine.asked == [["for fake tokens"]]
    assert answers == {0: "translated for second xml"}
    assert (engine.tags, fallback.tags) == ([(HANT, ENGLISH)], [(HANS, ENGLISH)])


# Retries --------------------------------------------------------------------------------------------------------------------------------


def test_what_may_pass_is_tried_again_ever_later() -> None:
    engine = FakeEngine(errors=deque([Unavailable("cut"), Unavailable("cut"), BadAnswer("half")]))
    answers, _, clock = run(engine, queries(1))
    assert answers == {0: "translated t0"}
    assert clock.waits == [1, 2, 4]


def test_attempts_end() -> None:
    engine = FakeEngine(always=lambda: Unavailable("cut"))
    _, failures, _ = run(engine, queries(1), policy=Policy(attempts=3))
    assert len(engine.asked) == 3
    assert str(failures[0].errors[0]) == "cut"


def test_jitter_shortens_by_up_to_a_half() -> None:
    waits: set[float] = set()
    for seed in range(20):
        clock = FakeClock()
        engine = FakeEngine(errors=deque([Unavailable("cut")]))
        collect(Caller(engine, clock=clock, chance=random.Random(seed)), queries(1))
        waits |= set(clock.waits)
    assert len(waits) > 10
    assert min(waits) >= 0.5
    assert max(waits) <= 1


def test_retry_after_holds_for_all_requests() -> None:
    engine = FakeEngine(
        limits=EngineLimits(1000, 1, 1), errors=deque([RateLimited("slow", retry_after=7.0), None, Unavailable("busy", retry_after=3.0)])
    )
    answers, _, clock = run(engine, queries(3))
    assert len(answers) == 3
    assert clock.waits == [7, 3]
    assert engine.asked == [["t0"], ["t1"], ["t2"], ["t0"], ["t2"]]


def test_limits_without_a_time_are_waited_out_longer_than_faults() -> None:
    engine = FakeEngine(errors=deque([RateLimited("slow") for _ in range(6)]))
    answers, _, clock = run(engine, queries(1))
    assert answers
    assert sum(clock.waits) > 60


def test_who_asks_for_an_hour_is_not_asked_again() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 1), always=lambda: RateLimited("slow", retry_after=3600.0))
    _, failures, clock = run(engine, queries(3))
    assert (len(engine.asked), len(failures), clock.waits) == (1, 3, [])


def test_refusals_are_never_tried_again() -> None:
    engine = FakeEngine(errors=deque([Refused("bad request")]))
    answers, failures, _ = run(engine, queries(8))
    assert engine.asked == [["t0", "t1", "t2", "t3"], ["t4", "t5", "t6", "t7"]]
    assert (sorted(failures), sorted(answers)) == ([0, 1, 2, 3], [4, 5, 6, 7])


def test_who_shuts_us_out_is_asked_nothing_more() -> None:
    engine = FakeEngine(errors=deque([ShutOut("wrong key")]))
    caller = Caller(engine, clock=FakeClock())
    answers, failures = collect(caller, queries(12))
    assert len(engine.asked) == 1
    assert {str(failure.errors[0]) for failure in failures.values()} == {"wrong key"}
    assert not answers
    assert len(collect(caller, queries(2))[1]) == 2
    assert len(engine.asked) == 1


# Bad answers ----------------------------------------------------------------------------------------------------------------------------


def test_a_bad_batch_is_halved_until_the_bad_one_stands_alone() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 8, 1), spoilt_by="t5")
    answers, failures, _ = run(engine, queries(8), policy=Policy(attempts=2))
    assert sorted(failures) == [5]
    assert len(answers) == 7
    assert sorted(len(asked) for asked in engine.asked) == [1, 1, 1, 2, 2, 4, 4, 8]


def test_what_is_too_long_is_halved_and_alone_never_asked_twice() -> None:
    engine = FakeEngine(always=lambda: TooLong("too long"))
    _, failures, _ = run(engine, queries(2))
    assert engine.asked == [["t0", "t1"], ["t0"], ["t1"]]
    assert len(failures) == 2


@pytest.mark.parametrize(
    "answers", [[], ["one", "two"], [7], None, "x", ["x" * 100_000]], ids=["none", "two", "number", "null", "text", "huge"]
)
def test_answers_that_cannot_be_are_bad(answers: object, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    monkeypatch.setattr(engine, "translate", lambda *_: answers)
    _, failures, _ = run(engine, queries(1))
    assert isinstance(failures[0].errors[0], BadAnswer)


@pytest.mark.parametrize("error", [KeyError("secret text"), Stopped("secret text"), SystemExit(3)])
def test_an_engine_that_breaks_does_not_break_the_run(error: BaseException) -> None:
    engine = FakeEngine(always=lambda: error)
    _, failures, _ = run(engine, queries(1))
    assert isinstance(failures[0].errors[0], BadAnswer)
    assert type(error).__name__ in str(failures[0].errors[0])
    assert "secret" not in str(failures[0].errors[0])


# Rates ----------------------------------------------------------------------------------------------------------------------------------


def test_requests_are_spaced() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 4, requests_per_second=2))
    _, _, clock = run(engine, queries(5))
    assert clock.time == pytest.approx(2.0)


def test_characters_are_spaced() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 1, characters_per_minute=60))
    _, _, clock = run(engine, [Query("字" * 10), Query("字" * 20), Query("字")])
    assert clock.time == pytest.approx(30.0)


# The breaker and the fallback -------------------------------------------------------------------------------------------------------------


def test_after_failures_in_a_row_nothing_is_asked_for_a_while() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 1), always=lambda: Unavailable("down"))
    clock = FakeClock()
    caller = Caller(engine, policy=Policy(attempts=2, failures_in_a_row=5, cool_down=30), clock=clock, chance=FixedChance())
    _, failures = collect(caller, queries(20))
    assert len(engine.asked) == 5
    assert len(failures) == 20
    assert "too often" in str(failures[19].errors[0])
    collect(caller, queries(3))
    assert len(engine.asked) == 5

    clock.time += 31
    collect(caller, queries(3))
    assert len(engine.asked) == 6, "one request goes through to see"

    clock.time += 31
    engine.always = None
    answers, _ = collect(caller, queries(3))
    assert len(answers) == 3


def test_a_fallback_takes_over_and_hands_back() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 1), always=lambda: Unavailable("down"))
    fallback = FakeEngine("second")
    clock = FakeClock()
    caller = Caller(engine, fallback, Policy(attempts=1, failures_in_a_row=2), clock=clock, chance=FixedChance())
    found = list(caller.translate(queries(6), HANT, ENGLISH))
    assert {answer.engine.name for answer in found if isinstance(answer, Answer)} == {"second"}
    assert len(found) == 6
    assert len(engine.asked) == 2
    engine.always = None
    clock.time += 31
    found = list(caller.translate(queries(1), HANT, ENGLISH))
    assert [answer.engine.name for answer in found if isinstance(answer, Answer)] == ["fake"]


def test_a_failure_tells_of_both_engines() -> None:
    engine = FakeEngine(always=lambda: Refused("first says no"))
    fallback = FakeEngine("second", always=lambda: Refused("second says no"))
    _, failures, _ = run(engine, queries(1), fallback)
    assert [str(error) for error in failures[0].errors] == ["first says no", "second says no"]


def test_closing_closes_both() -> None:
    engine, fallback = FakeEngine(), FakeEngine()
    Caller(engine, fallback).close()
    assert engine.closed
    assert fallback.closed


# Threads --------------------------------------------------------------------------------------------------------------------------------


class Gate(FakeEngine):
    """An engine that answers when it is let."""

    def __init__(self, concurrency: int) -> None:
        super().__init__(limits=EngineLimits(1000, 1, concurrency))
        self.open = threading.Event()
        self.all_in = threading.Barrier(concurrency + 1)
        self.inside = 0
        self.most = 0
        self._lock = threading.Lock()

    def let_all_in_and_out(self) -> None:
        self.all_in.wait(10)
        self.open.set()

    def translate(self, queries: Sequence[Query], source_tag: LanguageTag, target_tag: LanguageTag) -> list[str]:
        with self._lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
        if not self.open.is_set():
            self.all_in.wait(10)
        self.open.wait(10)
        with self._lock:
            self.inside -= 1
        return [query.text for query in queries]


def engine_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "langbridge-engine"]


def test_as_many_at_a_time_as_the_engine_allows() -> None:
    engine = Gate(4)
    opener = threading.Thread(target=engine.let_all_in_and_out)
    opener.start()
    assert len(list(Caller(engine).translate(queries(12), HANT, ENGLISH))) == 12
    opener.join()
    assert engine.most == 4
    assert not engine_threads()


def test_nothing_new_is_asked_while_answers_wait_to_be_taken() -> None:
    engine = FakeEngine(limits=EngineLimits(1000, 1, 2))
    taking = Caller(engine).translate(queries(10), HANT, ENGLISH)
    for taken in range(1, 11):
        next(taking)
        assert len(engine.asked) <= taken - 1 + 2
    assert not list(taking)


def test_who_stops_taking_answers_stops_the_run() -> None:
    engine = Gate(2)
    taking: Iterator[Answer | Failure] = Caller(engine).translate(queries(10), HANT, ENGLISH)
    opener = threading.Thread(target=engine.let_all_in_and_out)
    opener.start()
    next(taking)
    opener.join()
    taking.close()  # type: ignore[attr-defined]
    for thread in engine_threads():
        thread.join(10)
    assert not engine_threads()


def test_a_request_that_never_ends_is_given_up() -> None:
    engine = Gate(1)
    caller = Caller(engine, policy=Policy(attempts=2, deadline=0.05, first_wait=0.01), chance=FixedChance())
    opener = threading.Thread(target=lambda: engine.all_in.wait(10))
    opener.start()
    [found] = caller.translate(queries(1), HANT, ENGLISH)
    assert isinstance(found, Failure)
    assert isinstance(found.errors[0], Unavailable)
    opener.join()
    engine.all_in.abort()
    engine.open.set()
    for thread in engine_threads():
        thread.join(10)


@pytest.mark.skipif(os.name != "posix", reason="signals are sent as POSIX has them")
def test_ctrl_c_ends_at_once() -> None:
    program = textwrap.dedent(
        """
        import os
        import threading
        from tests.unit.translation.test_calling import FakeEngine
        from langbridge.translation.calling import Caller
        from langbridge.translation.engines import EngineLimits, Query
        from langbridge.values import ENGLISH, HANT

        class Deaf(FakeEngine):
            def translate(self, *_):
                os.write(1, b"asked\\n")
                threading.Event().wait()

        list(Caller(Deaf(limits=EngineLimits(100, 1, 2))).translate([Query("a"), Query("b")], HANT, ENGLISH))
        """
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=REPOSITORY)
    with process:
        assert process.stdout
        assert process.stdout.readline() == process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    assert told.rstrip().endswith("KeyboardInterrupt")
    assert process.returncode == -signal.SIGINT


def test_importing_the_room_imports_no_client() -> None:
    program = "import sys, langbridge.translation, langbridge.translation.calling; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"httpx", "requests", "deep_translator", "yaml"} & set(loaded)


def test_errors_are_engine_errors() -> None:
    for kind in (RateLimited, Unavailable, BadAnswer, TooLong, Refused, ShutOut):
        assert issubclass(kind, EngineError)
