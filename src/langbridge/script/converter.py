"""From one script to the other: OpenCC's conversion of texts, guarded, with the glossary's terms, and each change explained."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import compress, count, pairwise
from operator import add, itemgetter
from typing import NamedTuple

from langbridge.dictionaries import read_dictionary
from langbridge.glossary.entries import TermEntry
from langbridge.script.compiled import EntryRule, compile_plan
from langbridge.script.guard import Clause, Refusal, guard, with_cuts
from langbridge.script.marks import FOREIGN, SEGMENT, SEPARATOR
from langbridge.script.passes import Row, run_plan
from langbridge.script.plans import NORMALIZATION, Plan, layer_of, wordless_plan
from langbridge.values import InvariantError, Layer, Risk, Rule, Substitution

_NOTES = {
    Layer.CHARACTER: "OpenCC, character by character",
    Layer.PHRASE: "OpenCC, as a phrase",
    Layer.REGION: "OpenCC, the region's word",
    Layer.VARIANT: "OpenCC, the region's glyph",
}
_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""The blocks of CJK compatibility ideographs, which OpenCC normalizes first."""


class Column(NamedTuple):
    """The changes of one text: where they start in it, in code points and ascending, and the numbers of their substitutions."""

    starts: list[int]
    numbers: list[int]


class Converted(NamedTuple):
    """What a converter made of several texts: the substitutions of them all, and a column for each text."""

    substitutions: tuple[Substitution, ...]
    columns: tuple[Column, ...]


