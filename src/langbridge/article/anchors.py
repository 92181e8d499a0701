"""The ids that sites make from headings, and the links that have to follow them.

Hugo's rule is `autoHeadingIDType = "github"`, its default: of the heading's text letters, decimal digits, underscores and hyphens are
kept in lower case, each space becomes a hyphen, all else is dropped; an id that is taken gets `-1`, `-2` ….  The details (which text
counts, what a heading without letters is called) were taken from the output of Hugo 0.168.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote

from langbridge.article.model import Article, FragmentLink, Heading
from langbridge.values import Edit

if TYPE_CHECKING:
    from pyromark import Markdown
    from pyromark.event import Range

# Where the text is plain its letters can be taken as they stand.
_MARKUP = re.compile(r"[*_`\[\]<>&\\!~:@\r\n]|--|www\.")
# Hugo's typographer makes dashes of these; a dash is no hyphen and is dropped.
_DASHES = re.compile(r"---?")
# What goldmark's linkify makes a link of; a link without a text of its own counts for nothing.  ASCII only, as there.
_LINKS = re.compile(
    r"(?<![^\s*_~(])(?:https?|ftp)://[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?::\d+)?(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*)?"
    r"|(?<![^\s*_~(])www\.[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+(?:[/#?][-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*)?"
    r"|(?<![^\s*_~(])[A-Za-z0-9.+_-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
# Of these, and of no others, the lower case has as many code points and is the same whatever stands around it.
_WORDS = re.compile(r"[A-Za-z0-9_ \-\u4e00-\u9fff]+")
_WITHOUT_LETTERS = "heading"
_BACKSLASH = ord("\\")
_NEVER = 1 << 30
_FOOTNOTE = re.compile(r"\[\^[^\]\s]*+\]")


class AnchorIds:
    """Gives ids out, each once, in the order of an article's headings."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def unique(self, anchor: str) -> str:
        """The anchor itself, or with the first number that is free."""
        chosen = anchor
        number = self._next.get(anchor, 1)
        while chosen in self._taken:
            chosen = f"{anchor}-{number}"
            number += 1
        self._next[anchor] = number
        self._taken.add(chosen)
        return chosen

    def pin(self, anchor: str) -> None:
        """Take an id that the source names itself."""
        self._taken.add(anchor)


def heading_anchor(text: str) -> str:
    """The id that Hugo makes of a heading's inline content, which is Markdown, before it looks for duplicates.

    Empty where there is nothing to make one of: no text, or nothing but a link that has none.
    """
    plain = text if not _MARKUP.search(text) else _plain(text)
    plain = plain.strip()
    if not plain:
        return ""
    if _WORDS.fullmatch(plain):  # as most headings: then nothing is dropped
        return plain.lower().replace(" ", "-")
    kept = "".join(_lower(sign) if _is_word(sign) else "-" for sign in plain if _is_word(sign) or sign in " -")
    return kept or _WITHOUT_LETTERS


def _is_word(sign: str) -> bool:
    return sign == "_" or sign.isalpha() or sign.isdecimal()


def _lower(sign: str) -> str:
    # One code point for one, as in Go: İ becomes i, not i with a combining dot.
    return sign.lower()[0]


def followed_links(article: Article, convert: Callable[[Heading], str]) -> list[Edit]:
    """The edits by which links within the page follow headings whose ids change.

    `convert` gives a heading's new inline content, as Markdown.  The edits replace fragments, without their `#`, in offsets of the
    source; a fragment that was percent-encoded stays so.
    """
    if not article.fragment_links:
        return []
    changed = _changed_anchors(article.headings, convert)
    return [
        Edit(link.span, _written_like(article.text[link.span.start : link.span.end], link, changed[link.anchor]))
        for link in article.fragment_links
        if link.anchor in changed
    ]


def _changed_anchors(headings: tuple[Heading, ...], convert: Callable[[Heading], str]) -> dict[str, str]:
    ids = AnchorIds()
    changed: dict[str, str] = {}
    for heading in headings:
        if heading.pinned:
            ids.pin(heading.anchor)
            continue
        anchor = heading_anchor(convert(heading))
        new = ids.unique(anchor) if anchor else ""
        if new and new != heading.anchor:
            changed[heading.anchor] = new
    return changed


def _written_like(written: str, link: FragmentLink, anchor: str) -> str:
    if written == link.anchor:
        return anchor
    encoded = quote(anchor)
    return encoded if written != written.lower() else encoded.lower()


def _plain(text: str) -> str:
    """What Hugo takes as the heading's text: texts and code, without tags, footnotes and links that are their own text.

    Of an element (emphasis, a link, an image) it takes the first text alone: `**a *b* c** d` gives "a  d".
    """
    line = text.splitlines()[-1].lstrip(" \t>") if "\n" in text or "\r" in text else text
    line = _FOOTNOTE.sub("", line)
    kept: list[str] = []
    data = f"# {line} #".encode("utf-8", "replace")
    depth = -1  # within the heading
    heard = False  # whether the element at depth 0 has given its text
    muted_from = _NEVER
    for event, span in _markdown().events_with_range(data.decode()):
        if isinstance(event, str):
            continue
        if "Start" in event:
            tag = event["Start"]
            if depth == 0:
                heard = False
            if not isinstance(tag, str) and "Link" in tag and tag["Link"]["link_type"] in ("Autolink", "Email"):
                muted_from = min(muted_from, depth)
            depth += 1
        elif "End" in event:
            depth -= 1
            if depth <= muted_from:
                muted_from = _NEVER
        elif ("Text" in event or "Code" in event) and muted_from == _NEVER and not (depth and heard):
            kept.append(_heard(event["Text"], data, span) if "Text" in event else "\0".join(event["Code"]))
            heard = True
    return _DASHES.sub("", _LINKS.sub("", "".join(kept))).replace("\0", "")


def _heard(text: str, data: bytes, span: Range) -> str:
    start = span["start"]
    if data[start : start + 2] == b"&#":
        return data[start : span["end"]].decode()
    # A stop after an escaped sign keeps it from being half of a dash.
    return f"{text[0]}\0{text[1:]}" if data[start - 1] == _BACKSLASH else text


@cache
def _markdown() -> Markdown:
    # Imported here so that reading plain text does not load the parser.
    from pyromark import Markdown, Options

    # In the line alone no label is defined; as in the article, a text with a label is a link.
    return Markdown(options=Options.ENABLE_STRIKETHROUGH | Options.ENABLE_GFM, broken_link_callback=lambda link: ("", ""))
