"""The texts of one block looked at as the one text that a reader sees, and the changes of each."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langbridge.typography.characters import LATIN_WORD, MARKUP, OPAQUE, UNKNOWN, URL, han_count
from langbridge.typography.punctuation import name_dot_changes, punctuation_changes
from langbridge.typography.quotes import quotation
from langbridge.values import HANT_HK, LanguageTag, Substitution

Found = list[tuple[int, Substitution]]

_STRAIGHT_OR_CURLY = re.compile("[\"'\uff02\u201c\u201d\u2018\u2019]")
_CORNER = re.compile("[\u300c-\u300f\ufe41-\ufe44]")
_HALF_WIDTH = re.compile("[,:;?!()\u00b7\u2027]")
_POINT = re.compile(r"\.(?![a-zA-Z0-9.])")
_BARE_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://|www\.|mailto:|[\w.%+-]+@")
_URL_INSIDE = re.compile(r"://|www\.|@")
_UNSEEN = re.compile(r"(?:[^\w`$\\&{}]|\]\([^\n]*\)|\]\[[^\n]*\]|</?[A-Za-z][^>]*>)*")


def block_changes(
    texts: Sequence[str], *, target: LanguageTag, quotes: bool, punctuation: bool, gaps: Sequence[str] | None = None
) -> list[Found]:
    """For each text of a block its changes as (start in code points, substitution), ascending and without overlap.

    `texts` are the convertible texts of one paragraph, heading or cell, in either script; `gaps` the protected markup between them, one
    fewer than the texts.  Without `gaps` nothing is known of what stands there, and the marks right beside it stay as they are.
    `quotes` asks for the quotation marks of the target's script, `punctuation` for full-width punctuation and the region's name dot.
    A target that is not Chinese, or names no script, gets no changes.
    """
    nothing: list[Found] = [[] for _ in texts]
    if not target.is_chinese or target.script not in ("Hant", "Hans"):
        return nothing
    corner = target.script == "Hant"
    signs = _STRAIGHT_OR_CURLY if corner else _CORNER
    quotes = quotes and any(map(signs.search, texts))
    punctuation = punctuation and any(_HALF_WIDTH.search(text) or ("." in text and _POINT.search(text)) for text in texts)
    if not (quotes or punctuation):
        return nothing
    text = texts[0] if len(texts) == 1 else _joined(texts, gaps)
    han = han_count(text)
    if not han and corner:
        return nothing
    chinese = 0 < han >= len(LATIN_WORD.findall(text))
    quoted = quotation(text, corner=corner, chinese=chinese)
    found = quoted.changes if quotes else []
    if punctuation and han:
        found = found + punctuation_changes(text, quoted, chinese=chinese, quotes_change=quotes)
        if target != HANT_HK:
            found += name_dot_changes(text, taiwan=corner)
        found.sort(key=lambda one: one[0])
    return _parted(found, texts) if found else nothing


def _joined(texts: Sequence[str], gaps: Sequence[str] | None) -> str:
    if gaps is None:
        return UNKNOWN.join(texts)
    pieces = [texts[0]]
    for gap, text in zip(gaps, texts[1:], strict=True):
        pieces += (_stand_in(gap), text)
    return "".join(pieces)


def _stand_in(gap: str) -> str:
    """The one code point that stands for what lies between two texts."""
    if "\n" in gap or "\r" in gap:
        return "\n"
    if _BARE_URL.match(gap) or (_URL_INSIDE.search(gap) and gap[-1] not in ")>]}`*_~\"'"):
        return URL
    return MARKUP if _UNSEEN.fullmatch(gap) else OPAQUE


def _parted(found: Found, texts: Sequence[str]) -> list[Found]:
    parted: list[Found] = []
    base = at = 0
    for text in texts:
        end = base + len(text)
        own: Found = []
        while at < len(found) and found[at][0] < end:
            own.append((found[at][0] - base, found[at][1]))
            at += 1
        parted.append(own)
        base = end + 1
    return parted
