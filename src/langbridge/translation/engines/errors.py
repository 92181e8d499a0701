"""How an engine fails, and what that asks of whoever called it.

    EngineError
    ├── Delayed               the same request may be answered later
    │   ├── RateLimited       too many requests for now
    │   └── Unavailable       no answer in time, a cut connection, a fault of the server's
    ├── BadAnswer             an answer that cannot be used: cut-off JSON, a wrong count
    │   └── TooLong           more text than the engine takes at once; a smaller request may be answered
    └── Refused               this request will never be answered: never sent again
        └── ShutOut           no request will be: a wrong key, no quota, a language it does not know

A message says what happened in our own words.  What a server wrote is never quoted: it may repeat the article, or the key.
"""

# They are named for what happened, as the kinds of one EngineError.
# ruff: noqa: N818

from __future__ import annotations

from langbridge.values import EngineError


class Delayed(EngineError):
    """The same request may be answered later, after `retry_after` seconds where the engine said when."""

    def __init__(self, message: str, *, retry_after: float | None = None, remedy: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.message, self.retry_after, self.remedy)


def _rebuild(kind: type[Delayed], message: str, retry_after: float | None, remedy: str) -> Delayed:
    return kind(message, retry_after=retry_after, remedy=remedy)


class RateLimited(Delayed):
    """The engine takes no more requests for now."""


class Unavailable(Delayed):
    """No answer in time, a connection that was cut or never made, or a fault of the server's."""


class BadAnswer(EngineError):
    """An answer that cannot be used; asked again, or for less at once, the engine may do better."""


class TooLong(BadAnswer):
    """More text than the engine takes at once.  Less may be answered, the same never."""


class Refused(EngineError):
    """The engine will never answer this request."""


class ShutOut(Refused):
    """The engine will answer no request at all: a wrong key, a quota that is used up, a language that it does not know."""
