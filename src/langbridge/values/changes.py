"""What differs between a source and its output, and why.

An article has hundreds of changes but far fewer different ones: the same 软件→軟體 forty times.  So what a change says (`Substitution`)
is kept apart from where it stands, and `Changes` holds both as two tables.  `Change` is the view that people and JSON see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import NamedTuple, TypeAlias, overload


class Layer(StrEnum):
    """Which kind of rule decided a change."""

    GLOSSARY = "glossary"
    PHRASE = "phrase"
    CHARACTER = "character"
    REGION = "region"
    VARIANT = "variant"
    GUARD = "guard"
    TYPOGRAPHY = "typography"
    NUMBER = "number"
    LINK = "link"
    MEMORY = "memory"
    ENGINE = "engine"
    HUMAN = "human"


class Risk(StrEnum):
    """Whether a person should look at a change before it is published."""

    NONE = "none"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Rule:
    """What decided a change: `layer`, the dictionary, glossary concept or rule by `id`, and a `note` for people."""

    layer: Layer
    id: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Substitution:
    """One text becoming another by a rule, wherever it happens.

    `steps` are the texts on the way when several layers acted, source and target included (软件, 軟件, 軟體); empty otherwise.
    `candidates` are all the readings that were possible, likeliest first, the target among them; empty where there was no choice.
    A substitution whose source equals its target is *kept*: nothing changed, but there was a doubt.
    """

    source: str
    target: str
    rule: Rule
    steps: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    risk: Risk = Risk.NONE


Found: TypeAlias = list[tuple[int, Substitution]]
"""Changes that are being put together: where each starts in the source, ascending, and what it is."""


class TextSpan(NamedTuple):
    """A span together with the text that stands there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A substitution at its place in the source and in the target.  Offsets count code points of the decoded text."""

    source: TextSpan
    target: TextSpan
    rule: Rule
    candidates: tuple[str, ...] = ()
    risk: Risk = Risk.NONE
    steps: tuple[str, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether the text stayed as it was and only the doubt is recorded."""
        return self.source.text == self.target.text


class Place(NamedTuple):
    """Where a substitution happened: offsets of its first code point in source and target, and its number in the table."""

    source_start: int
    target_start: int
    substitution: int


class Changes(Sequence[Change]):
    """The changes of one text in ascending order: a table of substitutions, and two columns that say where they stand.

    `starts` are offsets in the source, `numbers` the substitutions that stand there.
    """

    __slots__ = ("_places", "numbers", "starts", "substitutions")

    def __init__(self, substitutions: Sequence[Substitution] = (), starts: Sequence[int] = (), numbers: Sequence[int] = ()) -> None:
        self.substitutions = tuple(substitutions)
        self.starts = tuple(starts)
        self.numbers = tuple(numbers)
        self._places: tuple[Place, ...] | None = None

    @classmethod
    def from_found(cls, found: Iterable[tuple[int, Substitution]]) -> Changes:
        """Make the tables from (source offset, substitution) pairs in ascending order of offset."""
        pairs = list(found)
        table: dict[Substitution, int] = {}
        # Mostly the same objects come up again and again; hashing one by what it says takes longer than all the rest.
        known: dict[int, int] = {}
        for _, substitution in pairs:
            if id(substitution) not in known:
                known[id(substitution)] = table.setdefault(substitution, len(table))
        return cls(tuple(table), [start for start, _ in pairs], [known[id(substitution)] for _, substitution in pairs])

    @property
    def places(self) -> tuple[Place, ...]:
        """Where each change stands in source and target."""
        if self._places is None:
            grown = accumulate((len(one.target) - len(one.source) for one in map(self.substitutions.__getitem__, self.numbers)), initial=0)
            self._places = tuple(
                Place(start, start + more, number) for start, number, more in zip(self.starts, self.numbers, grown, strict=False)
            )
        return self._places

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Changes):
            return NotImplemented
        return (self.substitutions, self.starts, self.numbers) == (other.substitutions, other.starts, other.numbers)

    def __hash__(self) -> int:
        return hash((self.substitutions, self.starts, self.numbers))

    @overload
    def __getitem__(self, index: int) -> Change: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Change]: ...
    def __getitem__(self, index: int | slice) -> Change | Sequence[Change]:
        if isinstance(index, slice):
            return [self._change(place) for place in self.places[index]]
        return self._change(self.places[index])

    def __iter__(self) -> Iterator[Change]:
        return map(self._change, self.places)

    def _change(self, place: Place) -> Change:
        start, target_start, number = place
        said = self.substitutions[number]
        return Change(
            TextSpan(start, start + len(said.source), said.source),
            TextSpan(target_start, target_start + len(said.target), said.target),
            said.rule,
            said.candidates,
            said.risk,
            said.steps,
        )

    def apply(self, source: str) -> str:
        """The target that these changes make of their source."""
        pieces: list[str] = []
        put = pieces.append
        done = 0
        targets = [one.target for one in self.substitutions]
        lengths = [len(one.source) for one in self.substitutions]
        for start, number in zip(self.starts, self.numbers, strict=True):
            if start > done:
                put(source[done:start])
            put(targets[number])
            done = start + lengths[number]
        put(source[done:])
        return "".join(pieces)

    def undo(self, target: str) -> str:
        """The source that these changes made their target from."""
        pieces: list[str] = []
        put = pieces.append
        done = 0  # in the target
        reached = 0  # in the source
        sources = [one.source for one in self.substitutions]
        lengths = list(map(len, sources))
        target_lengths = [len(one.target) for one in self.substitutions]
        for start, number in zip(self.starts, self.numbers, strict=True):
            if start > reached:
                same = done + start - reached
                put(target[done:same])
                done = same
            put(sources[number])
            done += target_lengths[number]
            reached = start + lengths[number]
        put(target[done:])
        return "".join(pieces)
