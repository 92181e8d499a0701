"""From bytes to an article: decode, find the front matter, cut the body into parts."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from langbridge.article.decoding import decode
from langbridge.article.front_matter import FrontMatter, front_matter_parts
from langbridge.article.front_matter_keys import DEFAULT_FRONT_MATTER_KEYS, FrontMatterKeys
from langbridge.article.markdown import markdown_parts
from langbridge.article.model import Article, Markup, Part
from langbridge.article.plain_text import plain_text_parts
from langbridge.article.shortcodes import DEFAULT_SHORTCODE_PARAMETERS
from langbridge.article.site_marks import find_site_marks
from langbridge.article.tiling import Body, overlay_parts, tile
from langbridge.values import InvariantError, line_and_column


def read_article(
    data: bytes,
    *,
    path: Path | None = None,
    markup: Markup | None = None,
    encoding: str | None = None,
    front_matter: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS,
    shortcode_parameters: Collection[str] = DEFAULT_SHORTCODE_PARAMETERS,
) -> Article:
    """The article that `data` holds.

    `path` is for messages and tells the markup where `markup` is None; `encoding` overrules what the bytes look like.
    Raises DecodingError, FrontMatterError, and UsageError for an encoding that does not exist.
    """
    decoded = decode(data, path=path, encoding=encoding)
    return parse_article(
        decoded.text,
        path=path,
        markup=markup,
        front_matter=front_matter,
        shortcode_parameters=shortcode_parameters,
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        bom=decoded.bom,
    )


def parse_article(
    text: str,
    *,
    path: Path | None = None,
    markup: Markup | None = None,
    front_matter: FrontMatterKeys = DEFAULT_FRONT_MATTER_KEYS,
    shortcode_parameters: Collection[str] = DEFAULT_SHORTCODE_PARAMETERS,
    encoding: str = "utf-8",
    encoding_guessed: bool = False,
    bom: bool = False,
) -> Article:
    """The article of a text that is decoded already; the last three say how.

    Raises FrontMatterError.
    """
    markup = markup or _markup_of(text, path)
    if markup is Markup.TEXT:
        head = FrontMatter(0, [], 0)
        body = plain_text_parts(text, 0, first_block=0)
    else:
        head = front_matter_parts(text, path=path, keys=front_matter)
        body = _body(text, head, shortcode_parameters)
    parts = (*head.parts, *body.parts)
    _check_tiling(text, parts, path)
    escaped = head.escaped
    for number, read in body.escaped.items():
        escaped[number + len(head.parts)] = read
    return Article(
        text=text,
        parts=parts,
        markup=markup,
        path=path,
        encoding=encoding,
        encoding_guessed=encoding_guessed,
        bom=bom,
        escaped=escaped,
        scalars=tuple(head.scalars),
        headings=tuple(body.headings),
        fragment_links=tuple(body.fragment_links),
        warnings=tuple(body.warnings),
        front_matter_keys=front_matter,
        shortcode_parameters=frozenset(shortcode_parameters),
    )


def _body(text: str, head: FrontMatter, shortcode_parameters: Collection[str]) -> Body:
    """What stands below the front matter, with the marks of all generators."""
    marks = find_site_marks(text, head.end)
    if marks is None:
        return markdown_parts(text, head.end, first_block=head.next_block, shortcode_parameters=shortcode_parameters)
    body = markdown_parts(marks.shown, head.end, first_block=head.next_block, shortcode_parameters=shortcode_parameters)
    free_block = 1 + max((part.block for part in body.parts), default=head.next_block)
    laid = overlay_parts(body.parts, marks.laid_on(body.parts, free_block))
    return replace(body, parts=tile(laid, head.end, len(text), head.next_block))


def reread_article(article: Article, text: str) -> Article:
    """Another text, such as the article's own once it is converted, read the way the article was.

    Raises FrontMatterError.
    """
    return parse_article(
        text,
        path=article.path,
        markup=article.markup,
        front_matter=article.front_matter_keys,
        shortcode_parameters=article.shortcode_parameters,
        encoding=article.encoding,
        encoding_guessed=article.encoding_guessed,
        bom=article.bom,
    )


_BY_SUFFIX = {
    ".md": Markup.MARKDOWN,
    ".markdown": Markup.MARKDOWN,
    ".mdown": Markup.MARKDOWN,
    ".mkd": Markup.MARKDOWN,
    ".mdx": Markup.MARKDOWN,
    ".html": Markup.MARKDOWN,
    ".htm": Markup.MARKDOWN,
    ".txt": Markup.TEXT,
    ".text": Markup.TEXT,
}
# Front matter, a heading, list, quote or table, a fence, a link or image, code, strong text, a tag, a comment, a shortcode.
_MARKDOWN_SIGN = re.compile(
    r"\A\s*(?:---|\+\+\+)[ \t]*$|^ {0,3}(?:#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>|\||```|~~~)|\]\(|`|\*\*|</?[A-Za-z]|<!--|\{\{[<%]",
    re.MULTILINE,
)


def _markup_of(text: str, path: Path | None) -> Markup:
    """The markup by the file's suffix; where that says nothing, as on standard input, Markdown if there is one sign of it, else text."""
    known = _BY_SUFFIX.get(path.suffix.lower()) if path is not None else None
    if known is not None:
        return known
    return Markup.MARKDOWN if _MARKDOWN_SIGN.search(text) or text.startswith("{") else Markup.TEXT


def _check_tiling(text: str, parts: Collection[Part], path: Path | None) -> None:
    """Refuse parts that leave a gap, overlap or end early: what they do not cover could not be promised to come through."""
    done = 0
    for start, end, _, _ in parts:
        if start != done or not start < end <= len(text):
            break
        done = end
    else:
        if done == len(text):
            return
    line, column = line_and_column(text, done)
    raise InvariantError("the parts of this article do not tile it", path=path, line=line, column=column, remedy="report this article")


def article_text(article: Article, part_number: int) -> str:
    """What a part says to a reader: its text, escapes read."""
    read = article.escaped.get(part_number)
    if read is not None:
        return read.text
    part = article.parts[part_number]
    return article.text[part.start : part.end]
