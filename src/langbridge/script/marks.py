"""The characters that langbridge puts into texts and dictionary values so that OpenCC itself tells what it matched.

A dictionary value of more than one character, or of another length than its key, is written `MARK code value MARK`, where the code's code
point numbers an entry rule; a glossary term is `MARK code MARK`, and its code stays in the text, opaque to every later stage, until the
end. No dictionary key holds any of these characters, so no match ever crosses one: that is also what makes them good boundaries.
"""

from __future__ import annotations

import re

MARK = "\x01"
"""Stands on both sides of a match in what OpenCC returns."""
SEGMENT = "\x02"
"""Stands where OpenCC's segmentation ends one segment and begins the next."""
CUT = "\x03"
"""Stands where the word-boundary guard forbids a match."""
SEPARATOR = "\x04"
"""Stands between two stretches of text, and in place of a character that OpenCC must not see."""

SPACE = "\x05"
"""Stands for a space in dictionary values, which OpenCC would end there."""

FIRST_CODE = 0xF0000
"""The first code point of the supplementary private-use planes; OpenCC's dictionaries use none of them."""
CODES = 0x10FFFE - FIRST_CODE

FOREIGN = re.compile("[\x00-\x05\ud800-\udfff\U000f0000-\U0010ffff]")
"""What a text may hold that OpenCC must not see: NUL (it drops the rest), lone surrogates (it cannot encode them), and our own marks."""