class Converter:
    """Carries out one plan with one set of terms; made once, used for any number of texts, in one thread.

    With `guarded`, matches that tear a word apart are refused; without it and without terms the text is exactly OpenCC's own.
    """

    def __init__(self, plan: Plan, terms: Mapping[str, TermEntry] | None = None, *, guarded: bool = True) -> None:
        self.plan = plan
        self._terms = terms or {}
        self._compiled = compile_plan(plan, self._terms, guard=guarded)
        self._interned: dict[Substitution, Substitution] = {}
        self._singles: dict[str, Substitution] = {}
        self._rows: dict[tuple[tuple[str, ...], str, EntryRule], Substitution | None] = {}

    def convert(self, texts: Sequence[str]) -> Converted:
        """The changes that turn each of the texts into the target script; no match goes from one text into the next."""
        joined = "\n".join(texts)
        source = FOREIGN.sub(SEPARATOR, joined) if FOREIGN.search(joined) else joined
        table = _Table(self)
        clauses = guard(self._compiled, self._normalized(source))
        column = self._column(source, [cut for clause in clauses for cut in clause.cuts], table)
        if clauses:
            column = self._told(source, column, clauses, table)
        return Converted(tuple(table.substitutions), tuple(_parted(column, texts)))

    def _normalized(self, text: str) -> str:
        return text.translate(_table(NORMALIZATION)) if _COMPATIBILITY.search(text) else text

    def _column(self, source: str, cuts: list[int], table: _Table) -> Column:
        """Convert one text: rows where dictionary entries matched, single characters between them."""
        text = with_cuts(source, cuts) if cuts else source
        normal = self._normalized(text)
        target, rows = run_plan(self._compiled, normal)
        if normal != text:
            rows = [row._replace(texts=(text[row.start : row.end], *row.texts)) for row in rows]
        found: dict[int, int] = {}
        # With the rows put back as they were, source and target go character by character.
        aligned: list[str] = []
        made = 0
        for row in rows:
            said = self.explain_row(row, target[row.target_start : row.target_end])
            if said is not None:
                found[row.start] = table.number(said)
            aligned += (target[made : row.target_start], text[row.start : row.end])
            made = row.target_end
        aligned.append(target[made:])
        after = "".join(aligned).replace(SEGMENT, "")
        starts = differing(text, after)
        numbers = list(map(table.__getitem__, map(add, _characters(text, starts), _characters(after, starts))))
        if found:
            numbered = dict(zip(starts, numbers, strict=True)) | found
            starts = sorted(numbered)
            numbers = list(map(numbered.__getitem__, starts))
        if cuts:
            starts = _without_cuts(starts, cuts)
        return Column(starts, numbers)

    def _told(self, source: str, ours: Column, clauses: Sequence[Clause], table: _Table) -> Column:
        """The column with the guard's interventions named: where it came out otherwise than OpenCC alone would have had it."""
        starts: list[int] = []
        numbers: list[int] = []
        done = 0
        for clause in clauses:
            first, last = bisect_left(ours.starts, clause.start), bisect_left(ours.starts, clause.end)
            starts += ours.starts[done:first]
            numbers += ours.numbers[done:first]
            done = last
            alone = self._column(source[clause.start : clause.end], [], table)
            theirs = Column([clause.start + start for start in alone.starts], alone.numbers)
            for start, number in self._interventions(
                source, Column(ours.starts[first:last], ours.numbers[first:last]), theirs, clause, table
            ):
                starts.append(start)
                numbers.append(number)
        return Column(starts + ours.starts[done:], numbers + ours.numbers[done:])

    def _interventions(self, source: str, ours: Column, theirs: Column, clause: Clause, table: _Table) -> list[tuple[int, int]]:
        """Our changes of a clause, those that differ from OpenCC's own joined with what they stand against."""
        told: list[tuple[int, int]] = []
        for start, end, mine, others in _groups(ours, theirs, clause.refusals, table.substitutions):
            target, other = (_applied(source, start, end, group, table.substitutions) for group in (mine, others))
            ruled = any(table.substitutions[number].rule.layer is Layer.GLOSSARY for _, number in mine)
            if target == other or ruled:
                told += mine
                continue
            refusal = next((one for one in clause.refusals if one.start < end and start < one.end), clause.refusals[0])
            rule = Rule(Layer.GUARD, refusal.entry, refusal.told)
            told.append((start, table.number(self._intern(Substitution(source[start:end], target, rule, (), (target, other))))))
        return told

    def explain_single(self, source: str, target: str) -> Substitution:
        """The substitution of one character for one, found again through the stages' dictionaries."""
        pair = source + target
        if pair not in self._singles:
            self._singles[pair] = self._intern(self._single(source, target))
        return self._singles[pair]

    def explain_row(self, row: Row, target: str) -> Substitution | None:
        """The substitution that a row stands for, or None where nothing changed and nothing was in doubt."""
        key = (row.texts, target, row.rule)
        if key not in self._rows:
            made = self._entry(row, target) if row.rule.dictionary else self._term(row)
            self._rows[key] = None if made.source == made.target and made.risk is Risk.NONE else self._intern(made)
        return self._rows[key]

    def _intern(self, made: Substitution) -> Substitution:
        return self._interned.setdefault(made, made)

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
        steps, decided = ways.get(target, ((), ""))
        if not decided:
            raise InvariantError(f"OpenCC made {target!r} of {source!r} and no dictionary says why")
        return _substitution(source, target, decided, steps if len(steps) > 2 else (), tuple(dict.fromkeys((target, *candidates))))

    def _entry(self, row: Row, target: str) -> Substitution:
        texts = (*row.texts, target)
        steps = (texts[0], *(after for text, after in pairwise(texts) if text != after))
        candidates: list[str] = []
        values = self._compiled.choices[row.rule.dictionary].get(row.key)
        if values and row.key in row.texts:
            stage = next(number for number, one in enumerate(self.plan.stages) if row.rule.dictionary in one.dictionaries)
            candidates = [self._finished(value, stage + 1) for value in values.split(" ")]
        return _substitution(
            row.texts[0],
            target,
            f"{row.rule.dictionary}:{row.key}",
            steps if len(steps) > 2 else (),
            tuple(dict.fromkeys((target, *candidates))),
        )

    def _finished(self, text: str, stage: int) -> str:
        """What the later stages make of a stage's text, without marks."""
        for one in self._compiled.passes[stage:]:
            text = "".join(_values(one.characters, character)[0] for character in text)
        return text

    def _term(self, row: Row) -> Substitution:
        source, entry = row.texts[0], self._terms[row.rule.form]
        note = f"{entry.note}; {entry.warning}" if entry.warning and entry.note else entry.warning or entry.note
        rule = Rule(Layer.GLOSSARY, entry.concepts[0], note)
        if entry.final:
            return Substitution(source, entry.target, rule)
        # The source's own form among the candidates means: leave the word, and write it in the target script.
        readings = [_written(self.plan, one) if one == entry.form else one for one in (entry.target, *entry.candidates)]
        return Substitution(source, readings[0], rule, (), tuple(dict.fromkeys(readings)), Risk.REVIEW)


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


