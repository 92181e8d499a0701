"""Single characters decided by what stands around them, with the doubt that is left.

`senses` is for characters that a conversion decided alone, and for those that a phrase decided and that may be overruled.  It is pure:
the same clause and places give the same answers.
"""

from __future__ import annotations

from collections.abc import Sequence

from langbridge.script.senses.decide import HANDLED_FROM_SIMPLIFIED, MARGIN, Place, Sense, is_suspect, senses_from_simplified
from langbridge.script.senses.simplified import HANDLED_FROM_TRADITIONAL, reading

__all__ = ["HANDLED_FROM_SIMPLIFIED", "HANDLED_FROM_TRADITIONAL", "MARGIN", "Place", "Sense", "is_suspect", "senses"]


def senses(clause: str, places: Sequence[Place], *, to_traditional: bool) -> list[Sense]:
    """Decide characters of a clause, which is source text between punctuation.

    `places` are offsets in it, each of a character in HANDLED_FROM_SIMPLIFIED (or HANDLED_FROM_TRADITIONAL), with what the conversion wrote
    there.  Readings, given and returned, are OpenCC's standard forms, before a region's variants (裏, 麪).  Places about which
    nothing can be said beyond what OpenCC's phrase says are left out.
    """
    if to_traditional:
        return senses_from_simplified(clause, places)
    found = []
    for place in places:
        made, word, doubt = reading(clause, place.offset)
        if (not doubt and made == place.reading) or (place.phrase and not word and clause[place.offset] not in "牠砲姪呉様帳著於"):
            continue
        reason = f"in the word {word}" if word else "the form that Simplified text has"
        candidates = tuple(dict.fromkeys(filter(None, (made, doubt, place.reading))))
        found.append(Sense(place.offset, made, candidates, bool(doubt), reason))
    return found
