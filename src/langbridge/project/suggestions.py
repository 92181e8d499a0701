"""What was probably meant by a name that is not known."""

from __future__ import annotations

from collections.abc import Iterable


def suggest(name: str, known: Iterable[str]) -> str:
    """A remedy for an unknown name: the nearest known one, or all of them where none is near; empty where none is known."""
    from difflib import get_close_matches  # late: only errors need it

    names = sorted(set(known))
    folded = {each.casefold(): each for each in names}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"did you mean {folded[near[0]]}?"
    return f"known are {', '.join(names)}" if 0 < len(names) <= 20 else ""
