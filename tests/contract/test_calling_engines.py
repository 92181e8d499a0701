"""Whole runs against a service that misbehaves: what is answered, what is not, and how often the service was asked."""

from __future__ import annotations

import random

import pytest

from langbridge.project.engine_settings import EngineLimitSettings
from langbridge.translation.calling import Answer, Caller, Failure
from langbridge.translation.engines import Query, Refused, ShutOut
from langbridge.translation.patience import Policy
from langbridge.values import ENGLISH, HANT
from tests.contract.conftest import KEY, MakeTestEngine
from tests.contract.engine_server import EngineServer, Fault

ONLINE = ("openai", "deepl", "libretranslate", "google", "mymemory")
FAST = Policy(first_wait=0.001, longest_wait=0.01, failures_in_a_row=1000)
TEXTS = [f"第{number}句很好" for number in range(30)]
FAST_LIMITS = EngineLimitSettings(concurrency=3, requests_per_second=10_000)


def run(caller: Caller) -> tuple[dict[int, str], dict[int, Failure]]:
    answers: dict[int, str] = {}
    failures: dict[int, Failure] = {}
    for found in caller.translate([Query(text) for text in TEXTS], HANT, ENGLISH):
        if isinstance(found, Answer):
            answers[found.number] = found.text
        else:
            failures[found.number] = found
    assert len(answers) + len(failures) == len(TEXTS)
    assert not answers.keys() & failures.keys()
    return answers, failures


def expected(server: EngineServer) -> dict[int, str]:
    return {number: server.translating(text) for number, text in enumerate(TEXTS)}


@pytest.mark.parametrize("name", ONLINE)
def test_passing_faults_cost_nothing_but_time(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    passing = [
        Fault.CUT,
        Fault.RATE_LIMITED,
        Fault.SERVER_ERROR,
        Fault.HANG,
        Fault.CUT_BODY,
        Fault.BAD_GATEWAY,
        Fault.HTML_PAGE,
        Fault.WRONG_COUNT,
        Fault.NO_TEXT,
        Fault.TRUNCATED_JSON,
    ]
    # None between them, so that none of the faults meets one request four times.
    server.misbehave(*(fault for each in passing for fault in (each, None, None)))
    caller = Caller(make_engine(name, timeout=1, limits=FAST_LIMITS), policy=FAST, chance=random.Random(1))
    answers, failures = run(caller)
    assert not failures
    assert answers == expected(server)


@pytest.mark.parametrize("name", ONLINE)
def test_a_wrong_key_is_tried_once_by_each_thread_at_most(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    server.always = Fault.UNAUTHORISED
    answers, failures = run(Caller(make_engine(name, limits=FAST_LIMITS), policy=FAST))
    assert not answers
    assert all(isinstance(failure.errors[0], ShutOut) for failure in failures.values())
    assert KEY not in str(failures)
    assert len(server.asked) <= 3


@pytest.mark.parametrize("name", ["openai", "deepl", "libretranslate"])
def test_a_refused_request_is_sent_once(name: str, make_engine: MakeTestEngine, server: EngineServer) -> None:
    server.misbehave(Fault.BAD_REQUEST)
    answers, failures = run(Caller(make_engine(name, limits=FAST_LIMITS), policy=FAST))
    refused = server.asked[0]
    assert [TEXTS[number] for number in sorted(failures)] == list(refused)
    assert all(isinstance(failure.errors[0], Refused) for failure in failures.values())
    assert len(answers) == len(TEXTS) - len(refused)
    assert sum(texts == refused for texts in server.asked) == 1


def test_the_fallback_answers_what_the_engine_does_not(make_engine: MakeTestEngine, server: EngineServer) -> None:
    with EngineServer() as broken:
        broken.always = Fault.QUOTA
        engine = make_engine("deepl", url=broken.url)
        answers, failures = run(Caller(engine, make_engine("libretranslate"), FAST))
    assert not failures
    assert answers == expected(server)


def test_a_model_that_cannot_number_texts_is_asked_for_one_at_a_time(make_engine: MakeTestEngine, server: EngineServer) -> None:
    """A weak model answers one text well, and of several gives back prose."""
    server.several_as_prose = True
    answers, failures = run(Caller(make_engine("openai"), policy=FAST))
    assert not failures
    assert answers == expected(server)


def test_no_text_is_paid_for_twice_in_a_good_run(make_engine: MakeTestEngine, server: EngineServer) -> None:
    run(Caller(make_engine("openai"), policy=FAST))
    assert sorted(text for texts in server.asked for text in texts) == sorted(TEXTS)
