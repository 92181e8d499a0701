"""Single characters decided by context, after OpenCC and the guard: where `senses` reads otherwise, or is in doubt, the changes say so."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.script.clauses import Clauses
from langbridge.script.explaining import Explainer, steps_through
from langbridge.script.plans import Plan
from langbridge.script.senses import HANDLED_FROM_SIMPLIFIED, HANDLED_FROM_TRADITIONAL, Place, Sense, is_suspect, senses
from langbridge.script.senses.terms import read_term
from langbridge.values import Layer, Risk, Rule, Substitution

_FINAL = (Layer.GLOSSARY, Layer.REGION)


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
        self._written = _Writings(self._standard, explain.substitutions)
        self._unchanged = _Unchanged(self._standard, to_traditional=self._to_traditional)
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
                character = source[one.offset]
                kept = Substitution(character, character, Rule(Layer.GUARD, f"sense:{character}"))
                told.append((one.offset, self._explain.number(self._read_as(kept, 0, one.sense))))
        changed = list(numbers)
        for index, ones in decided.items():
            said = table[numbers[index]]
            for one in ones:
                said = self._read_as(said, one.offset - starts[index], one.sense)
            changed[index] = self._explain.number(said)
        if not told:
            return list(starts), changed
        numbered = dict(zip(starts, changed, strict=True)) | dict(told)
        places = sorted(numbered)
        return places, [numbered[place] for place in places]

    def _read_as(self, said: Substitution, at: int, sense: Sense) -> Substitution:
        """What becomes of a change when the character at `at` of its target is read as a sense says.

        Another reading is an intervention of its own; a doubt alone leaves the change its rule and says what the doubt is.
        """
        target = said.target
        readings = [target[:at] + self._explain.finished(one) + target[at + 1 :] for one in (sense.reading, *sense.candidates)]
        doubted = sense.doubtful or said.risk is Risk.REVIEW
        candidates = tuple(dict.fromkeys((*readings, target, *said.candidates)))
        risk = Risk.REVIEW if doubted else Risk.NONE
        if readings[0] == target:
            note = f"{said.rule.note}; {sense.reason}" if said.rule.note else sense.reason
            return replace(said, rule=replace(said.rule, note=note), candidates=candidates, risk=risk)
        return Substitution(said.source, readings[0], Rule(Layer.GUARD, f"sense:{said.source[at]}", sense.reason), (), candidates, risk)

    def _decided(self, source: str, starts: Sequence[int], numbers: Sequence[int]) -> Iterator[Decided]:
        """Read the places of each clause in which something may differ."""
        asked: list[Place] = []
        changes: list[int] = []
        clause = (0, 0)
        for (start, end), change, place in self._suspects(source, starts, numbers):
            if (start, end) != clause:
                yield from self._read(source, clause, asked, changes)
                clause, asked, changes = (start, end), [], []
            asked.append(place)
            changes.append(change)
        yield from self._read(source, clause, asked, changes)

    def _read(self, source: str, clause: tuple[int, int], asked: Sequence[Place], changes: Sequence[int]) -> Iterator[Decided]:
        start, end = clause
        places = [place._replace(offset=place.offset - start) for place in asked]
        known = {place.offset: index for index, place in enumerate(places)}
        for sense in senses(source[start:end], places, to_traditional=self._to_traditional) if places else ():
            index = known[sense.offset]
            if sense.doubtful or sense.reading != places[index].reading:
                yield Decided(start + sense.offset, changes[index], sense)

    def _suspects(self, source: str, starts: Sequence[int], numbers: Sequence[int]) -> Iterator[tuple[tuple[int, int], int, Place]]:
        """The places that may have to be read otherwise, each with its clause and the number of the change that covers it."""
        clauses = Clauses(source)
        for found in self._handled.finditer(source):
            at = found.start()
            change = bisect_right(starts, at) - 1
            written, offset = (self._written[numbers[change]], at - starts[change]) if change >= 0 else ((), 0)
            if offset >= len(written):
                change, (reading, phrase) = -1, self._unchanged[source[at]]
            elif (covering := written[offset]) is None:
                continue
            else:
                reading, phrase = covering
            if not self._to_traditional or is_suspect(source, at, reading, phrase=phrase):
                yield clauses.around(at, at), change, Place(at, reading, phrase)

    def _standard(self, character: str, now: str) -> str:
        """The standard form of what stands for a character in the target's glyphs."""
        if not self._to_traditional:
            return now
        return next((one for one in _readings(character) if self._explain.finished(one) == now), now)


_Written = tuple[str, bool]
"""What stands for a character, in its standard form, and whether a phrase of OpenCC's decided it."""


class _Writings(dict[int, "tuple[_Written | None, ...]"]):
    """By the number of a change: what it has written for each character of its source; None for what is not to be decided, words and what
    does not go character by character."""

    def __init__(self, standard: Callable[[str, str], str], table: Sequence[Substitution]) -> None:
        super().__init__()
        self._standard = standard
        self._table = table

    def __missing__(self, number: int) -> tuple[_Written | None, ...]:
        said = self._table[number]
        if said.rule.layer in _FINAL or len(said.source) != len(said.target):
            self[number] = (None,) * len(said.source)
        else:
            phrase = len(said.source) > 1 and said.rule.layer is not Layer.GUARD
            self[number] = tuple((self._standard(*pair), phrase) for pair in zip(said.source, said.target, strict=True))
        return self[number]


class _Unchanged(dict[str, _Written]):
    """By a character that no change covers, the same: where it would have changed by itself, a phrase has kept it."""

    def __init__(self, standard: Callable[[str, str], str], *, to_traditional: bool) -> None:
        super().__init__()
        self._standard = standard
        self._to_traditional = to_traditional

    def __missing__(self, character: str) -> _Written:
        self[character] = self._standard(character, character), self._to_traditional and _readings(character)[0] != character
        return self[character]


def read_terms(source: str, starts: Sequence[int], numbers: Sequence[int], explain: Explainer) -> list[int]:
    """The numbers of a text's changes, with glossary forms of several senses read by what stands around them."""
    table = explain.substitutions
    read = list(numbers)
    doubtful = {number for number in set(numbers) if table[number].risk is Risk.REVIEW and table[number].rule.layer is Layer.GLOSSARY}
    for index, number in enumerate(numbers) if doubtful else ():
        if number not in doubtful:
            continue
        said, start = table[number], starts[index]
        found = read_term(source, start, start + len(said.source), said.candidates)
        if found is not None:
            reading, reason = found
            rule = replace(said.rule, note=f"{said.rule.note}; here: {reason}" if said.rule.note else reason)
            candidates = tuple(dict.fromkeys((reading, *said.candidates)))
            below = said.steps[1] if said.steps else said.target
            read[index] = explain.number(Substitution(said.source, reading, rule, steps_through(said.source, below, reading), candidates))
    return read


@cache
def _readings(character: str) -> list[str]:
    return read_dictionary("STCharacters").get(character, character).split(" ")
