"""The classes of characters that typography looks at."""

from __future__ import annotations

import re

HAN_CLASS = "\u3400-\u9fff\u2e80-\u2fdf\u3005-\u3007\uf900-\ufaff\U00020000-\U0003ffff"
LATIN_CLASS = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"

HAN = re.compile(f"[{HAN_CLASS}]")
_HAN_RUN = re.compile(f"[{HAN_CLASS}]+")
LATIN = re.compile(f"[{LATIN_CLASS}]")
LATIN_WORD = re.compile(f"[{LATIN_CLASS}][{LATIN_CLASS}0-9]*")
LOWER_WORD = re.compile(f"(?<![{LATIN_CLASS}])[a-z]{{2,}}(?![{LATIN_CLASS}])")
KANA = re.compile("[\u3041-\u30fa\u30fd-\u30ff]")
EAST_ASIAN = re.compile("[\u3001\u3002\u3041-\u30ff\u2026\uff01-\uff1f]")
"""Punctuation that English has not, and kana."""

# One code point stands for whatever lies between two texts of a block. All are noncharacters, which no text should hold; where one
# does, it is taken for markup and nothing worse.
MARKUP = "\ufdd0"
"""Emphasis, the ends of a link, a tag: what a reader does not see."""
OPAQUE = "\ufdd1"
"""Code, a formula, a shortcode: something stands here, nobody knows what."""
URL = "\ufdd2"
"""A bare URL: what stands beside it decides whether a site makes a link of it, and where the link ends."""
UNKNOWN = "\ufdd3"
"""The caller did not say."""
GAPS = MARKUP + OPAQUE + URL + UNKNOWN


def han_count(text: str) -> int:
    """How many Chinese characters a text has."""
    return sum(map(len, _HAN_RUN.findall(text)))
