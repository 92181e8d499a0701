"""What the API tells: reviews as JSON, each view with no more than it shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from langbridge.review.decisions import Decision
from langbridge.review.groups import Group
from langbridge.review.listing import project_path
from langbridge.review.record import Json
from langbridge.review.reviews import Review, ReviewRef
from langbridge.review.settling import Held
from langbridge.review.web import wording
from langbridge.review.web.rows import Mark, MarkKind, cut_rows
from langbridge.values import LangbridgeError, Risk, Substitution

Object: TypeAlias = dict[str, Json]

_CONTEXT = 18
"""How many code points around a place tell a person where it is."""


def listed(number: int, ref: ReviewRef, review: Review | None, trouble: LangbridgeError | None) -> Object:
    """An article in the list; its counts are null while it has not been read."""
    told: Object = {"id": number, "name": name(ref), "path": _path(ref), "target": str(ref.target), "error": trouble_told(trouble)}
    counts = review.counts if review else None
    told |= {"changes": counts and counts.changes, "undecided": counts and counts.undecided, "risky": counts and counts.risky}
    told |= {"decided": counts and counts.changes - counts.undecided, "stale": counts and counts.stale}
    return told | {"source_changed": bool(review and review.source_changed), "output_changed": bool(review and review.output_changed)}


def name(ref: ReviewRef) -> str:
    """What an article is called on the page."""
    return f"{ref.target}/{_path(ref)}"


def _path(ref: ReviewRef) -> str:
    return project_path(ref.relative, Path())


def trouble_told(trouble: LangbridgeError | None) -> str:
    """What went wrong with an article; empty where nothing did."""
    return wording.told(trouble) if trouble else ""


def whole(
    number: int, review: Review, marks: Sequence[Mark], version: str, following: int | None, trouble: LangbridgeError | None
) -> Object:
    """An article with its text and all its changes."""
    table = [_substitution(said) for said in review.proposals.substitutions]
    numbers = review.proposals.numbers
    changes: list[Json] = []
    for mark in marks:
        if mark.proposal >= 0:
            changes.append([numbers[mark.proposal], mark.kind])
        else:
            assert mark.held is not None
            changes.append([len(table), mark.kind])
            table.append(_edited(mark.held))
    return {
        "id": number,
        "version": version,
        "source_path": review.record.source.path,
        "source_tag": str(review.record.source.tag),
        "output_path": review.record.output.path,
        "target_tag": str(review.record.output.tag),
        "substitutions": table,
        "changes": changes,
        "states": {str(at): _state(mark.held) for at, mark in enumerate(marks) if mark.held},
        "rows": list(cut_rows(review.source_text, marks)),
        "stale": [
            _decided(stale.decision) | {"source": stale.decision.source, "reason": wording.reason_of(stale)} for stale in review.stale
        ],
        "counts": counted(review),
        "source_changed": review.source_changed,
        "output_changed": review.output_changed,
        "next": following,
        "trouble": trouble_told(trouble),
    }


def changed(before: Sequence[Mark], after: Sequence[Mark]) -> Mapping[str, Json] | None:
    """The states of the marks that differ from what they were; None where the marks themselves are others, and the page has to be shown
    anew."""
    if len(before) != len(after):
        return None
    states: Object = {}
    for at, (old, new) in enumerate(zip(before, after, strict=True)):
        if old is new:
            continue
        if old[:3] != new[:3]:
            return None
        if _decision(old) != _decision(new):
            states[str(at)] = new.held and _state(new.held)
    return states


def _decision(mark: Mark) -> object:
    return mark.held and mark.held.decision


def counted(review: Review) -> Object:
    """The counts of a review."""
    return dict(review.counts._asdict())


def grouped(key: str, group: Group, articles: Sequence[int], first: Review) -> Object:
    """A rule with the numbers of its articles; `first` is the first of these."""
    return {
        "key": key,
        "layer": group.rule.layer,
        "rule": group.rule.id,
        "note": wording.note_of(group.rule),
        "source": group.source,
        "target": group.target,
        "steps": group.steps,
        "candidates": group.candidates,
        "places": group.places,
        "undecided": group.undecided,
        "risky": group.risky,
        "articles": articles,
        "source_tag": str(first.record.source.tag),
        "target_tag": str(first.record.output.tag),
    }


def places(review: Review, numbers: Sequence[int]) -> list[Json]:
    """Where proposals stand: number, line, text before, text after, what is decided, whether it is in doubt."""
    text = review.source_text
    proposals = review.proposals
    held = {state.number: state.held for state in review.states}
    line = 1
    done = 0
    rows: list[Json] = []
    for number in numbers:
        start = proposals.starts[number]
        said = proposals.substitutions[proposals.numbers[number]]
        end = start + len(said.source)
        line += text.count("\n", done, start)
        done = start
        before = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
        after = text[end : end + _CONTEXT].partition("\n")[0]
        rows.append([number, line, before, after, (decision := held.get(number)) and _state(decision), said.risk is Risk.REVIEW])
    return rows


def _substitution(said: Substitution) -> Object:
    told: Object = {"source": said.source, "target": said.target, "layer": said.rule.layer, "rule": said.rule.id}
    told |= {"note": wording.note_of(said.rule)}
    return told | {"steps": said.steps, "candidates": said.candidates, "risk": said.risk}


def _edited(held: Held) -> Object:
    decision = held.decision
    told: Object = {"source": decision.source, "target": decision.offered, "layer": "human", "rule": MarkKind.EDIT, "note": decision.note}
    return told | {"steps": [], "candidates": [], "risk": "none"}


def _state(held: Held) -> Object:
    return _decided(held.decision)


def _decided(decision: Decision) -> Object:
    told: Object = {"verdict": decision.verdict, "text": decision.text, "scope": decision.scope, "note": decision.note}
    return told | {"by_hand": decision.by_hand}
