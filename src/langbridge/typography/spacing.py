"""The space between Han and Latin: whether an article writes it, and terms written the same way."""

from __future__ import annotations

import re
from collections.abc import Iterable

from langbridge.typography.characters import HAN, HAN_CLASS, LATIN_CLASS

_WORDS = f"[{LATIN_CLASS}0-9]"
_TIGHT = f"(?<=[{HAN_CLASS}])(?={_WORDS})|(?<={_WORDS})(?=[{HAN_CLASS}])"
# Each begins with what is rare in Chinese text, so that most places are passed over quickly.  They are compiled when a term with Latin
# letters first comes up.
_SPACES = f" (?:(?<=[{HAN_CLASS}] )(?={_WORDS})|(?<={_WORDS} )(?=[{HAN_CLASS}]))"
_STARTS = f"{_WORDS}(?<=[{HAN_CLASS}]{_WORDS})"
_ENDS = f"{_WORDS}(?=[{HAN_CLASS}])"
_FEW = 4


def spaces_latin(texts: Iterable[str]) -> bool:
    """Whether an article puts a space between Han and Latin letters or digits: most of the borders have one.

    With fewer than four borders nothing can be said, and the answer is False.
    """
    spaced = tight = 0
    for text in texts:
        spaced += len(re.findall(_SPACES, text))
        tight += len(re.findall(_STARTS, text)) + len(re.findall(_ENDS, text))
    return spaced + tight >= _FEW and spaced > tight


def spaced_term(target: str, before: str, after: str, *, spaced: bool) -> str:
    """A glossary's target written as the article is spaced.

    `before` and `after` are the characters of the text on either side, or empty.  Inside the term each border of Han and Latin gets its
    space or loses it; at its edges a spaced article gets one where Latin would touch Han, and any article where Latin would touch Latin.
    """
    written = re.sub(_TIGHT, " ", target) if spaced else re.sub(_SPACES, "", target)
    if not written:
        return written
    if _runs_together(before[-1:], written[0]) or (spaced and _border(before[-1:], written[0])):
        written = " " + written
    if _runs_together(written[-1], after[:1]) or (spaced and _border(written[-1], after[:1])):
        written += " "
    return written


def _runs_together(left: str, right: str) -> bool:
    """Whether two words in Latin letters would become one: OpenAI智能体 is no OpenAIAI代理."""
    return left.isascii() and left.isalnum() and right.isascii() and right.isalnum()


def _border(left: str, right: str) -> bool:
    return bool((HAN.match(left) and re.match(_WORDS, right)) or (re.match(_WORDS, left) and HAN.match(right)))
