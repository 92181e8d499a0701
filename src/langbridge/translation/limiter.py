"""How fast an engine may be asked."""

from __future__ import annotations

from langbridge.translation.engines.engine import EngineLimits


class Limiter:
    """Spaces requests evenly instead of letting them through in bursts: after each, as much time has to pass as the limits give for it.

    Times are seconds of any clock that does not go back.
    """

    def __init__(self, limits: EngineLimits) -> None:
        self._per_request = 1 / limits.requests_per_second if limits.requests_per_second else 0.0
        self._per_character = 60 / limits.characters_per_minute if limits.characters_per_minute else 0.0
        self._next = 0.0

    def when(self, now: float) -> float:
        """When the next request may be sent."""
        return max(now, self._next)

    def spend(self, now: float, characters: int) -> None:
        """Count a request that is sent now."""
        self._next = max(self._next, now + max(self._per_request, self._per_character * characters))

    def pause(self, until: float) -> None:
        """Send nothing before `until`."""
        self._next = max(self._next, until)
