"""From one script to the other: OpenCC's conversion of texts, guarded, with the glossary's terms, and each change explained."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import chain, islice
from typing import NamedTuple
from unicodedata import is_normalized

from langbridge.dictionaries import read_dictionary
from langbridge.glossary.entries import TermEntry
from langbridge.script.compiled import compile_plan, compile_text
from langbridge.script.deciding import Decider, read_terms
from langbridge.script.explaining import Column, Explainer
from langbridge.script.guard import Clause, Refusal, guard, with_cuts
from langbridge.script.marks import FOREIGN, SEGMENT, SEPARATOR
from langbridge.script.opencc_adapter import Convert
from langbridge.script.passes import MatchSpan, run_plan
from langbridge.script.plain import run_plain
from langbridge.script.plans import NORMALIZATION, Plan
from langbridge.script.segments import SegmentReader, read_by_segment
from langbridge.script.variants import HouseStyle
from langbridge.values import Layer, Risk, Rule, Substitution

_COMPATIBILITY = re.compile("[\uf900-\ufaff\U0002f800-\U0002fa1f]")
"""The blocks of CJK compatibility ideographs, which OpenCC normalizes first."""


_MOST_SUBSTITUTIONS = 200_000
"""A converter that has met more than these, in a corpus, starts its table anew rather than grow without end."""


class Converted(NamedTuple):
    """What a converter made of several texts: the substitutions of them all, and a column for each text."""

    substitutions: tuple[Substitution, ...]
    columns: tuple[Column, ...]


class Converter:
    """Carries out one plan with one set of terms; made once, used for any number of texts, in one thread.

    With `guarded`, matches that tear a word apart are refused; `style` is the house style, see `variants`.  Without the two and without
    terms the text is exactly OpenCC's own.
    """

    def __init__(
        self,
        plan: Plan,
        terms: Mapping[str, TermEntry] | None = None,
        *,
        guarded: bool = True,
        style: Mapping[str, str] | None = None,
    ) -> None:
        self.plan = plan
        self._compiled = compile_plan(plan, terms or (), guard=guarded)
        self._style = HouseStyle(style or {})
        self._targets = {
            form: self._compiled.written[form] if not entry.final and entry.target == form else entry.target
            for form, entry in (terms or {}).items()
        }
        self._text: Convert | None = None
        self._explain = Explainer(self._compiled, terms or {}, self._style)
        self._segments = self._segment_reader()
        self._has_doubtful_terms = any(not entry.final for entry in (terms or {}).values())
        self._decider = Decider(plan, self._explain) if guarded and plan.changes_script else None

    def convert(self, texts: Sequence[str]) -> Converted:
        """The changes that turn each of the texts into the target script; no match goes from one text into the next."""
        joined = "\n".join(texts)
        source = FOREIGN.sub(SEPARATOR, joined) if FOREIGN.search(joined) else joined
        column, spans = self._read(source)
        clauses = guard(self._compiled, _normalized(source), spans)
        if clauses:
            column = self._guarded(source, column, clauses)
        if self._has_doubtful_terms:
            column = Column(column.starts, read_terms(source, column.starts, column.numbers, self._explain))
        if self._decider:
            column = Column(*self._decider.decide(source, *column))
        converted = _compacted(self._explain.substitutions, _parted(column, texts))
        if len(self._explain.substitutions) > _MOST_SUBSTITUTIONS:
            self._explain = self._explain.emptied()
            self._segments = self._segment_reader()
            self._decider = Decider(self.plan, self._explain) if self._decider else None
        return converted

    def write(self, texts: Sequence[str]) -> list[str]:
        """The texts in the target script: what the changes of `convert` lead to, several times as fast, and without a reason for any."""
        if self._decider or self._has_doubtful_terms:
            # Characters and terms are decided by what the changes say of them, so these have to be found anyway.
            converted = self.convert(texts)
            return [
                _applied(text, 0, len(text), list(zip(*column, strict=True)), converted.substitutions)
                for text, column in zip(texts, converted.columns, strict=True)
            ]
        joined = "\n".join(texts)
        made = self._written_whole(joined)
        if made is not None:
            return _parted_lines(made, texts)
        foreign = FOREIGN.findall(joined)
        source = FOREIGN.sub(SEPARATOR, joined) if foreign else joined
        normal = _normalized(source)
        cuts = [cut for clause in guard(self._compiled, normal) for cut in clause.cuts]
        made = run_plain(self._compiled, with_cuts(normal, cuts) if cuts else normal, self._style, self._targets)
        if foreign:
            others = iter(foreign)
            made = re.sub(SEPARATOR, lambda _: next(others), made)
        return _parted_lines(made, texts)

    def _written_whole(self, text: str) -> str | None:
        """The text in the target script where nothing but OpenCC has a say, and one call of it is faster than one for each pass."""
        if self._targets or self._compiled.doubtful or self._compiled.passes[0].delimits or "\0" in text or SEGMENT in text:
            return None
        if self._text is None:
            self._text = compile_text(self.plan)
        try:
            return self._style(self._text(_normalized(text)))
        except UnicodeEncodeError:
            return None  # half of a surrogate pair, which OpenCC must not see

    def _segment_reader(self) -> SegmentReader | None:
        return SegmentReader(self._compiled, self._explain, self._style) if read_by_segment(self._compiled) else None

    def _read(self, source: str) -> tuple[Column, Sequence[MatchSpan] | None]:
        """What OpenCC alone changes in one text, and what it matched there where that is known without asking again."""
        normal = _normalized(source)
        if self._segments is not None and normal == source:
            return self._segments.read(source)
        made, rows = run_plan(self._compiled, normal)
        if normal != source:
            for row in rows:
                row.texts = (source[row.start : row.end], *row.texts)
        return self._explain.column(source, made, self._style(made), rows), None

    def _guarded(self, source: str, column: Column, clauses: Sequence[Clause]) -> Column:
        """OpenCC's own column of a text with the guard's interventions: its clauses once more, with their cuts."""
        texts = [source[clause.start : clause.end] for clause in clauses]
        cuts = [[cut - clause.start for cut in clause.cuts] for clause in clauses]
        again, _ = self._read("\n".join(map(with_cuts, texts, cuts)))
        starts: list[int] = []
        numbers: list[int] = []
        done = base = at = 0
        for clause, text, own in zip(clauses, texts, cuts, strict=True):
            first, last = bisect_left(column.starts, clause.start, done), bisect_left(column.starts, clause.end, done)
            until = bisect_left(again.starts, base + len(text) + len(own), at)
            ours = Column(_without_cuts([start - base for start in again.starts[at:until]], own, clause.start), again.numbers[at:until])
            theirs = Column(column.starts[first:last], column.numbers[first:last])
            starts += column.starts[done:first]
            numbers += column.numbers[done:first]
            told = ours if ours == theirs else self._interventions(source, ours, theirs, clause)
            starts += told.starts
            numbers += told.numbers
            done, at, base = last, until, base + len(text) + len(own) + 1
        return Column(starts + column.starts[done:], numbers + column.numbers[done:])

    def _interventions(self, source: str, ours: Column, theirs: Column, clause: Clause) -> Column:
        """Our changes of a clause, those that differ from OpenCC's own joined with what they stand against."""
        told: list[tuple[int, int]] = []
        table = self._explain.substitutions
        for start, end, mine, others in _groups(ours, theirs, clause.refusals, table):
            target, other = (_applied(source, start, end, group, table) for group in (mine, others))
            ruled = any(table[number].rule.layer is Layer.GLOSSARY for _, number in mine)
            if target == other or ruled:
                told += mine
                continue
            refusal = next((one for one in clause.refusals if one.start < end and start < one.end), clause.refusals[0])
            rule = Rule(Layer.GUARD, refusal.entry, refusal.told)
            risk = Risk.REVIEW if refusal.close else Risk.NONE
            told.append((start, self._explain.number(Substitution(source[start:end], target, rule, (), (target, other), risk))))
        return Column([start for start, _ in told], [number for _, number in told])


