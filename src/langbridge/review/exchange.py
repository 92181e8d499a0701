"""All decisions of a project in one file, to hand to another copy of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from langbridge.project import display_path
from langbridge.review.decisions import Decision, from_object, to_object
from langbridge.review.reviews import Review
from langbridge.review.settling import Held, overlap
from langbridge.values import RecordError, Span

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two decisions about one place: the one that is there, which stays, and the one that came."""

    name: str
    ours: Decision
    theirs: Decision


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import: the reviews that have more decisions now (not saved yet), how many those are, what contradicts what was
    there, and the names of outputs that this project has not."""

    reviews: tuple[Review, ...]
    added: int
    contradictions: tuple[Contradiction, ...]
    unknown: tuple[str, ...]


def export_decisions(reviews: Sequence[Review]) -> bytes:
    """The decisions of reviews as one JSON file, a line a decision; outputs without any are left out."""
    articles: list[str] = []
    for review in reviews:
        if not review.file.decisions:
            continue
        head = {"output": review.ref.name, "source": review.record.source.path, "target": str(review.ref.target)}
        rows = ",\n".join(_line(to_object(each)) for each in review.file.decisions)
        articles.append(f'{_line(head)[:-1]}, "decisions": [\n{rows}\n]}}')
    return f'{{"format": {FORMAT}, "articles": [\n{",".join(articles)}\n]}}\n'.encode()


def _line(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    # A path whose bytes are not UTF-8 has lone surrogates, which only JSON's own escapes can carry.
    return json.dumps(value) if any("\ud800" <= sign <= "\udfff" for sign in text) else text


def import_decisions(data: bytes, reviews: Sequence[Review], path: Path | None = None) -> Imported:
    """Merge what `export_decisions` wrote into reviews; what is there already stays.

    Raises RecordError for a damaged file; `path` is for the message.
    """
    by_name = {review.ref.name: review for review in reviews}
    changed: list[Review] = []
    contradictions: list[Contradiction] = []
    unknown: list[str] = []
    added = 0
    for name, decisions in _read(data, path).items():
        review = by_name.get(name)
        if review is None:
            unknown.append(name)
            continue
        merged, new, against = _merge(review, decisions)
        contradictions += against
        if new:
            changed.append(merged)
            added += new
    return Imported(tuple(changed), added, tuple(contradictions), tuple(unknown))


def _merge(review: Review, decisions: Sequence[Decision]) -> tuple[Review, int, list[Contradiction]]:
    """The review with further decisions, how many those are, and which contradict others."""
    ours = {_about(each): each for each in review.file.decisions}
    standing = [held for held in review.resolution.held if held.decision.place is not None]
    new: list[Decision] = []
    against: list[Contradiction] = []
    for theirs in decisions:
        there = ours.get(_about(theirs)) or _standing_at(review, theirs, standing)
        if there is None:
            new.append(theirs)
        elif (there.verdict, there.text) != (theirs.verdict, theirs.text):
            against.append(Contradiction(review.ref.name, there, theirs))
    return (review.with_decisions([*review.file.decisions, *new]) if new else review), len(new), against


def _about(decision: Decision) -> tuple[object, ...]:
    """What a decision is about: a place, or everything in the article where the same is proposed."""
    if decision.place is None:
        return decision.rule, decision.source, decision.offered
    return decision.place, decision.source


def _standing_at(review: Review, theirs: Decision, standing: Sequence[Held]) -> Decision | None:
    """The decision that holds where another one would: the same place may be known by other surroundings."""
    start = review.lines.locate(theirs.place, theirs.source) if theirs.place is not None else None
    if start is None:
        return None
    span = Span(start, start + len(theirs.source))
    return next((held.decision for held in standing if overlap(held.span, span)), None)


def _read(data: bytes, path: Path | None) -> dict[str, list[Decision]]:
    """Decisions by the names of their outputs."""
    shown = display_path(path) if path is not None else None
    try:
        loaded = json.loads(data)
        if not isinstance(loaded, dict) or type(loaded.get("format")) is not int:
            raise TypeError("it has no format number")
        if loaded["format"] > FORMAT:
            raise RecordError(
                f"the exported decisions have format {loaded['format']}; this langbridge reads format {FORMAT}",
                path=shown,
                remedy="upgrade langbridge",
            )
        return {str(article["output"]): [from_object(each) for each in article["decisions"]] for article in loaded["articles"]}
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        told = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise RecordError(f"this is no file of exported decisions: {told}", path=shown, remedy="export it again") from error
