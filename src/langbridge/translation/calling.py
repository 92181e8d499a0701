"""Asking an engine for many translations, robustly: batches, threads, retries, rate limits, a circuit breaker, and a second engine.

Everything is decided by the thread that takes the answers; workers only send requests (see `workers.py`).  A worker gets its next request
once the answers to its last one have been taken, so that whoever stores answers as they come never has more at risk than are under way.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from queue import SimpleQueue
from typing import TypeAlias

from langbridge.project.engine_settings import EngineSettings
from langbridge.translation.breaker import Breaker, Circuit
from langbridge.translation.engines.engine import Engine, EngineLimits, Query, TermLearner, choose_source_tag
from langbridge.translation.engines.errors import BadAnswer, Delayed, RateLimited, ShutOut, TooLong, Unavailable
from langbridge.translation.engines.registry import load_engine
from langbridge.translation.limiter import Limiter
from langbridge.translation.patience import Clock, Policy, SystemClock
from langbridge.translation.workers import Outcome, Request, Worker
from langbridge.values import EngineError, LanguageTag

Ask: TypeAlias = Callable[[Engine], Query]
"""Makes the query that an engine wants: in its markup form and script.  Called in the thread that takes the answers."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine made of the query with this number, counted from 0; in that engine's markup form, unchecked."""

    number: int
    text: str
    engine: Engine


@dataclass(frozen=True, slots=True)
class Failure:
    """Why the query with this number has no answer: what the engine said, and what its fallback did."""

    number: int
    errors: tuple[EngineError, ...]


@dataclass(slots=True)
class _Batch:
    items: list[tuple[int, Query]]
    due: float = 0.0
    failures: int = 0
    limitations: int = 0

    @property
    def characters(self) -> int:
        return sum(len(query.text) for _, query in self.items)

    def halves(self) -> tuple[_Batch, _Batch]:
        middle = len(self.items) // 2
        return _Batch(self.items[:middle]), _Batch(self.items[middle:])


@dataclass(slots=True)
class _Lane:
    """An engine with the state of its traffic."""

    engine: Engine
    limiter: Limiter
    breaker: Breaker
    shut_by: EngineError | None = None
    failed_with: EngineError | None = None
    """Its last failure."""
    waiting: list[tuple[float, int, _Batch]] = field(default_factory=list)
    idle: list[Worker] = field(default_factory=list)
    under_way: int = 0


@dataclass(slots=True)
class _Sent:
    lane: _Lane
    batch: _Batch
    worker: Worker
    deadline: float


class Caller:
    """Asks `engine`, and `fallback` for what that leaves unanswered; keeps what it learns about both from call to call.

    It is for one thread: one call of `translate` has to end before the next begins.
    """

    def __init__(
        self,
        engine: Engine,
        fallback: Engine | None = None,
        policy: Policy | None = None,
        *,
        clock: Clock | None = None,
        chance: random.Random | None = None,
    ) -> None:
        self._policy = policy or Policy()
        self._clock = clock or SystemClock()
        self._chance = chance or random.Random()
        self._lanes = [self._make_lane(each) for each in (engine, fallback) if each is not None]

    def _make_lane(self, engine: Engine) -> _Lane:
        policy = self._policy
        threads = engine.limits.concurrency
        failures = max(policy.failures_in_a_row, policy.attempts * threads)
        return _Lane(engine, Limiter(engine.limits), Breaker(failures, policy.limited_attempts * threads, policy.cool_down))

    @property
    def engines(self) -> tuple[Engine, ...]:
        """The engine, and its fallback where there is one."""
        return tuple(lane.engine for lane in self._lanes)

    def translate(
        self, queries: Sequence[Query | Ask], source_tag: LanguageTag, target_tag: LanguageTag
    ) -> Generator[Answer | Failure, None, None]:
        """One Answer or Failure for each query, as they come.

        A Query goes to every engine as it is; an Ask makes one for the engine that is asked.  `source_tag` is the article's; each engine
        is told the tag that `choose_source_tag` gives.  Closing the iterator, or an exception such as KeyboardInterrupt, ends the run at
        once.
        """
        run = _Run(self._lanes, self._policy, self._clock, self._chance, queries, source_tag, target_tag)
        try:
            yield from run.go()
            run.join()
        finally:
            run.stop()

    def learn(self, terms: Callable[[LanguageTag], Iterable[tuple[str, str]]]) -> None:
        """Tell engines that keep a glossary all terms at once, each in the script that it likes best."""
        for engine in self.engines:
            if isinstance(engine, TermLearner):
                engine.learn(terms(engine.source_tags[0]))

    def close(self) -> None:
        """Close the engines."""
        for lane in self._lanes:
            lane.engine.close()


