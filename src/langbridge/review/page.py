"""A review as one page to send or to attach: it opens from disk, asks the network for nothing, and runs no script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from langbridge.project import display_path
from langbridge.review.reviews import Review
from langbridge.review.web import assets, wording
from langbridge.review.web.rows import Mark, MarkKind, RowKind, cut_rows, find_marks, said_at, shown_text
from langbridge.values import Layer, Risk
from langbridge.version import VERSION

_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Reason:
    """What became of a text, and why: a row of the list below an article."""

    source: str
    text: str
    layer: str
    rule: str
    note: str
    steps: tuple[str, ...]
    candidates: tuple[str, ...]
    risky: bool
    verdict: str
    said: str


class _Piece(NamedTuple):
    """A change in a row; `reason` is its number in the list below."""

    source: str
    text: str
    layer: str
    state: str
    verdict: str
    title: str
    reason: int


class _Row(NamedTuple):
    line: int
    kind: RowKind
    pieces: tuple[str | _Piece, ...]


def render_page(reviews: Sequence[Review], *, language: str = "en") -> str:
    """The page of these reviews: for each, source and output beside each other with every change marked, and the list of reasons.

    Each mark leads to its reason.  `language` is that of the page's own words, one of `assets.LANGUAGES`.
    """
    style = _COMMENT.sub("", assets.static_files()["review.css"].data.decode())
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    from markupsafe import Markup

    changes = sum(review.counts.changes for review in reviews)
    waiting = sum(review.counts.undecided for review in reviews)
    overview = {"articles": len(reviews), "changes": changes, "undecided": waiting, "risky": sum(review.counts.risky for review in reviews)}
    with wording.speaking(language):
        articles = [_article(number, review, language) for number, review in enumerate(reviews)]
    template = assets.templates().get_template("page.html")
    page = template.render(
        language=language,
        style=Markup(style),
        style_hash=digest,
        t=lambda key: assets.message(language, key),
        overview=assets.message(language, "overview").format(**overview),
        articles=articles,
    )
    # Half of a surrogate pair, which some encodings let into an article, cannot be in a file.
    return page.encode("utf-8", "replace").decode()


def _article(number: int, review: Review, language: str) -> dict[str, object]:
    record = review.record
    marks = find_marks(review)
    reasons = [_reason(review, mark) for mark in marks]
    # Risky ones first, then in the order of the text.
    order = {reason: at for at, reason in enumerate(sorted(dict.fromkeys(reasons), key=lambda reason: not reason.risky))}
    counts = dict.fromkeys(order, 0)
    for reason in reasons:
        counts[reason] += 1
    pieces = [_piece(mark, reason, order[reason]) for mark, reason in zip(marks, reasons, strict=True)]
    figures = assets.message(language, "figures").format(undecided=review.counts.undecided, risky=review.counts.risky)
    name = f"{review.ref.target}/{display_path(review.ref.relative)}"
    told = {"source_changed": review.source_changed, "output_changed": review.output_changed}
    made = {"name": record.source.path, "tag": record.output.tag, "version": record.tool.get("langbridge", VERSION)}
    return {
        "anchor": f"a{number}",
        "name": name,
        "made": assets.message(language, "page_made").format(**made),
        "figures": figures,
        "notices": [assets.message(language, key) for key, holds in told.items() if holds],
        "source_path": record.source.path,
        "output_path": record.output.path,
        "source_tag": str(record.source.tag),
        "target_tag": str(record.output.tag),
        "rows": [
            _Row(row.line, row.kind, tuple(piece if isinstance(piece, str) else pieces[piece] for piece in row.pieces))
            for row in cut_rows(review.source_text, marks)
        ],
        "reasons": [(reason, counts[reason]) for reason in order],
        "stale": [(stale.decision, wording.reason_of(stale)) for stale in review.stale],
    }


def _reason(review: Review, mark: Mark) -> _Reason:
    said = said_at(review, mark)
    decision = mark.held.decision if mark.held else None
    verdict, told = (decision.verdict, decision.note) if decision else ("", "")
    text = shown_text(review, mark)
    if said is None:
        assert decision is not None
        return _Reason(decision.source, text, Layer.HUMAN, MarkKind.EDIT, "", (), (), False, verdict, told)
    steps = said.steps if len(said.steps) > 2 else ()
    risky = said.risk is Risk.REVIEW
    return _Reason(
        said.source, text, said.rule.layer, said.rule.id, wording.note_of(said.rule), steps, said.candidates, risky, verdict, told
    )


def _piece(mark: Mark, reason: _Reason, number: int) -> _Piece:
    waiting = "risky" if reason.risky else "waiting"
    state = "decided" if reason.verdict else "fixed" if mark.kind is MarkKind.FIXED else waiting
    title = f"{reason.source} → {reason.text} · {reason.layer} {reason.rule}"
    return _Piece(reason.source, reason.text, reason.layer, state, reason.verdict, title, number)
