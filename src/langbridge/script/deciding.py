"""Single characters decided by context, after OpenCC and the guard: where `senses` reads otherwise, or is in doubt, the changes say so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.explaining import Explainer
from langbridge.script.guard import CLAUSE_END
from langbridge.script.plans import Plan
from langbridge.script.senses import HANDLED_FROM_SIMPLIFIED, HANDLED_FROM_TRADITIONAL, Place, Sense, senses
from langbridge.values import Layer, Risk, Rule, Substitution

_FINAL = frozenset({Layer.GLOSSARY, Layer.REGION})


class Decided(NamedTuple):
    """A character of a text that context reads otherwise than the conversion so far, or with a doubt; `change` covers it, -1 for none."""

    offset: int
    change: int
    sense: Sense


class Decider:
    """Reads the characters of one plan's texts that have several senses."""

    def __init__(self, plan: Plan, explain: Explainer) -> None:
        self._to_traditional = plan.from_simplified
        self._explain = explain
        handled = HANDLED_FROM_SIMPLIFIED if self._to_traditional else HANDLED_FROM_TRADITIONAL
        self._handled = re.compile(f"[{re.escape(''.join(sorted(handled)))}]")

    def decide(self, source: str, starts: Sequence[int], numbers: Sequence[int]) -> tuple[list[int], list[int]]:
        """The changes of a text, those of single characters corrected by what stands around them."""
        table = self._explain.substitutions
        decided: dict[int, list[Decided]] = {}
        told: list[tuple[int, int]] = []
        for one in self._decided(source, starts, numbers):
            if one.change >= 0:
                decided.setdefault(one.change, []).append(one)
            else:
                told.append((one.offset, self._explain.number(self._substitution(source[one.offset], source[one.offset], 0, one.sense))))
        if not decided and not told:
            return list(starts), list(numbers)
        for index, (start, number) in enumerate(zip(starts, numbers, strict=True)):
            said = table[number]
            for one in decided.get(index, ()):
                said = self._substitution(said.source, said.target, one.offset - start, one.sense)
            told.append((start, number if said is table[number] else self._explain.number(said)))
        told.sort()
        return [start for start, _ in told], [number for _, number in told]

    def _substitution(self, source: str, target: str, at: int, sense: Sense) -> Substitution:
        """What becomes of a source when the character at `at` of its target is read as a sense says."""
        readings = [target[:at] + self._explain.finished(one) + target[at + 1 :] for one in (sense.reading, *sense.candidates)]
        rule = Rule(Layer.GUARD, f"sense:{source[at]}", sense.reason)
        risk = Risk.REVIEW if sense.doubtful else Risk.NONE
        return Substitution(source, readings[0], rule, (), tuple(dict.fromkeys((*readings, target))), risk)

    def _decided(self, source: str, starts: Sequence[int], numbers: Sequence[int]) -> Iterator[Decided]:
        table = self._explain.substitutions
        for start, end, places in self._clauses(source):
            asked: list[Place] = []
            changes: list[int] = []
            for at in places:
                change = bisect_right(starts, at) - 1
                said = table[numbers[change]] if change >= 0 else None
                if said is None or starts[change] + len(said.source) <= at:
                    change, now, phrase = -1, source[at], self._shielded(source[at])
                elif said.rule.layer in _FINAL or len(said.source) != len(said.target):
                    continue
                else:
                    now, phrase = said.target[at - starts[change]], len(said.source) > 1 and said.rule.layer is not Layer.GUARD
                asked.append(Place(at - start, self._standard(source[at], now), phrase))
                changes.append(change)
            for sense in senses(source[start:end], asked, to_traditional=self._to_traditional) if asked else ():
                index = next(number for number, place in enumerate(asked) if place.offset == sense.offset)
                if sense.doubtful or sense.reading != asked[index].reading:
                    yield Decided(start + sense.offset, changes[index], sense)

    def _clauses(self, source: str) -> Iterator[tuple[int, int, list[int]]]:
        """The clauses that hold a character with several senses, and where they stand in the text."""
        start, end = 0, -1
        places: list[int] = []
        for found in self._handled.finditer(source):
            at = found.start()
            if at >= end:
                if places:
                    yield start, end, places
                places = []
                start = at
                while start > max(end, 0) and not CLAUSE_END.match(source[start - 1]):
                    start -= 1
                stop = CLAUSE_END.search(source, at)
                end = stop.start() if stop else len(source)
            places.append(at)
        if places:
            yield start, end, places

    def _shielded(self, character: str) -> bool:
        """Whether a character that did not change would have by itself: a phrase of OpenCC's has kept it."""
        return self._to_traditional and _readings(character)[0] != character

    def _standard(self, character: str, now: str) -> str:
        """The standard form of what stands for a character in the target's glyphs."""
        if not self._to_traditional:
            return now
        return next((one for one in _readings(character) if self._explain.finished(one) == now), now)


def _readings(character: str) -> list[str]:
    return read_dictionary("STCharacters").get(character, character).split(" ")
