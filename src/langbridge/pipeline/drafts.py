"""Changes while they are put together: two columns over one table, as in `Changes`, so that the many which nothing touches cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langbridge.values import Changes, Found, Substitution


class Table:
    """Substitutions by number, each once."""

    def __init__(self) -> None:
        self.substitutions: list[Substitution] = []
        self._indexed = 0
        # Hashing all that a substitution says would take longer than everything else that is done with it.
        self._numbers: dict[int, int] = {}  # by identity
        self._alike: dict[tuple[str, str], list[int]] = {}  # by the texts alone

    def number(self, said: Substitution) -> int:
        """The number of a substitution, a new one where it was not there."""
        number = self._numbers.get(id(said))
        if number is None:
            self._index()
            alike = self._alike.get((said.source, said.target), ())
            number = next((number for number in alike if self.substitutions[number] == said), None)
        if number is None:
            number = len(self.substitutions)
            self.substitutions.append(said)
            self._numbers[id(said)] = number
        return number

    def _index(self) -> None:
        for number in range(self._indexed, len(self.substitutions)):
            said = self.substitutions[number]
            self._numbers[id(said)] = number
            self._alike.setdefault((said.source, said.target), []).append(number)
        self._indexed = len(self.substitutions)

    def take(self, substitutions: Sequence[Substitution], numbers: list[int]) -> list[int]:
        """Numbers in another table, which holds each substitution once, as numbers in this one."""
        if not self.substitutions:
            self.substitutions = list(substitutions)
            return numbers
        ours = [self.number(said) for said in substitutions]
        return [ours[number] for number in numbers]


@dataclass(slots=True)
class Draft:
    """Changes of one text: where each starts in its source, ascending, and its number in the table."""

    table: Table
    starts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def found(self, first: int = 0, last: int | None = None) -> Found:
        """The changes from the `first` up to the `last`, by their order."""
        table = self.table.substitutions
        return [(start, table[number]) for start, number in zip(self.starts[first:last], self.numbers[first:last], strict=True)]

    def replace(self, first: int, last: int, found: Found) -> None:
        """Put other changes in the place of those from the `first` up to the `last`."""
        self.starts[first:last] = [start for start, _ in found]
        self.numbers[first:last] = [self.table.number(said) for _, said in found]

    def sort(self) -> None:
        """Order the changes by place; an insertion comes before what begins at the same place."""
        table = self.table.substitutions
        places = sorted(zip(self.starts, self.numbers, strict=True), key=lambda place: (place[0], len(table[place[1]].source)))
        self.starts = [start for start, _ in places]
        self.numbers = [number for _, number in places]

    def changes(self) -> Changes:
        """The changes, with a table of what stands in them, in the order in which it comes up."""
        used = list(dict.fromkeys(self.numbers))
        table = self.table.substitutions
        renumbered = dict(zip(used, range(len(used)), strict=True))
        return Changes([table[number] for number in used], self.starts, list(map(renumbered.__getitem__, self.numbers)))
