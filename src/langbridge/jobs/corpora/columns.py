"""Which fields of a row hold text: `text`, `meta.title`, `messages[].content`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from langbridge.values import UsageError

EACH = "[]"
"""The step of a path that leads to every element of a list."""

_STEP = re.compile(r"\[\]|\.?((?:[^.\[\]\\]|\\.)+)")


@dataclass(frozen=True, slots=True)
class Column:
    """The path of a field, as it is written and in steps: names of fields, and EACH for the elements of a list."""

    written: str
    steps: tuple[str, ...]

    @classmethod
    def parse(cls, written: str) -> Column:
        r"""Read a path: fields are joined by dots, `[]` after a field stands for each element of its list, and `\` takes a dot, a bracket
        or itself for part of a name.

        >>> Column.parse("messages[].content").steps
        ('messages', '[]', 'content')

        Raises UsageError.
        """
        steps: list[str] = []
        at = 0
        while at < len(written):
            found = _STEP.match(written, at)
            if found is None or (found[0].startswith(".") and not steps) or (not found[0].startswith((".", "[")) and steps):
                raise UsageError(f"--column {written}: this is no path of a field", remedy="such as text or messages[].content")
            steps.append(EACH if found[0] == EACH else re.sub(r"\\(.)", r"\1", found[1]))
            at = found.end()
        if not steps or steps[0] == EACH:
            raise UsageError(f"--column {written}: this is no path of a field", remedy="such as text or messages[].content")
        return cls(written, tuple(steps))


@dataclass(slots=True)
class Branch:
    """What is to be looked at below one place of a row: named fields, the elements of a list, and whether the place is a text itself."""

    fields: dict[str, Branch] = field(default_factory=dict)
    each: Branch | None = None
    is_text: bool = False


def branches(columns: Iterable[Column]) -> Branch:
    """All columns as one tree, so that a row is walked once.  Raises UsageError where one column lies in another."""
    root = Branch()
    for column in columns:
        here = root
        for step in column.steps:
            if step == EACH:
                here.each = here.each or Branch()
                here = here.each
            else:
                here = here.fields.setdefault(step, Branch())
        here.is_text = True
    _check(root)
    return root


def _check(branch: Branch) -> None:
    below = [*branch.fields.values(), *([branch.each] if branch.each else [])]
    if (branch.is_text and below) or (branch.fields and branch.each):
        raise UsageError("two of the columns contradict each other", remedy="a field is a text, a list or an object")
    for one in below:
        _check(one)
