"""How long to wait for an engine and how often to ask it, and the clock that this goes by."""

from __future__ import annotations

import time
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from langbridge.translation.workers import Outcome


@dataclass(frozen=True, slots=True)
class Policy:
    """How long and how often to try.  Times are seconds."""

    attempts: int = 4
    """How often a request is sent that is not answered."""
    limited_attempts: int = 8
    """How often one is sent that comes too soon for the engine."""
    first_wait: float = 1.0
    """Before the second attempt; doubled before each further one, and shortened by up to a half at random."""
    longest_wait: float = 60.0
    longest_retry_after: float = 300.0
    """An engine that asks for more patience than this is not asked again."""
    failures_in_a_row: int = 5
    """After how many the engine is left alone; never fewer than all its threads make with all their attempts."""
    cool_down: float = 30.0
    """How long it is left alone before it is tried again."""
    deadline: float = 125.0
    """After which a request is given up whatever the engine's own timeout does."""


class Clock(Protocol):
    """Time, as the caller needs it."""

    def now(self) -> float:
        """Seconds since some moment."""

    def wait(self, outbox: SimpleQueue[Outcome], seconds: float, under_way: int) -> Outcome | None:
        """The next outcome, or None after `seconds` or sooner.  `under_way` counts the requests that may still bring one."""


class SystemClock:
    """The computer's time."""

    def now(self) -> float:
        return time.monotonic()

    def wait(self, outbox: SimpleQueue[Outcome], seconds: float, under_way: int) -> Outcome | None:
        try:
            # In short steps, since on Windows nothing interrupts a wait.
            return outbox.get(timeout=min(max(seconds, 0), 0.5))
        except Empty:
            return None
