"""What a check of a translation tells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a translation: the id of the rule, which is stable, and a message that names the place by its words."""

    rule: str
    message: str
