"""What is not prose within prose: bare URLs, e-mail addresses, entities, escapes, line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from langbridge.article.model import Part, PartKind

HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
"""One Han character: radicals, the iteration mark and zero, the unified and compatibility ideographs of all planes."""

# Where a URL stops: white space, ASCII delimiters that Markdown and HTML put around it, punctuation of Chinese text.
_STOP = r"\s<>\"'`|*\[\]()\u2010-\u2027\u3000-\u303f\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
# A Chinese word right after a host is prose (访问https://a.com查看), in a path it belongs to the URL (/wiki/软件): a character too many
# that stays as it is does less harm than a dead link.
_HOST = r"(?:[A-Za-z0-9%_~.:@-]*[A-Za-z0-9_~-]|\[[0-9A-Fa-f:.]+\]|[^/" + _STOP + r"]+)(?::[0-9]+)?"
_PATH = r"(?:[/?#](?:[^" + _STOP + r"]|\([^" + _STOP + r"]*\)|[*'](?=[A-Za-z0-9]))*+)?"
BARE_URL = re.compile(
    r"(?<![A-Za-z])[A-Za-z][A-Za-z0-9+.-]{1,30}://" + _HOST + _PATH
    + r"|(?<![A-Za-z0-9.-])www\.[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+" + _PATH
    + r"|(?<![A-Za-z0-9._%+-])(?:mailto:)?[A-Za-z0-9._%+-]++@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)  # fmt: skip
_TRAILING = ".,;:!?~_"
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_SPECIAL = re.compile(_ENTITY + r"|\\[^\r\n]|(?<![ \t])[ \t]*+(?:\r\n?|\n)[ \t]*+")
_SPECIAL_RAW = re.compile(_ENTITY + r"|(?<![ \t])[ \t]*+(?:\r\n?|\n)[ \t]*+")


def may_hold_urls(text: str, start: int = 0, end: int | None = None) -> bool:
    """Whether looking for bare URLs is worth while."""
    end = len(text) if end is None else end
    return text.find("://", start, end) >= 0 or text.find("www.", start, end) >= 0 or text.find("@", start, end) >= 0


def split_urls(text: str, start: int, end: int, kind: PartKind, block: int) -> Iterator[Part]:
    """A stretch of prose with its bare URLs and e-mail addresses as parts of their own."""
    done = start
    for found in BARE_URL.finditer(text, start, end):
        url_end = found.start() + len(found[0].rstrip(_TRAILING))
        if found.start() > done:
            yield Part(done, found.start(), kind, block)
        yield Part(found.start(), url_end, PartKind.URL)
        done = url_end
    if done < end:
        yield Part(done, end, kind, block)


def split_prose(text: str, start: int, end: int, kind: PartKind, block: int, around: PartKind, *, raw: bool = False) -> Iterator[Part]:
    """A stretch of prose in an attribute, a title or a shortcode's parameter.

    Entities, backslash escapes (unless it is `raw`) and line ends become parts of the kind `around`.
    """
    done = start
    for special in (_SPECIAL_RAW if raw else _SPECIAL).finditer(text, start, end):
        if special.start() > done:
            yield from split_urls(text, done, special.start(), kind, block)
        yield Part(special.start(), special.end(), around)
        done = special.end()
    if done < end:
        yield from split_urls(text, done, end, kind, block)
