"""Differences as text for a terminal or a file: one line for a line that changed, with what was left out and put in marked in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from langbridge.review.difference.articles import ComparedArticle, ComparedArticles
from langbridge.review.difference.model import CONTEXT, Row, Stat
from langbridge.values import Change, Risk


class Marks(NamedTuple):
    """What stands around each kind of text, before and behind."""

    deleted: tuple[str, str]
    inserted: tuple[str, str]
    place: tuple[str, str]
    name: tuple[str, str]
    reason: tuple[str, str]


PLAIN = Marks(("[-", "-]"), ("{+", "+}"), ("", ""), ("", ""), ("", ""))
"""As `git diff --word-diff=plain` marks them."""
COLOURED = Marks(
    ("\x1b[31;9m", "\x1b[39;29m"), ("\x1b[32;4m", "\x1b[39;24m"), ("\x1b[36m", "\x1b[39m"), ("\x1b[1m", "\x1b[22m"), ("\x1b[2m", "\x1b[22m")
)
"""Red and struck out, green and underlined (ECMA-48), so that colour alone tells nothing."""


def to_text(compared: ComparedArticles, *, context: int = CONTEXT, marks: Marks = PLAIN) -> Iterator[str]:
    """The lines of it, without their ends; articles that are the same are passed over."""
    yield from _only(compared)
    for article in compared.articles:
        if article.difference.same:
            continue
        yield _around(f"--- {article.a}", marks.name)
        yield _around(f"+++ {article.b}", marks.name)
        for hunk in article.difference.hunks(context):
            yield _around(f"@@ -{_lines(*hunk.a_lines)} +{_lines(*hunk.b_lines)} @@", marks.place)
            for row in hunk.rows:
                yield from _row(row, marks)


def stat_lines(compared: ComparedArticles) -> Iterator[str]:
    """How much differs, a line for each article that does, then all together where there are several."""
    yield from _only(compared)
    differing = [one for one in compared.articles if not one.difference.same]
    for article in differing:
        yield f"{article.a} → {article.b}: {_stat(article.difference.stat)}{_layers(article)}"
    if len(compared.articles) > 1:
        total = Stat.total(one.difference.stat for one in differing)
        yield f"{len(differing)} of {len(compared.articles)} articles differ: {_stat(total)}"


def _only(compared: ComparedArticles) -> Iterator[str]:
    yield from (f"only in the first folder: {name}" for name in compared.only_in_a)
    yield from (f"only in the second folder: {name}" for name in compared.only_in_b)


def _stat(stat: Stat) -> str:
    lines = [(stat.lines, "changed"), (stat.lines_deleted, "deleted"), (stat.lines_inserted, "inserted")]
    told = ", ".join(f"{count} {how}" for count, how in lines if count) or "none"
    return f"lines: {told}; places: {stat.places}; characters: -{stat.deleted} +{stat.inserted}"


def _layers(article: ComparedArticle) -> str:
    counts: dict[str, int] = {}
    for piece in article.difference.pieces:
        if piece.change is not None:
            counts[piece.change.rule.layer] = counts.get(piece.change.rule.layer, 0) + 1
    return f" ({', '.join(f'{layer} {count}' for layer, count in sorted(counts.items(), key=lambda one: -one[1]))})" if counts else ""


def _lines(first: int, count: int) -> str:
    return f"{first}" if count == 1 else f"{first},{count}"


def _row(row: Row, marks: Marks) -> Iterator[str]:
    if row.same:
        yield f"  {_seen(row.pieces[0].a.text)}"
        return
    if any(piece.same and piece.a.text.strip() for piece in row.pieces):
        told = "".join(
            _seen(piece.a.text) if piece.same else _marked(piece.a.text, marks.deleted) + _marked(piece.b.text, marks.inserted)
            for piece in row.pieces
        )
        yield f"! {told}"
    else:
        for sign, side, mark in (
            ("-", [piece.a.text for piece in row.pieces], marks.deleted),
            ("+", [piece.b.text for piece in row.pieces], marks.inserted),
        ):
            if whole := "".join(side):
                start, end = mark if mark[0].startswith("\x1b") else ("", "")
                yield f"{start}{sign} {_seen(whole)}{end}"
    reasons = dict.fromkeys(_reason(piece.change) for piece in row.pieces if piece.change is not None)
    yield from (f"    {_around(reason, marks.reason)}" for reason in reasons)


def _marked(text: str, mark: tuple[str, str]) -> str:
    if not text:
        return ""
    # A line's end cannot be seen: it is shown where it is the difference.
    return _around(_seen(text) or text.replace("\r", "␍").replace("\n", "␊"), mark)


def _around(text: str, mark: tuple[str, str]) -> str:
    return f"{mark[0]}{text}{mark[1]}"


# Control characters as their pictures (U+2400 on): an article must not steer the terminal.
_PICTURES = {code: 0x2400 + code for code in range(0x20) if code != ord("\t")} | {0x7F: 0x2421} | dict.fromkeys(range(0x80, 0xA0), "�")


def _seen(text: str) -> str:
    return text.rstrip("\r\n").translate(_PICTURES)


def _reason(change: Change) -> str:
    way = "→".join(change.steps or (change.source.text, change.target.text))
    doubt = f" (review: {' '.join(change.candidates)})" if change.risk is Risk.REVIEW else ""
    return _seen(f"{way}  {change.rule.layer} {change.rule.id}{doubt}")
