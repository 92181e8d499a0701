"""Differences as one page of HTML, side by side: no script, nothing from elsewhere, light or dark as the reader has it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from langbridge.review.difference.articles import ComparedArticle, ComparedArticles
from langbridge.review.difference.model import CONTEXT, Piece, Row
from langbridge.values import Change, LanguageTag, Risk

_STYLE = """
:root { color-scheme: light dark; --line: #d0d7de; --quiet: #57606a; --del: #ffd7d5; --ins: #ccf2d4; --risk: #9a6700; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --quiet: #9198a1; --del: #7a2420; --ins: #1c5a2c; --risk: #d29922; } }
body { font: 16px/1.6 system-ui, sans-serif; margin: 1.5rem; }
h1 { font-size: 1.2rem; } h2 { font-size: 1rem; margin-top: 2rem; overflow-wrap: anywhere; }
p, th, .why, .at { color: var(--quiet); }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { border-top: 1px solid var(--line); padding: .15rem .5rem; text-align: left; vertical-align: top; font-weight: normal; }
td { white-space: pre-wrap; overflow-wrap: anywhere; }
.at { width: 3.5rem; text-align: right; font-size: .8rem; } .why { font-size: .8rem; }
del { background: var(--del); text-decoration: line-through; } ins { background: var(--ins); text-decoration: underline; }
.risk { color: var(--risk); }
@media print { body { margin: 0; } }
""".strip()
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def to_html(compared: ComparedArticles, *, context: int = CONTEXT) -> str:
    """The page, whole."""
    return "\n".join(_page(compared, context)) + "\n"


def _page(compared: ComparedArticles, context: int) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>langbridge diff</title>'
    yield f"<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>langbridge diff</h1>"
    for names, side in ((compared.only_in_a, "first"), (compared.only_in_b, "second")):
        if names:
            yield f"<p>Only in the {side} folder: {escape(', '.join(names))}</p>"
    for article in compared.articles:
        if len(compared.articles) == 1 or not article.difference.same:
            yield from _article(article, context)
    if compared.same and len(compared.articles) != 1:
        yield "<p>There is no difference.</p>"
    yield "</body>\n</html>"


def _article(article: ComparedArticle, context: int) -> Iterator[str]:
    yield f"<section>\n<h2>{escape(article.a)} → {escape(article.b)}</h2>"
    if article.note:
        yield f"<p>{escape(article.note[0].upper() + article.note[1:])}.</p>"
    if article.difference.same:
        yield "<p>There is no difference.</p>\n</section>"
        return
    columns = ["at", "", "at", "", *(["why"] if article.recorded else [])]
    heads = ["line", article.a, "line", article.b, "rules"]
    yield "<table>\n<thead><tr>"
    yield "".join(f'<th scope="col" class="{kind}">{escape(head)}</th>' for kind, head in zip(columns, heads, strict=False))
    yield "</tr></thead>\n<tbody>"
    for number, hunk in enumerate(article.difference.hunks(context)):
        if number:
            yield f'<tr><td colspan="{len(columns)}" class="why">⋯</td></tr>'
        for row in hunk.rows:
            yield _row(row, article)
    yield "</tbody>\n</table>\n</section>"


def _row(row: Row, article: ComparedArticle) -> str:
    before = "".join(_marked(piece, piece.a.text, "del") for piece in row.pieces)
    after = "".join(_marked(piece, piece.b.text, "ins") for piece in row.pieces)
    cells = (
        f'<td class="at">{row.a_line or ""}</td><td{_lang(article.a_tag)}>{before}</td>'
        f'<td class="at">{row.b_line or ""}</td><td{_lang(article.b_tag)}>{after}</td>'
    )
    if article.recorded:
        reasons = dict.fromkeys(_reason(piece.change) for piece in row.pieces if piece.change is not None)
        cells += f'<td class="why">{"<br>".join(reasons)}</td>'
    return f"<tr>{cells}</tr>"


def _marked(piece: Piece, text: str, element: str) -> str:
    if piece.same or not text:
        return escape(text.rstrip("\r\n"))
    # A line's end cannot be seen: it is shown where it is the difference.
    seen = text.rstrip("\r\n") or text.replace("\r", "␍").replace("\n", "␊")
    title = f' title="{escape(piece.change.rule.id)}"' if piece.change is not None else ""
    return f"<{element}{title}>{escape(seen)}</{element}>"


def _reason(change: Change) -> str:
    told = escape(f"{'→'.join(change.steps or (change.source.text, change.target.text))} {change.rule.layer} {change.rule.id}")
    return f'<span class="risk">{told} (review)</span>' if change.risk is Risk.REVIEW else told


def _lang(tag: LanguageTag | None) -> str:
    return f' lang="{tag}"' if tag else ""
