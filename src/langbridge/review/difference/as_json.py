"""Differences as `docs/schemas/diff.schema.json` has them, for programs."""

from __future__ import annotations

from langbridge.review.difference.articles import ComparedArticle, ComparedArticles
from langbridge.review.difference.model import CONTEXT, Hunk, Piece, Row


def to_object(compared: ComparedArticles, *, context: int = CONTEXT, hunks: bool = True) -> dict[str, object]:
    """The whole comparison; without `hunks` only how much differs."""
    return {
        "same": compared.same,
        "only_in_a": list(compared.only_in_a),
        "only_in_b": list(compared.only_in_b),
        "articles": [_article(one, context, hunks) for one in compared.articles],
    }


def _article(article: ComparedArticle, context: int, hunks: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "a": article.a,
        "b": article.b,
        "a_tag": str(article.a_tag) if article.a_tag else None,
        "b_tag": str(article.b_tag) if article.b_tag else None,
        "same": article.difference.same,
        "recorded": article.recorded,
        "note": article.note,
        "stat": article.difference.stat._asdict(),
    }
    return told | {"hunks": [_hunk(hunk) for hunk in article.difference.hunks(context)]} if hunks else told


def _hunk(hunk: Hunk) -> dict[str, object]:
    (a_line, a_count), (b_line, b_count) = hunk.a_lines, hunk.b_lines
    return {"a_line": a_line, "a_lines": a_count, "b_line": b_line, "b_lines": b_count, "rows": [_row(row) for row in hunk.rows]}


def _row(row: Row) -> dict[str, object]:
    return {"a_line": row.a_line, "b_line": row.b_line, "pieces": [_piece(piece) for piece in row.pieces]}


def _piece(piece: Piece) -> dict[str, object]:
    told: dict[str, object] = {"kind": piece.kind, "a": piece.a._asdict(), "b": piece.b._asdict()}
    if (change := piece.change) is not None:
        told["rule"] = {"layer": change.rule.layer, "id": change.rule.id, "note": change.rule.note}
        told["steps"] = list(change.steps)
        told["candidates"] = list(change.candidates)
        told["risk"] = change.risk
    return told