def load_caller(settings: EngineSettings, environ: Mapping[str, str]) -> Caller:
    """The caller for the engine and the fallback that settings name.  Raises what `load_engine` does."""
    engine = load_engine(settings, environ)
    fallback = load_engine(settings.fallback, environ) if settings.fallback else None
    # An engine ends its requests itself; one that looks something up first may take twice its time.
    longest = max(settings.timeout, settings.fallback.timeout if settings.fallback else 0)
    return Caller(engine, fallback, Policy(deadline=2 * longest + 5))


class _Run:
    """One call of `translate`."""

    def __init__(
        self,
        lanes: list[_Lane],
        policy: Policy,
        clock: Clock,
        chance: random.Random,
        queries: Sequence[Query | Ask],
        source_tag: LanguageTag,
        target_tag: LanguageTag,
    ) -> None:
        self._lanes = lanes
        self._policy = policy
        self._clock = clock
        self._chance = chance
        self._queries = queries
        self._source_tag = source_tag
        self._target_tag = target_tag
        self._left = len(queries)
        self._errors: dict[int, tuple[EngineError, ...]] = {}
        self._outbox: SimpleQueue[Outcome] = SimpleQueue()
        self._sent: dict[Request, _Sent] = {}
        self._order = count()
        for lane in lanes:
            lane.waiting.clear()
            lane.breaker.forget_probe()
        if queries:
            self._enqueue(lanes[0], range(len(queries)))

    def go(self) -> Iterator[Answer | Failure]:
        """Everything, as it comes."""
        while self._left:
            for failure in self._hand_out():
                self._left -= 1
                yield failure
            if not self._left:
                return
            outcome = self._clock.wait(self._outbox, self._next_event() - self._clock.now(), len(self._sent))
            for found in self._settle(outcome) if outcome else self._give_up_overdue():
                self._left -= 1
                yield found

    def join(self) -> None:
        """Wait until every idle thread has ended."""
        for lane in self._lanes:
            for worker in lane.idle:
                worker.dismiss()
                worker.join()
            lane.idle.clear()

    def stop(self) -> None:
        """Ask every thread to end as soon as it can, and wait for none."""
        workers = [worker for lane in self._lanes for worker in lane.idle] + [sent.worker for sent in self._sent.values()]
        for worker in workers:
            worker.dismiss()
        for lane in self._lanes:
            lane.waiting.clear()
            lane.idle.clear()
            lane.under_way = 0

    # Handing out --------------------------------------------------------------------------------------------------------------------------

    def _enqueue(self, lane: _Lane, numbers: Iterable[int]) -> None:
        items: list[tuple[int, Query]] = []
        for number in numbers:
            query = self._queries[number]
            items.append((number, query if isinstance(query, Query) else query(lane.engine)))
        if isinstance(lane.engine, TermLearner):
            lane.engine.learn(term for _, query in items for term in query.terms)
        for batch in make_batches(items, lane.engine.limits):
            self._push(lane, batch)

    def _push(self, lane: _Lane, batch: _Batch) -> None:
        heapq.heappush(lane.waiting, (batch.due, next(self._order), batch))

    def _hand_out(self) -> Iterator[Failure]:
        """Send all that may be sent now; what an engine is not to be asked goes to the next one, or is a failure."""
        for lane in self._lanes:
            while lane.waiting:
                now = self._clock.now()
                state = lane.breaker.state(now)
                if state is Circuit.OPEN:
                    batch = heapq.heappop(lane.waiting)[2]
                    yield from self._give_up(lane, batch, lane.shut_by or _left_alone(lane))
                    continue
                if self._next_sending(lane, now) > now:
                    break
                batch = heapq.heappop(lane.waiting)[2]
                lane.limiter.spend(now, batch.characters)
                lane.breaker.ask()
                lane.under_way += 1
                worker = lane.idle.pop() if lane.idle else Worker(self._outbox)
                source_tag = choose_source_tag(lane.engine, self._source_tag)
                request = Request(lane.engine, [query for _, query in batch.items], source_tag, self._target_tag)
                self._sent[request] = _Sent(lane, batch, worker, now + self._policy.deadline)
                worker.hand(request)

    def _next_sending(self, lane: _Lane, now: float) -> float:
        """When the lane's next batch may be sent, as far as that is known."""
        if not lane.waiting or lane.under_way >= lane.engine.limits.concurrency or lane.breaker.state(now) is Circuit.PROBING:
            return float("inf")
        return max(lane.waiting[0][0], lane.limiter.when(now))

    def _next_event(self) -> float:
        now = self._clock.now()
        deadlines = (sent.deadline for sent in self._sent.values())
        return min([*(self._next_sending(lane, now) for lane in self._lanes), *deadlines])

    # What came back -----------------------------------------------------------------------------------------------------------------------

    def _settle(self, outcome: Outcome) -> Iterator[Answer | Failure]:
        sent = self._sent.pop(outcome.request, None)
        if sent is None:
            return  # it came after its deadline, and the thread that brought it has been dismissed
        sent.lane.under_way -= 1
        try:
            if isinstance(outcome.result, EngineError):
                yield from self._handle(sent.lane, sent.batch, outcome.result)
            else:
                sent.lane.breaker.succeed()
                for (number, _), text in zip(sent.batch.items, outcome.result, strict=True):
                    yield Answer(number, text, sent.lane.engine)
        finally:
            sent.lane.idle.append(sent.worker)

    def _give_up_overdue(self) -> Iterator[Answer | Failure]:
        now = self._clock.now()
        for request, sent in list(self._sent.items()):
            if sent.deadline <= now:
                del self._sent[request]
                sent.worker.dismiss()
                sent.lane.under_way -= 1
                error = Unavailable(f"{sent.lane.engine.name} did not end its request in {self._policy.deadline:g} s")
                yield from self._handle(sent.lane, sent.batch, error)

    def _handle(self, lane: _Lane, batch: _Batch, error: EngineError) -> Iterator[Failure]:
        """Decide what becomes of a batch that was not answered."""
        now = self._clock.now()
        lane.failed_with = error
        match error:
            case ShutOut():
                lane.shut_by = error
                lane.breaker.shut()
            case BadAnswer() if len(batch.items) > 1:
                lane.breaker.forget_probe()
                for half in batch.halves():
                    self._push(lane, half)
                return
            case TooLong():
                lane.breaker.succeed()
            case Delayed() if (error.retry_after or 0) > self._policy.longest_retry_after:
                lane.shut_by = error
                lane.breaker.shut()
            case BadAnswer() | Delayed():
                if isinstance(error, RateLimited):
                    lane.breaker.limit(now)
                else:
                    lane.breaker.fail(now)
                if self._try_again(lane, batch, error, now):
                    return
            case _:
                lane.breaker.succeed()
        yield from self._give_up(lane, batch, error)

    def _try_again(self, lane: _Lane, batch: _Batch, error: EngineError, now: float) -> bool:
        """Put a batch back for later, unless it has had all its attempts."""
        policy = self._policy
        if isinstance(error, RateLimited):
            batch.limitations += 1
            earlier, is_last = batch.limitations - 1, batch.limitations >= policy.limited_attempts
        else:
            batch.failures += 1
            earlier, is_last = batch.failures - 1, batch.failures >= policy.attempts
        wait = min(policy.longest_wait, policy.first_wait * 2**earlier) * self._chance.uniform(0.5, 1.0)
        if isinstance(error, Delayed) and error.retry_after is not None:
            wait = error.retry_after * self._chance.uniform(1.0, 1.1)
        if isinstance(error, RateLimited) or (isinstance(error, Delayed) and error.retry_after is not None):
            # It speaks of all requests, not of this one.
            lane.limiter.pause(now + wait)
        if is_last:
            return False
        batch.due = now + wait
        self._push(lane, batch)
        return True

    def _give_up(self, lane: _Lane, batch: _Batch, error: EngineError) -> Iterator[Failure]:
        numbers = [number for number, _ in batch.items]
        for number in numbers:
            self._errors[number] = (*self._errors.get(number, ()), error)
        if lane is not self._lanes[-1]:
            self._enqueue(self._lanes[-1], numbers)
            return
        for number in numbers:
            yield Failure(number, self._errors.pop(number))


def make_batches(items: Iterable[tuple[int, Query]], limits: EngineLimits) -> Iterator[_Batch]:
    """Items in their order, as many a batch as the limits allow; one that is too long by itself goes alone."""
    batch: list[tuple[int, Query]] = []
    characters = 0
    for item in items:
        size = len(item[1].text)
        if batch and (len(batch) >= limits.segments or characters + size > limits.characters):
            yield _Batch(batch)
            batch, characters = [], 0
        batch.append(item)
        characters += size
    if batch:
        yield _Batch(batch)


def _left_alone(lane: _Lane) -> EngineError:
    reason = f": {lane.failed_with.message}" if lane.failed_with else ""
    return Unavailable(f"{lane.engine.name} is left alone for now, since it has failed too often{reason}", remedy="run again later")
