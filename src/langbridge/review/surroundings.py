"""How a place in a source is known again after the source was edited elsewhere."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from langbridge.values import Span

_CONTEXT = 8
"""How many code points on either side are kept."""

_SHORT = 4
"""How many on each side are enough where the whole context is not found."""

_BOTH = 3
"""What both neighbours together say at least, see `SourceLines._agreeing`."""

_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is around a span of a source.

    `line` is the first 12 hex digits of the BLAKE2b hash of the source line, without its end, in which the span starts; `column` the
    span's offset in it, in code points.  `nth` says which of the `of` identical lines it is, from 0; `previous` and `following` are the
    hashes of the nearest lines around it that are not blank, and tell identical lines apart.  `before` and `after` are up to eight code
    points within the line on either side of the span; fewer mean that the line begins or ends there.
    """

    line: str
    column: int
    nth: int = 0
    of: int = 1
    previous: str = ""
    following: str = ""
    before: str = ""
    after: str = ""


class SourceLines:
    """The lines of a text, by their hashes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        self.ends: list[int] = []
        for found in _LINE_END.finditer(text):
            self.ends.append(found.start())
            self.starts.append(found.end())
        self.ends.append(len(text))
        self.hashes = [_hash(text[start:end]) for start, end in zip(self.starts, self.ends, strict=True)]
        self._by_hash: dict[str, list[int]] = {}
        for number, each in enumerate(self.hashes):
            self._by_hash.setdefault(each, []).append(number)

    def number_at(self, offset: int) -> int:
        """The number, from 0, of the line that an offset lies in; the line's end is part of it."""
        return bisect_right(self.starts, offset) - 1

    def like(self, line: str) -> list[int]:
        """The numbers of the lines with this hash."""
        return self._by_hash.get(line, [])

    def previous(self, number: int) -> str:
        """The hash of the nearest line before that is not blank; empty where there is none."""
        return self._neighbours[0][number]

    def following(self, number: int) -> str:
        """The hash of the nearest line after that is not blank; empty where there is none."""
        return self._neighbours[1][number]

    @cached_property
    def _neighbours(self) -> tuple[list[str], list[str]]:
        blank = [not line or line.isspace() for line in map(self.text.__getitem__, map(slice, self.starts, self.ends))]
        before, last = [], ""
        for each, empty in zip(self.hashes, blank, strict=True):
            before.append(last)
            last = last if empty else each
        after, last = [], ""
        for each, empty in zip(reversed(self.hashes), reversed(blank), strict=True):
            after.append(last)
            last = last if empty else each
        return before, after[::-1]

    def around(self, span: Span) -> Surroundings:
        """What is around a span of this text."""
        number = self.number_at(span.start)
        start = self.starts[number]
        end = max(self.ends[self.number_at(span.end)], span.end)
        alike = self.like(self.hashes[number])
        return Surroundings(
            self.hashes[number],
            span.start - start,
            alike.index(number),
            len(alike),
            self.previous(number),
            self.following(number),
            self.text[max(start, span.start - _CONTEXT) : span.start],
            self.text[span.end : min(end, span.end + _CONTEXT)],
        )

    def locate(self, place: Surroundings, source: str, *, unchanged: Collection[str] = (), exact: bool = False) -> int | None:
        """The offset at which `source` with these surroundings stands now; None where it is gone or cannot be told from others.

        The line itself is looked for first.  Where it was edited, the nearest text on either side has to be found, once; lines whose
        hashes are in `unchanged` are known to be others.  With `exact` only the line itself will do.
        """
        alike = self.like(place.line)
        if alike:
            number = self._among(alike, place)
            if number is None:
                return None
            offset = self.starts[number] + place.column
            return offset if self.text.startswith(source, offset) else None
        return None if exact else self._by_context(place, source, unchanged)

    def _among(self, alike: list[int], place: Surroundings) -> int | None:
        """Which of identical lines is meant."""
        if len(alike) == place.of == 1:
            return alike[0]
        agreeing = {number: self._agreeing(number, place) for number in alike}
        best = max(agreeing.values())
        fitting = [number for number in alike if agreeing[number] == best]
        if len(alike) == place.of and place.nth < place.of:
            # As many as before: the same one, unless only another has its neighbours.
            number = alike[place.nth]
            return fitting[0] if not agreeing[number] and best and len(fitting) == 1 else number
        # One that was removed leaves its decision behind, which must not go to another that has one neighbour like it.
        least = _BOTH if len(alike) < place.of else 1
        return fitting[0] if best >= least and len(fitting) == 1 else None

    def _agreeing(self, number: int, place: Surroundings) -> int:
        """How far the neighbours are those that the place had; that there is none says less than a line."""
        previous, following = self.previous(number), self.following(number)
        return (previous == place.previous) * (2 if previous else 1) + (following == place.following) * (2 if following else 1)

    def _by_context(self, place: Surroundings, source: str, unchanged: Collection[str]) -> int | None:
        before, after = place.before, place.after
        tries = [(before, after)] if len(before) + len(after) >= _CONTEXT else []
        if len(before) >= _SHORT and len(after) >= _SHORT:
            tries.append((before[-_SHORT:], after[:_SHORT]))
        if len(before) == _CONTEXT:
            tries.append((before, ""))
        if len(after) == _CONTEXT:
            tries.append(("", after))
        for left, right in tries:
            found = [offset for offset in self._matches(left, source, right) if self.hashes[self.number_at(offset)] not in unchanged]
            # Where the line began or ended beside the span, it has to do so again.
            if left == before and len(before) < _CONTEXT:
                found = [offset for offset in found if offset - len(left) in (self.starts[self.number_at(offset)], -1)]
            if right == after and len(after) < _CONTEXT:
                found = [offset for offset in found if self._line_ends_at(offset + len(source) + len(right))]
            if len(found) > 1:
                near = [offset for offset in found if self._agreeing(self.number_at(offset), place) >= _BOTH]
                found = near or found
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _line_ends_at(self, offset: int) -> bool:
        return self.ends[self.number_at(offset)] == offset

    def _matches(self, left: str, source: str, right: str) -> Iterator[int]:
        wanted = left + source + right
        at = self.text.find(wanted)
        while at >= 0:
            yield at + len(left)
            at = self.text.find(wanted, at + 1)


def _hash(line: str) -> str:
    return hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
