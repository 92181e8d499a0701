"""Clauses: the stretches of a text between punctuation and spaces, which no word goes across."""

from __future__ import annotations

import re
from bisect import bisect_left

_MARKS = "，。、；：？！…—～·,;:?!\"'“”‘’「」『』（）()《》〈〉【】[]|"
_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f"
    "\u205f\u3000"
)
CLAUSE_ENDS = frozenset(_MARKS + _SPACES + "\x00\x01\x02\x03\x04\x05")
"""The characters that end a clause."""
CLAUSE_END = re.compile(f"[{re.escape(''.join(sorted(CLAUSE_ENDS)))}]")


class Clauses:
    """Where the clauses of one text begin and end."""

    def __init__(self, text: str) -> None:
        self._ends = [-1, *(found.start() for found in CLAUSE_END.finditer(text)), len(text)]

    def around(self, start: int, end: int) -> tuple[int, int]:
        """From where the clause begins that `start` stands in, to where the one ends that ends at `end` or later."""
        first = bisect_left(self._ends, start)
        return self._ends[first - 1] + 1, self._ends[bisect_left(self._ends, end, first)]
