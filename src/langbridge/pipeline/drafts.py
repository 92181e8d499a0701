"""Changes while they are put together: two columns over one table, as in `Changes`, so that the many which nothing touches cost nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from langbridge.values import Changes, Found, Substitution


class Table:
    """Substitutions by number, each once."""

    def __init__(self) -> None:
        self.substitutions: list[Substitution] = []
        # Most substitutions that are asked for are the very objects of the table; telling others by all that they say takes longer.
        self._numbers: dict[int, int] = {}  # by identity
        self._alike: dict[tuple[str, str], list[int]] = {}  # by the texts alone

    def number(self, said: Substitution) -> int:
        """The number of a substitution, a new one where it was not there."""
        table = self.substitutions
        if len(self._numbers) < len(table):
            self._numbers = {id(one): number for number, one in enumerate(table)}
        number = self._numbers.get(id(said))
        if number is None:
            if not self._alike:
                for place, one in enumerate(table):
                    self._alike.setdefault((one.source, one.target), []).append(place)
            alike = self._alike.setdefault((said.source, said.target), [])
            number = next((number for number in alike if table[number] == said), None)
            if number is None:
                number = len(table)
                table.append(said)
                alike.append(number)
                self._numbers[id(said)] = number
        return number

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
