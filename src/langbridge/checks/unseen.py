"""Changes that markup cannot see: where a conversion has no others, its output need not be read again.

Markup asks of a sign beyond ASCII at most whether it is a letter, white space or punctuation, and whether it ends a URL.  So letters
beyond ASCII may change into each other anywhere.  Where a term brings Latin letters or spaces (智能体, AI 代理), it depends on what
stands beside it, and on whether the text holds something that could begin markup if it went on otherwise.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from langbridge.article import Article, PartKind
from langbridge.article.formulas import may_hold_formulas
from langbridge.values import Changes, Substitution

_ASCII = frozenset(map(chr, range(128)))
_QUOTES = frozenset("“”‘’「」『』")

_WORDS = re.compile(r" ?[^\W\d_]+(?: [^\W\d_]+)* ?")
"""Letters of all scripts, and single spaces."""
_BEGINNINGS = re.compile(r"[<&{$\[\\@]|://|www\.")
"""In text that is no markup yet: what begins a tag, a link, a shortcode or a URL if the right letters follow."""
_SITE_MARKS = (":::", "!!!", "???", "===", "8<-", "#}", "{:", "import", "export")
_LABEL_BEGIN = re.compile(r"(?<!\\)\[")
_LABEL_END = re.compile(r"\]:")
_LONGEST_LABEL = 1000
"""In code points: CommonMark allows 999."""
_HARMLESS = '~"(),;!?|>[]'
"""Signs beside which a Latin letter is to markup what a Han character is, unless they stand at a URL.  So is `**`, but not a `*` alone,
by which a URL may go on."""
_REACH = 20
_RUNNING = frozenset(
    {
        PartKind.PARAGRAPH,
        PartKind.HEADING,
        PartKind.LIST_ITEM,
        PartKind.TABLE_CELL,
        PartKind.FOOTNOTE,
        PartKind.LINK_TEXT,
        PartKind.LINK_TITLE,
        PartKind.IMAGE_ALT,
    }
)


def are_unseen(article: Article, changes: Changes) -> bool:
    """Whether no change, each of which lies in a convertible part, can have made markup of text or text of markup."""
    if _has_label_beyond_ascii(article.text):
        return False
    table = changes.substitutions
    terms = {number for number, said in enumerate(table) if not _is_plain(said)}
    if not terms:
        return True
    if not all(_WORDS.fullmatch(table[number].source) and _WORDS.fullmatch(table[number].target) for number in terms):
        return False
    if may_hold_formulas(article.text) or any(sign in article.text for sign in _SITE_MARKS) or _holds_beginnings(article):
        return False
    return all(
        _stands_well(article, start, table[number])
        for start, number in zip(changes.starts, changes.numbers, strict=True)
        if number in terms
    )


def _has_label_beyond_ascii(text: str) -> bool:
    """Whether letters could come to match the label of a definition: `[軟體]: https://…`."""
    for found in _LABEL_END.finditer(text):
        label = text[max(0, found.start() - _LONGEST_LABEL) : found.start()]
        begins = max((one.end() for one in _LABEL_BEGIN.finditer(label)), default=0)
        if not label[begins:].isascii():
            return True
    return False


def _is_plain(said: Substitution) -> bool:
    """Whether a change is of letters beyond ASCII alone, or of one quotation mark for another."""
    source, target = said.source, said.target
    if source in _QUOTES:
        return target in _QUOTES
    return source.isalnum() and target.isalnum() and _ASCII.isdisjoint(source) and _ASCII.isdisjoint(target)


def _holds_beginnings(article: Article) -> bool:
    text = article.text
    return bool(_BEGINNINGS.search("\n".join([text[start:end] for start, end, _, block in article.parts if block >= 0])))


def _stands_well(article: Article, start: int, said: Substitution) -> bool:
    text, end = article.text, start + len(said.source)
    part = article.parts[bisect_right(article.parts, (start + 1,)) - 1]
    if part.kind is PartKind.FRONT_MATTER_VALUE:
        return True  # it is proven when it is fitted
    if part.kind is PartKind.SHORTCODE_PARAMETER:
        # In quotation marks it may say what it likes.
        return text[part.start - 1] == text[part.end : part.end + 1] == '"'
    before, after = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    return (
        part.kind in _RUNNING
        and _looks_alike(said.source[0], said.target[0], before[-1:], before.replace("**", "").rstrip(_HARMLESS)[-1:])
        and _looks_alike(said.source[-1], said.target[-1], after[:1], after.replace("**", "").lstrip(_HARMLESS)[:1])
    )


def _looks_alike(source: str, target: str, beside: str, beyond: str) -> bool:
    """Whether the signs on one side of a change see no difference between the sign that stood next to them and the one that does now.

    `beside` is the next of these, `beyond` the next that is not harmless.
    """
    if source == target or not (source.isascii() or target.isascii()):
        return True
    if not beside.isascii():
        return not beside.isspace()
    return " " not in (source, target) and (not beyond.isascii() or beyond.isspace())
