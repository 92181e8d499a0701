"""The reviews that a call means, and places in them as they are told to people."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from langbridge.project import display_path
from langbridge.review.groups import Group, group
from langbridge.review.reviews import Review, ReviewRef, find_reviews, open_review
from langbridge.values import LangbridgeError, LanguageTag, Risk, Rule, UsageError

_AROUND = 12
"""How many code points of the line are told on either side of a place."""


class Opened(NamedTuple):
    """A review, or the error that kept it from being opened."""

    ref: ReviewRef
    review: Review | None = None
    error: LangbridgeError | None = None


@dataclass(frozen=True, slots=True)
class ReviewPlace:
    """A proposal at its place: line and column in the source, from 1, the column in code points, and what stands around it there."""

    line: int
    column: int
    before: str
    source: str
    after: str
    target: str
    rule: Rule
    candidates: tuple[str, ...]
    risk: Risk

    def to_object(self) -> dict[str, object]:
        """The place as the schemas of `review --list` and `publish` have it."""
        return {
            "line": self.line,
            "column": self.column,
            "before": self.before,
            "source": self.source,
            "after": self.after,
            "target": self.target,
            "rule": {"layer": self.rule.layer, "id": self.rule.id, "note": self.rule.note},
            "candidates": list(self.candidates),
            "risk": self.risk,
        }


def open_reviews(output: Path, root: Path) -> list[Opened]:
    """Open all reviews below an output folder, by name."""
    return [_open(ref, root) for ref in find_reviews(output, root)]


def select_reviews(opened: Sequence[Opened], *, targets: Collection[LanguageTag] = (), paths: Sequence[Path] = ()) -> list[Opened]:
    """Those reviews that are for `targets` and of what `paths` name; without any, all.

    A path is an output or the article that one comes from, or a folder of either.  Raises UsageError where there is none for one of the
    targets or paths, or none at all.
    """
    if not opened:
        raise UsageError("there is no output yet", remedy="langbridge convert makes some")
    for tag in targets:
        if all(one.ref.target != tag for one in opened):
            there = ", ".join(sorted({str(one.ref.target) for one in opened}))
            raise UsageError(f"there is no output for {tag}", remedy=f"there is some for {there}")
    chosen = [(one, _ways(one)) for one in opened if not targets or one.ref.target in targets]
    for path in paths:
        if not any(_lies_in(way, path) for _, ways in chosen for way in ways):
            remedy = "name outputs, articles that were converted, or folders of either"
            raise UsageError("no output comes from here or lies here", path=display_path(path), remedy=remedy)
    return [one for one, ways in chosen if not paths or any(_lies_in(way, path) for path in paths for way in ways)]


def list_object(reviews: Sequence[Review], errors: Sequence[LangbridgeError], root: Path) -> dict[str, object]:
    """What `docs/schemas/review-list.schema.json` describes: articles with their counts and what is in doubt, and rules.

    Paths in it are relative to `root`, the project's folder.
    """
    return {
        "articles": [_article_object(review, root) for review in reviews],
        "rules": [_group_object(one) for one in group(reviews)],
        "errors": [str(from_root(error, root)) for error in errors],
    }


def project_path(path: Path, root: Path) -> str:
    """A path as JSON has it, the same on every machine: relative to the project's folder where it lies in it, with `/` between folders.

    Both are absolute, without `..`.
    """
    if not path.is_relative_to(root):
        return display_path(path)
    return "/".join(display_path(Path(part)) for part in path.relative_to(root).parts)


def from_root(error: LangbridgeError, root: Path) -> LangbridgeError:
    """An error with its path as JSON has it."""
    if error.path is None:
        return error
    path = project_path(Path(error.path), root)
    return LangbridgeError(error.message, path=path, line=error.line, column=error.column, remedy=error.remedy)


def in_doubt(review: Review) -> list[int]:
    """The numbers of the proposals of risk review that are undecided."""
    said = review.proposals.substitutions
    numbers = review.proposals.numbers
    return [state.number for state in review.states if not state.decided and said[numbers[state.number]].risk is Risk.REVIEW]


def condition(review: Review) -> list[str]:
    """What is out of step about an output, in the words of the schemas of `review --list` and `publish`."""
    source_missing = not os.path.lexists(review.source_path)
    said = {
        "source-missing": source_missing,
        "source-changed": review.source_changed and not source_missing,
        "output-missing": review.output_missing,
        "output-changed": review.output_changed,
        "unwritten": not review.written and not review.output_changed,
        "stale": bool(review.stale),
    }
    return [name for name, holds in said.items() if holds]


def describe_stale(review: Review) -> list[str]:
    """The decisions that hold nowhere, each with the reason."""
    return [f"{one.decision.verdict} {one.decision.source}→{one.decision.text}: {one.reason}" for one in review.stale]


def _article_object(review: Review, root: Path) -> dict[str, object]:
    counts = review.counts
    return {
        "output": project_path(review.ref.output_path, root),
        "source": review.record.source.path,
        "target": str(review.ref.target),
        "changes": counts.changes,
        "undecided": counts.undecided,
        "in_doubt": counts.risky,
        "edits": sum(not one.places for one in review.edits),
        "condition": condition(review),
        "stale": describe_stale(review),
        "places": [place.to_object() for place in describe(review, in_doubt(review))],
    }


def _group_object(one: Group) -> dict[str, object]:
    return {
        "rule": {"layer": one.rule.layer, "id": one.rule.id, "note": one.rule.note},
        "source": one.source,
        "target": one.target,
        "steps": list(one.steps),
        "candidates": list(one.candidates),
        "places": one.places,
        "articles": one.articles,
        "undecided": one.undecided,
        "in_doubt": one.risky,
    }


def describe(review: Review, numbers: Iterable[int]) -> list[ReviewPlace]:
    """Proposals of a review, by their numbers, as they are told."""
    text = review.source_text
    proposals = review.proposals
    starts = [0]
    while (end := text.find("\n", starts[-1])) >= 0:
        starts.append(end + 1)
    starts.append(len(text) + 1)
    places = []
    for number in numbers:
        said = proposals.substitutions[proposals.numbers[number]]
        start = proposals.starts[number]
        end = start + len(said.source)
        line = bisect_right(starts, start)
        # A change may reach over the end of its line.
        first, last = starts[line - 1], starts[bisect_right(starts, end)] - 1
        places.append(
            ReviewPlace(
                line,
                start - first + 1,
                text[max(first, start - _AROUND) : start],
                said.source,
                text[end : min(last, end + _AROUND)].rstrip("\r"),
                said.target,
                said.rule,
                said.candidates,
                said.risk,
            )
        )
    return places


def _open(ref: ReviewRef, root: Path) -> Opened:
    try:
        return Opened(ref, open_review(ref, root))
    except LangbridgeError as error:
        return Opened(ref, error=error)


def _ways(opened: Opened) -> list[str]:
    """The real paths by which a review may be named."""
    paths = [opened.ref.output_path, *([opened.review.source_path] if opened.review else [])]
    return [os.path.realpath(path) for path in paths]


def _lies_in(path: str, named: Path) -> bool:
    return Path(path).is_relative_to(os.path.realpath(named))
