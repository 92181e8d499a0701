"""What a finding is known by in a later run: its rule, its file and the text around it, not its line.

Lines that are added above a finding leave it what it was, and so does a new wording of the message.  Where a rule finds the same several
times, the first, the second … are told apart by their order.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from langbridge.checks.rules import rule_of
from langbridge.values import Finding

_AROUND = 12
"""How many code points of the line count on either side of the place."""


def fingerprinted(findings: Sequence[Finding], text_of: Callable[[str], str], root: Path) -> list[Finding]:
    """The findings, each with its fingerprint: 16 hex digits, each once.

    `text_of` gives the text of a finding's path; empty where there is none.  Paths count relative to `root`, so that it does not matter
    from where the check was run.
    """
    texts: dict[str, list[str]] = {}
    seen: Counter[tuple[str, str, str]] = Counter()
    known: list[Finding] = []
    for one in findings:
        if one.path not in texts:
            texts[one.path] = text_of(one.path).split("\n")
        around = one.message if rule_of(one.rule).about_file else _around(texts[one.path], one.line, one.column)
        key = (one.rule, _relative(one.path, root), around)
        what = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        known.append(replace(one, fingerprint=hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()[:16]))
    return known


def _around(lines: Sequence[str], line: int, column: int) -> str:
    if line > len(lines):
        return ""
    return lines[line - 1][max(0, column - 1 - _AROUND) : column - 1 + _AROUND].strip()


def _relative(path: str, root: Path) -> str:
    if path == "-":
        return path
    absolute = Path(os.path.normpath(Path(path).absolute()))
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else Path(path)).as_posix()
