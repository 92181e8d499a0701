"""Why a match or a character came out as it did: the substitutions that a plan can make, each made once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import compress, count, pairwise
from operator import add, itemgetter
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.glossary.entries import TermEntry
from langbridge.script.compiled import CompiledPlan, EntryRule
from langbridge.script.marks import SEGMENT
from langbridge.script.passes import Row
from langbridge.script.plans import NORMALIZATION, layer_of
from langbridge.script.variants import HouseStyle
from langbridge.values import InvariantError, Layer, Risk, Rule, Substitution

_NOTES = {
    Layer.CHARACTER: "OpenCC, character by character",
    Layer.PHRASE: "OpenCC, as a phrase",
    Layer.REGION: "OpenCC, the region's word",
    Layer.VARIANT: "OpenCC, the region's glyph",
}
_UNCHANGED = -1
HOUSE = "house"
"""What stands for a dictionary's name in the rules of the house style."""


class Column(NamedTuple):
    """The changes of one text: where they start in it, in code points and ascending, and the numbers of their substitutions."""

    starts: list[int]
    numbers: list[int]


def merged(column: Column, found: dict[int, int]) -> Column:
    """A column with the changes of `found`, numbers by start, among its own."""
    if not found:
        return column
    numbered = dict(zip(column.starts, column.numbers, strict=True)) | found
    starts = sorted(numbered)
    return Column(starts, list(map(numbered.__getitem__, starts)))


class Explainer(dict[str, int]):
    """Numbers substitutions as they first come up, and keeps them for as long as its converter lives.

    As a mapping it holds those of single characters by the pair of source and target, since most changes are of that kind and there
    the look-up should cost no call of ours.
    """

    def __init__(self, compiled: CompiledPlan, terms: Mapping[str, TermEntry], style: HouseStyle) -> None:
        super().__init__()
        self.substitutions: list[Substitution] = []
        self._compiled = compiled
        self._terms = terms
        self._style = style
        self._numbers: dict[Substitution, int] = {}
        self._glyphs: dict[str, str] = {}
        self._rows: dict[tuple[tuple[str, ...], str, str, EntryRule], int] = {}

    def emptied(self) -> Explainer:
        """A new one for the same plan."""
        return Explainer(self._compiled, self._terms, self._style)

    def __missing__(self, pair: str) -> int:
        number = self[pair] = self.number(self._single(pair[0], pair[1]))
        return number

    def number(self, said: Substitution) -> int:
        """The number of a substitution."""
        number = self._numbers.setdefault(said, len(self.substitutions))
        if number == len(self.substitutions):
            self.substitutions.append(said)
        return number

    def row(self, row: Row, made: str, target: str) -> int:
        """The number of what a row stands for, or a negative one where nothing changed and nothing was in doubt.

        `made` is what OpenCC made there, `target` the same in the house style.
        """
        key = (row.texts, made, target, row.rule)
        number = self._rows.get(key)
        if number is None:
            said = self._entry(row, made, target) if row.rule.dictionary else self._term(row)
            number = _UNCHANGED if said.source == said.target and said.risk is Risk.NONE else self.number(said)
            self._rows[key] = number
        return number

    def column(self, text: str, made: str, target: str, rows: Sequence[Row]) -> Column:
        """The changes that lead from a text to what a plan made of it: those of its rows, and of the single characters between them.

        `target` is `made` in the house style.
        """
        found: dict[int, int] = {}
        # With the rows put back as they were, source and target go character by character.
        aligned: list[str] = []
        done = 0
        for row in rows:
            start, end, target_start, target_end = row.start, row.end, row.target_start, row.target_end
            number = self.row(row, made[target_start:target_end], target[target_start:target_end])
            if number >= 0:
                found[start] = number
            aligned += (target[done:target_start], text[start:end])
            done = target_end
        aligned.append(target[done:])
        return merged(self.singles(text, "".join(aligned).replace(SEGMENT, "")), found)

    def singles(self, text: str, other: str) -> Column:
        """The changes that lead from a text to another of the same length, character by character."""
        starts = differing(text, other)
        return Column(starts, list(map(self.__getitem__, map(add, _characters(text, starts), _characters(other, starts)))))

    def _single(self, source: str, target: str) -> Substitution:
        ways: dict[str, tuple[tuple[str, ...], str]] = {source: ((source,), "")}
        candidates = [source]
        for names in ((NORMALIZATION,), *(one.characters for one in self._compiled.passes)):
            # A phrase that stays as it is shields its characters from a stage, so each stage may have acted or not; that it did is
            # likelier.
            after: dict[str, tuple[tuple[str, ...], str]] = {}
            for text, (steps, _) in ways.items():
                made = _values(names, text)[0]
                if made != text:
                    name = next(name for name in names if text in read_dictionary(name))
                    after.setdefault(made, ((*steps, made), f"{name}:{text}"))
            ways = after | {text: way for text, way in ways.items() if text not in after}
            candidates = [value for candidate in candidates for value in _values(names, candidate)]
        # A word of the house style shows here as its characters, where OpenCC has no phrase for it.
        for text, (steps, _) in list(ways.items()):
            form = self._style.forms.get((text, target))
            if form is not None:
                ways.setdefault(target, ((*steps, target), f"{HOUSE}:{form}"))
        steps, decided = ways.get(target, ((), ""))
        if not decided:
            raise InvariantError(f"OpenCC made {target!r} of {source!r} and no dictionary says why")
        return _substitution(source, target, decided, steps, [target, *map(self._style, candidates)])

    def _entry(self, row: Row, made: str, target: str) -> Substitution:
        texts = (*row.texts, made, target)
        steps = (texts[0], *(after for text, after in pairwise(texts) if text != after))
        candidates: list[str] = []
        values = self._compiled.choices[row.rule.dictionary].get(row.key)
        if values and row.key in row.texts:
            stage = next(number for number, one in enumerate(self._compiled.plan.stages) if row.rule.dictionary in one.dictionaries)
            candidates = [self._style(self._finished(value, stage + 1)) for value in values.split(" ")]
        decided = f"{row.rule.dictionary}:{row.key}" if made == target else f"{HOUSE}:{made}"
        return _substitution(row.texts[0], target, decided, steps, [target, *candidates])

    def finished(self, character: str) -> str:
        """A character of OpenCC's standard in the target's glyphs and the house style."""
        if character not in self._glyphs:
            # The script is changed in the first stage towards Traditional, in the last towards Simplified.
            stage = 1 if self._compiled.plan.from_simplified else len(self._compiled.passes)
            self._glyphs[character] = self._style(self._finished(character, stage))
        return self._glyphs[character]

    def _finished(self, text: str, stage: int) -> str:
        """What the later stages make of a stage's text, without marks."""
        for one in self._compiled.passes[stage:]:
            text = "".join(_values(one.characters, character)[0] for character in text)
        return text

    def _term(self, row: Row) -> Substitution:
        source, entry = row.texts[0], self._terms[row.rule.form]
        note = f"{entry.note}; {entry.warning}" if entry.warning and entry.note else entry.warning or entry.note
        rule = Rule(Layer.GLOSSARY, entry.concepts[0], note)
        # What stands below a term is the form in the target script, its word left alone: an editor who rejects the term gets that.
        below = self._style(self._compiled.written[entry.form])
        if entry.final:
            return Substitution(source, entry.target, rule, steps_through(source, below, entry.target))
        # The source's own form among the candidates means: leave the word, and write it in the target script.
        readings = [self._compiled.written[one] if one == entry.form else one for one in (entry.target, *entry.candidates)]
        choices = tuple(dict.fromkeys(readings))
        steps = steps_through(source, below, readings[0])
        if len(choices) == 1:
            return Substitution(source, readings[0], rule, steps)
        return Substitution(source, readings[0], rule, steps, choices, Risk.REVIEW)


