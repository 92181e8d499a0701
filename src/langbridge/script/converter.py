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
from langbridge.script.passes import run_plan
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
        clauses = guard(self._compiled, _normalized(source))
        column = self._column(source, [cut for clause in clauses for cut in clause.cuts])
        if clauses:
            column = self._told(source, column, clauses)
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

    def _column(self, source: str, cuts: list[int]) -> Column:
        """Convert one text: rows where dictionary entries matched, single characters between them."""
        text = with_cuts(source, cuts) if cuts else source
        normal = _normalized(text)
        if self._segments is not None and normal == text:
            column = self._segments.column(text)
        else:
            made, rows = run_plan(self._compiled, normal)
            if normal != text:
                for row in rows:
                    row.texts = (text[row.start : row.end], *row.texts)
            column = self._explain.column(text, made, self._style(made), rows)
        return Column(_without_cuts(column.starts, cuts), column.numbers) if cuts else column

    def _told(self, source: str, ours: Column, clauses: Sequence[Clause]) -> Column:
        """The column with the guard's interventions named: where it came out otherwise than OpenCC alone would have had it."""
        starts: list[int] = []
        numbers: list[int] = []
        done = 0
        texts = [source[clause.start : clause.end] for clause in clauses]
        alone = _parted(self._column("\n".join(texts), []), texts)
        for clause, theirs in zip(clauses, alone, strict=True):
            first, last = bisect_left(ours.starts, clause.start), bisect_left(ours.starts, clause.end)
            starts += ours.starts[done:first]
            numbers += ours.numbers[done:first]
            done = last
            mine = Column(ours.starts[first:last], ours.numbers[first:last])
            others = Column([clause.start + start for start in theirs.starts], theirs.numbers)
            for start, number in self._interventions(source, mine, others, clause):
                starts.append(start)
                numbers.append(number)
        return Column(starts + ours.starts[done:], numbers + ours.numbers[done:])

    def _interventions(self, source: str, ours: Column, theirs: Column, clause: Clause) -> list[tuple[int, int]]:
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
        return told


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


def _without_cuts(starts: list[int], cuts: list[int]) -> list[int]:
    """Offsets in a text with cuts, as offsets in the text without them."""
    plain: list[int] = []
    passed = 0
    for start in starts:
        while passed < len(cuts) and cuts[passed] + passed < start:
            passed += 1
        plain.append(start - passed)
    return plain


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
