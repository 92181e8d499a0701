"""When to stop asking an engine that does not answer."""

from __future__ import annotations

from enum import Enum


class Circuit(Enum):
    """What a breaker lets through."""

    CLOSED = "closed"
    """Every request."""
    OPEN = "open"
    """None."""
    PROBING = "probing"
    """None until the one that is under way has come back."""


class Breaker:
    """Opens after so many failures, or requests that came too soon, in a row; after a while lets one request through, and closes again when
    that is answered.

    Times are seconds of any clock that does not go back.
    """

    def __init__(self, failures: int, limitations: int, cool_down: float) -> None:
        self._allowed_failures = failures
        self._allowed_limitations = limitations
        self._cool_down = cool_down
        self._failures = 0
        self._limitations = 0
        self._opened_at: float | None = None
        self._probing = False
        self._is_shut = False

    def state(self, now: float) -> Circuit:
        """What may be sent now.  An open breaker that has cooled down is closed until `ask` is called."""
        if self._is_shut:
            return Circuit.OPEN
        if self._probing:
            return Circuit.PROBING
        if self._opened_at is not None and now < self._opened_at + self._cool_down:
            return Circuit.OPEN
        return Circuit.CLOSED

    def ask(self) -> None:
        """Count a request that is sent now."""
        self._probing = self._opened_at is not None

    def succeed(self) -> None:
        """The engine answered, if only that it will not."""
        self._failures = 0
        self._limitations = 0
        self._opened_at = None
        self._probing = False

    def fail(self, now: float) -> None:
        """The engine did not answer."""
        self._failures += 1
        self._open_if(self._failures >= self._allowed_failures, now)

    def limit(self, now: float) -> None:
        """The engine is there, but takes no more requests for now."""
        self._limitations += 1
        self._open_if(self._limitations >= self._allowed_limitations, now)

    def _open_if(self, too_often: bool, now: float) -> None:
        if self._probing or too_often:
            self._opened_at = now
        self._probing = False

    def shut(self) -> None:
        """The engine answers nobody: open for good."""
        self._is_shut = True

    def forget_probe(self) -> None:
        """Whoever sent the last request will not hear what became of it."""
        self._probing = False