def _compacted(substitutions: Sequence[Substitution], columns: Sequence[Column]) -> Converted:
    """Columns with their own table, in place of numbers in that of a converter's whole life."""
    used = list(dict.fromkeys(chain.from_iterable(numbers for _, numbers in columns)))
    renumbered = dict(zip(used, range(len(used)), strict=True))
    return Converted(
        tuple(substitutions[number] for number in used),
        tuple(Column(starts, list(map(renumbered.__getitem__, numbers))) for starts, numbers in columns),
    )


def _normalized(text: str) -> str:
    # A compatibility ideograph is in no normal form: that is found out in half the time.
    if is_normalized("NFC", text) or not _COMPATIBILITY.search(text):
        return text
    return text.translate(_table(NORMALIZATION))


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


@cache
def _table(dictionary: str) -> dict[int, int]:
    return {ord(key): ord(values[0]) for key, values in read_dictionary(dictionary).items()}


def _without_cuts(starts: list[int], cuts: list[int], base: int) -> list[int]:
    """Offsets in a clause with cuts, as offsets in the text in which the clause begins at `base`."""
    marks = [cut + before for before, cut in enumerate(cuts)]
    return [base + start - bisect_left(marks, start) for start in starts]


def _parted_lines(joined: str, texts: Sequence[str]) -> list[str]:
    """What was made of joined texts, for each; no line break comes or goes."""
    if len(texts) == 1:
        return [joined]
    lines = iter(joined.split("\n"))
    return ["\n".join(islice(lines, text.count("\n") + 1)) for text in texts]


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
