"""How much of a text is marked for review, and how many of the errors the marks hold: the curve over the margin of a decision.

    python benchmarks/flags.py [--json FILE]

Reads the sentences in tests/cases, and where LANGBRIDGE_SHARED names a folder with `eval/dev`, the tuning sets there, whose scorer then
says what an error is.  On our own sentences every character that differs is one.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple, Protocol

import yaml

from langbridge import ConversionOptions, convert
from langbridge.article import Markup
from langbridge.project import Typography, VariantStyle
from langbridge.script.senses import decide
from langbridge.values import HANT, Risk

MARGINS = (0.0, 0.3, 0.6, 0.8, 1.0, 1.3, 1.6, 2.1, 2.6, 3.1)
"""From what only a guard or a glossary doubts to all that was weighed at all."""
CASES = Path(__file__).parents[1] / "tests" / "cases"
SETS = ("gsd_s2t", "udhk", "rust_tw", "drcd_q")
_OPTIONS = ConversionOptions(quotes=Typography.KEEP, variant_style=VariantStyle.STANDARD)


class Pair(NamedTuple):
    """A sentence and what it should become."""

    source: str
    target: str


class Marked(NamedTuple):
    """What a margin leads to: characters in all and marked, errors in all and marked."""

    characters: int
    marked: int
    errors: int
    found: int

    @property
    def share(self) -> float:
        """Marked characters in a thousand."""
        return 1000 * self.marked / self.characters

    @property
    def recall(self) -> float:
        return self.found / self.errors if self.errors else 1.0


class Scorer(Protocol):
    """Which characters of a sentence came out wrong, as offsets."""

    def __call__(self, pair: Pair, output: str) -> list[int]: ...


def own_pairs() -> list[Pair]:
    """The sentences that ship with the project."""
    read = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (CASES / "senses.yaml", CASES / "genres.yaml")]
    return [Pair(case["source"], case["target"]) for genres in read for cases in genres.values() for case in cases]


def differing(pair: Pair, output: str) -> list[int]:
    """All that differs."""
    return [at for at, (one, other) in enumerate(zip(output, pair.target, strict=True)) if one != other]


def shared_pairs(folder: Path) -> list[Pair]:
    """The tuning sets from Simplified in a shared folder."""
    rows = [
        json.loads(row) for name in SETS for row in (folder / "eval" / "dev" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    return [Pair(row["src"], row["tgt"]) for row in rows]


def shared_scorer(folder: Path) -> Scorer:
    """The shared folder's own judgement, its most lenient."""
    sys.path.insert(0, str(folder / "eval"))
    errors = importlib.import_module("score").errors

    def judge(pair: Pair, output: str) -> list[int]:
        wrong: list[int] = errors(pair.source, pair.target, output, "S2T")[2]
        return wrong

    return judge


def mark(pairs: list[Pair], wrong: Scorer, margin: float) -> Marked:
    """Convert the sentences with places of less than a margin marked, and count."""
    usual = decide.MARGIN
    decide.MARGIN = margin
    try:
        made = convert("\n".join(pair.source for pair in pairs), HANT, source="zh-Hans", markup=Markup.TEXT, options=_OPTIONS)
    finally:
        decide.MARGIN = usual
    starts = list(accumulate((len(pair.source) + 1 for pair in pairs), initial=0))
    marked: dict[int, set[int]] = {}
    for change in made.changes:
        if change.risk is Risk.REVIEW:
            row = bisect_right(starts, change.source.start) - 1
            marked.setdefault(row, set()).update(range(change.source.start - starts[row], change.source.end - starts[row]))
    errors = [(row, at) for row, (pair, output) in enumerate(zip(pairs, made.text.split("\n"), strict=True)) for at in wrong(pair, output)]
    return Marked(
        sum("\u4e00" <= each <= "\u9fff" for pair in pairs for each in pair.target),
        sum(map(len, marked.values())),
        len(errors),
        sum(at in marked.get(row, ()) for row, at in errors),
    )


def curves() -> Iterator[tuple[str, list[tuple[float, Marked]]]]:
    """For each corpus its curve."""
    corpora = [("our own sentences", own_pairs(), differing)]
    if folder := os.environ.get("LANGBRIDGE_SHARED"):
        corpora.append(("tuning sets", shared_pairs(Path(folder)), shared_scorer(Path(folder))))
    for name, pairs, wrong in corpora:
        yield name, [(margin, mark(pairs, wrong, margin)) for margin in MARGINS]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    arguments = parser.parse_args()
    told = {}
    for name, curve in curves():
        print(f"{name}: {curve[0][1].characters} characters, {curve[0][1].errors} errors")
        print("  margin below   marked in 1000   of the errors")
        for margin, one in curve:
            print(f"  {margin:12.1f}   {one.share:14.2f}   {one.recall:13.0%}{'   <- as it is' if margin == decide.MARGIN else ''}")
        told[name] = [{"margin": margin, "per_mille": one.share, "recall": one.recall, **one._asdict()} for margin, one in curve]
    if arguments.json:
        arguments.json.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
