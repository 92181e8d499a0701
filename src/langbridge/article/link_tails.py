"""What follows the text of an inline link or image: `](destination "title")`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from langbridge.article.model import FragmentLink
from langbridge.values import Span

# The parser has accepted what is read here, so it need not be strict.  In a block quote a tail that goes on in the next line has a `>`
# among its white space.
_WITH_TITLE = re.compile(
    r"""[\s>]*+\]\([\s>]*+(?:<(?P<angled>(?:[^<>\\\r\n]|\\.)*+)>|(?P<bare>\S++))[\s>]+(?P<title>".*"|'.*'|\(.*\))[\s>]*\)""", re.DOTALL
)
_WITHOUT_TITLE = re.compile(r"[\s>]*+\]\([\s>]*+(?:<(?P<angled>[^<\r\n]*)>|(?P<bare>\S*?))[\s>]*\)", re.DOTALL)


class LinkTail(NamedTuple):
    """Where the destination stands, without angle brackets, and the title, without quotes, if there is one."""

    destination: Span
    title: Span | None


def read_link_tail(text: str, start: int, end: int, *, has_title: bool) -> LinkTail | None:
    """Read the tail of an inline link, from the bracket that closes its text; None when it is not understood."""
    found = (_WITH_TITLE if has_title else _WITHOUT_TITLE).fullmatch(text, start, end)
    if not found:
        return None
    destination = Span(*found.span("bare" if found["angled"] is None else "angled"))
    title = Span(found.start("title") + 1, found.end("title") - 1) if has_title else None
    return LinkTail(destination, title)


def fragment_link(text: str, destination: Span) -> FragmentLink | None:
    """The link within the page that a destination is, if it is one."""
    start, end = destination
    if not text.startswith("#", start, end):
        return None
    return FragmentLink(Span(start + 1, end), unquote(text[start + 1 : end]))