def steps_through(source: str, below: str, target: str) -> tuple[str, ...]:
    """The texts on the way to a term's target; none where nothing lies between."""
    return (source, below, target) if below not in (source, target) else ()


def _substitution(source: str, target: str, decided: str, steps: Sequence[str], candidates: Sequence[str]) -> Substitution:
    dictionary = decided.split(":", 1)[0]
    layer = Layer.VARIANT if dictionary == HOUSE else layer_of(dictionary)
    choices = tuple(dict.fromkeys(candidates))
    several = len(choices) > 1
    return Substitution(
        source,
        target,
        Rule(layer, decided, _NOTES[layer] if dictionary != HOUSE else "house style"),
        tuple(steps) if len(steps) > 2 else (),
        choices if several else (),
        Risk.REVIEW if several and layer is Layer.REGION else Risk.NONE,
    )


def _values(names: Sequence[str], character: str) -> list[str]:
    """What the first dictionary that lists a character makes of it, all readings; itself where none does."""
    for name in names:
        values = read_dictionary(name).get(character)
        if values is not None:
            return values.split(" ")
    return [character]


def differing(text: str, other: str) -> list[int]:
    """The offsets at which two texts of one length, without lone surrogates, have different code points.

    Comparing character by character would make two objects of each; as one large number each the texts are compared at once.
    """
    ours, theirs = (int.from_bytes(one.encode("utf-32-le"), "little") for one in (text, other))
    if ours == theirs:
        return []
    return list(compress(count(), memoryview((ours ^ theirs).to_bytes(4 * len(text), "little")).cast("I")))


def _characters(text: str, places: Sequence[int]) -> Sequence[str]:
    return itemgetter(*places)(text) if len(places) > 1 else [text[place] for place in places]