class _Table(dict[str, int]):
    """Numbers the substitutions of one conversion as they come up; a single character's is found by the pair of source and target."""

    def __init__(self, converter: Converter) -> None:
        super().__init__()
        self.substitutions: list[Substitution] = []
        self._converter = converter
        self._numbers: dict[int, int] = {}

    def __missing__(self, pair: str) -> int:
        number = self[pair] = self.number(self._converter.explain_single(pair[0], pair[1]))
        return number

    def number(self, said: Substitution) -> int:
        """The number of a substitution; equal ones are the same object, so the object's identity is enough to know it by."""
        number = self._numbers.setdefault(id(said), len(self.substitutions))
        if number == len(self.substitutions):
            self.substitutions.append(said)
        return number


class _Group(NamedTuple):
    """Changes of two conversions of one text, each as its start and number, that overlap or stand in the same torn words."""

    start: int
    end: int
    ours: list[tuple[int, int]]
    theirs: list[tuple[int, int]]


def _groups(ours: Column, theirs: Column, torn: Sequence[Refusal], substitutions: Sequence[Substitution]) -> list[_Group]:
    spans = [
        (start, start + len(substitutions[number].source), side, number)
        for side, column in ((0, ours), (1, theirs))
        for start, number in zip(*column, strict=True)
    ]
    groups: list[_Group] = []
    for start, end, side, number in sorted([*spans, *((one.start, one.end, 2, 0) for one in torn)]):
        if groups and start < groups[-1].end:
            groups[-1] = groups[-1]._replace(end=max(groups[-1].end, end))
        else:
            groups.append(_Group(start, end, [], []))
        if side < 2:
            (groups[-1].theirs if side else groups[-1].ours).append((start, number))
    return groups


def _applied(source: str, start: int, end: int, changes: Sequence[tuple[int, int]], substitutions: Sequence[Substitution]) -> str:
    pieces: list[str] = []
    for at, number in changes:
        pieces += (source[start:at], substitutions[number].target)
        start = at + len(substitutions[number].source)
    return "".join((*pieces, source[start:end]))


def _substitution(source: str, target: str, entry: str, steps: tuple[str, ...], candidates: tuple[str, ...]) -> Substitution:
    layer = layer_of(entry.split(":", 1)[0])
    doubtful = layer is Layer.REGION and len(candidates) > 1
    return Substitution(
        source,
        target,
        Rule(layer, entry, _NOTES[layer]),
        steps,
        candidates if len(candidates) > 1 else (),
        Risk.REVIEW if doubtful else Risk.NONE,
    )


def _values(names: Sequence[str], character: str) -> list[str]:
    """What the first dictionary that lists a character makes of it, all readings; itself where none does."""
    for name in names:
        values = read_dictionary(name).get(character)
        if values is not None:
            return values.split(" ")
    return [character]


@cache
def _written(plan: Plan, text: str) -> str:
    """A text in the plan's target script, its words left alone."""
    wordless = wordless_plan(plan)
    if wordless is None:
        return text
    converted = Converter(wordless, guarded=False).convert([text])
    ((starts, numbers),) = converted.columns
    return _applied(text, 0, len(text), list(zip(starts, numbers, strict=True)), converted.substitutions)


@cache
def _table(dictionary: str) -> dict[int, int]:
    return {ord(key): ord(values[0]) for key, values in read_dictionary(dictionary).items()}


def _without_cuts(starts: list[int], cuts: list[int]) -> list[int]:
    """Offsets in a text with cuts, as offsets in the text without them."""
    plain: list[int] = []
    passed = 0
    for start in starts:
        while passed < len(cuts) and cuts[passed] + passed < start:
            passed += 1
        plain.append(start - passed)
    return plain


def _parted(column: Column, texts: Sequence[str]) -> list[Column]:
    """A column of joined texts as a column for each."""
    parted: list[Column] = []
    base = first = 0
    for text in texts:
        last = bisect_left(column.starts, base + len(text), first)
        parted.append(Column([start - base for start in column.starts[first:last]], column.numbers[first:last]))
        base += len(text) + 1
        first = last
    return parted
