"""Threads that send one request at a time and tell what came of it.

They decide nothing.  They are daemons, so that a program that is told to end does not wait for a server that never answers.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from queue import SimpleQueue
from types import TracebackType

from langbridge.translation.engines.engine import Engine, Query
from langbridge.translation.engines.errors import BadAnswer
from langbridge.values import EngineError, LanguageTag


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What a worker is to ask."""

    engine: Engine
    queries: Sequence[Query]
    source_tag: LanguageTag
    target_tag: LanguageTag


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: answers, one a query, or an error."""

    request: Request
    result: list[str] | EngineError


class Worker:
    """One thread.  `outbox` gets an Outcome for every request that it is handed."""

    def __init__(self, outbox: SimpleQueue[Outcome]) -> None:
        self._inbox: SimpleQueue[Request | None] = SimpleQueue()
        self._outbox = outbox
        self._thread = threading.Thread(target=self._work, name="langbridge-engine", daemon=True)
        self._thread.start()

    def hand(self, request: Request) -> None:
        """Have a request sent; the worker is to be idle."""
        self._inbox.put(request)

    def dismiss(self) -> None:
        """Let the thread end once its request has ended."""
        self._inbox.put(None)

    def join(self) -> None:
        """Wait for the thread to end."""
        self._thread.join()

    def _work(self) -> None:
        while (request := self._inbox.get()) is not None:
            with _Telling(request, self._outbox) as telling:
                telling.answers = request.engine.translate(request.queries, request.source_tag, request.target_tag)


class _Telling:
    """Puts an outcome into the outbox whatever happens: an engine from elsewhere may raise anything, and must not stop the run."""

    def __init__(self, request: Request, outbox: SimpleQueue[Outcome]) -> None:
        self._request = request
        self._outbox = outbox
        self.answers: list[str] = []

    def __enter__(self) -> _Telling:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> bool:
        self._outbox.put(Outcome(self._request, self._result(error)))
        return True

    def _result(self, error: BaseException | None) -> list[str] | EngineError:
        name = self._request.engine.name
        if isinstance(error, EngineError):
            return error
        if error is not None:
            # Only its kind: what it says may hold a key or the article.
            return BadAnswer(f"the engine {name} broke off with {type(error).__name__}")
        return check_answers(name, self._request.queries, self.answers)


def check_answers(name: str, queries: Sequence[Query], answers: object) -> list[str] | EngineError:
    """The answers, if they are one text a query and of a length that is possible at all."""
    if not isinstance(answers, list) or not all(isinstance(answer, str) for answer in answers):
        return BadAnswer(f"the engine {name} gave no texts")
    if len(answers) != len(queries):
        return BadAnswer(f"the engine {name} gave {len(answers)} answers to {len(queries)} texts")
    for query, answer in zip(queries, answers, strict=True):
        if len(answer) > 2000 + 40 * len(query.text):
            return BadAnswer(f"the engine {name} gave {len(answer)} characters for {len(query.text)}")
    return answers
