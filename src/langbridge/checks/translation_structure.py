"""What must hold of a translated article: nothing but the text of its blocks is another."""

from __future__ import annotations

from collections import Counter

from langbridge.article import Article, PartKind, reread_article
from langbridge.values import Changes, InvariantError, LangbridgeError

# What stands within another block goes where the sentence takes it; a value of the front matter counts only while it holds Han.
_MOVING = frozenset(
    {
        PartKind.FRONT_MATTER_VALUE,
        PartKind.LINK_TEXT,
        PartKind.LINK_TITLE,
        PartKind.IMAGE_ALT,
        PartKind.SHORTCODE_PARAMETER,
        PartKind.HTML_ATTRIBUTE,
    }
)
_COUNTED = frozenset({PartKind.CODE, PartKind.URL, PartKind.SHORTCODE, PartKind.HTML, PartKind.COMMENT, PartKind.MATH, PartKind.DIRECTIVE})


def check_translation(article: Article, changes: Changes, text: str) -> None:
    """Raise InvariantError unless `text` is the article with its blocks in another language.

    Undoing the changes gives the source.  Read again, the output has the same blocks in the same order, and the same code, destinations,
    shortcodes, HTML and formulas, each as often; within a block they may stand in another order, as the sentence wants.
    """
    if changes.undo(text) != article.text:
        raise _broken(article, "undoing the changes does not give the source")
    try:
        after = reread_article(article, text)
    except LangbridgeError as error:
        raise _broken(article, f"the output cannot be read again: {error.message}") from error
    if _blocks(article) != _blocks(after):
        raise _broken(article, "paragraphs, headings, lists or tables would not be the same")
    lost, new = _things(article) - _things(after), _things(after) - _things(article)
    for what, things in (("would be lost", lost), ("would be new", new)):
        if things:
            kind, thing = next(iter(things))
            raise _broken(article, f"the {kind} {thing[:40]!r} {what}")


def _blocks(article: Article) -> list[PartKind]:
    """The kind of every block below the front matter, in order; values are proven where they are fitted."""
    kinds: list[PartKind] = []
    seen: set[int] = set()
    for part in article.parts:
        if part.block >= 0 and part.kind not in _MOVING and part.block not in seen:
            seen.add(part.block)
            kinds.append(part.kind)
    return kinds


def _things(article: Article) -> Counter[tuple[PartKind, str]]:
    # A link within the page follows its heading.
    pieces = ((part.kind, article.text[part.start : part.end]) for part in article.parts if part.kind in _COUNTED)
    return Counter((kind, text) for kind, text in pieces if not text.startswith("#"))


def _broken(article: Article, what: str) -> InvariantError:
    return InvariantError(f"{what}; nothing was written", path=article.path)
